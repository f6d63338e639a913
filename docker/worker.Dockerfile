# A worker for surveys: dsca with the tools of the bubblewrap sandbox. From the root of the repository:
#   docker build --file docker/worker.Dockerfile --tag safe-npm-worker .
# The base brings Node, a compiler and git; what scripts find on it is what they find here.
ARG BASE_IMAGE=node:22-bookworm
FROM ${BASE_IMAGE} AS build
WORKDIR /opt/safe-npm
COPY . .
RUN npm ci --no-audit --no-fund && npm run build && npm prune --omit=dev --no-audit --no-fund

FROM ${BASE_IMAGE}
RUN export DEBIAN_FRONTEND=noninteractive; \
  apt-get update -qq && \
  apt-get install -y -qq --no-install-recommends bubblewrap tcpdump iproute2 util-linux && \
  rm -rf /var/lib/apt/lists/*
COPY --from=build /opt/safe-npm/package.json /opt/safe-npm/
COPY --from=build /opt/safe-npm/node_modules /opt/safe-npm/node_modules
COPY --from=build /opt/safe-npm/bin /opt/safe-npm/bin
COPY --from=build /opt/safe-npm/docker /opt/safe-npm/docker
COPY --from=build /opt/safe-npm/dist /opt/safe-npm/dist
# Not root: as on a developer's machine.
RUN useradd --create-home --uid 1500 worker
USER worker
WORKDIR /home/worker
ENTRYPOINT ["node", "/opt/safe-npm/bin/dsca.js"]
CMD ["worker"]
