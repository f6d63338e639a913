# A worker for surveys: dsca with the tools of the bubblewrap sandbox. From the root of the package, or of the
# repository after npm run build:
#   docker build --file docker/worker.Dockerfile --tag safe-npm-worker .
# The base brings Node, npm, a compiler and git; what scripts find on it is what they find here. Without an image
# registry: sh docker/base-from-host.sh --worker | docker import - my-worker-base
ARG BASE_IMAGE=node:22-bookworm
FROM ${BASE_IMAGE} AS modules
# Of this step alone; empty: npm's own.
ARG NPM_CONFIG_REGISTRY=
WORKDIR /opt/safe-npm
# A published package has no lockfile.
COPY package.json package-lock.json* ./
# better-sqlite3 may have to be compiled: with the headers beside Node, nobody is asked for them.
RUN set -eu; \
  if [ -e /usr/local/include/node/node.h ]; then export npm_config_nodedir=/usr/local; fi; \
  if [ -e package-lock.json ]; then install=ci; else install=install; fi; \
  npm "$install" --omit=dev --no-audit --no-fund

FROM ${BASE_IMAGE}
RUN set -eu; \
  missing=; \
  for tool in bwrap tcpdump ip setpriv; do \
    command -v "$tool" >/dev/null || missing="$missing $tool"; \
  done; \
  if [ -n "$missing" ]; then \
    command -v apt-get >/dev/null || { echo "the base image has no$missing and no apt-get" >&2; exit 1; }; \
    export DEBIAN_FRONTEND=noninteractive; \
    apt-get update -qq; \
    apt-get install -y -qq --no-install-recommends bubblewrap tcpdump iproute2 util-linux; \
    rm -rf /var/lib/apt/lists/*; \
  fi; \
  # Not root: as on a developer's machine. \
  useradd --user-group --create-home --uid 1500 worker
WORKDIR /opt/safe-npm
COPY --from=modules /opt/safe-npm/node_modules node_modules
COPY package.json ./
COPY bin bin
COPY docker docker
COPY dist dist
USER worker
WORKDIR /home/worker
ENTRYPOINT ["node", "/opt/safe-npm/bin/dsca.js"]
CMD ["worker"]
