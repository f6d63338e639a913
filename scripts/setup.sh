#!/bin/sh
# Makes a fresh clone ready: system tools, dependencies, build. Quick when all is there.
#   sh scripts/setup.sh           what safe-npm needs
#   sh scripts/setup.sh --tests   and what its tests need
set -eu
cd "$(dirname "$0")/.."

say() { printf '%s\n' "$*" >&2; }
PATH="$PATH:/usr/sbin:/sbin"
# Debian keeps the programs of PostgreSQL's server by version and out of PATH.
for folder in /usr/lib/postgresql/*/bin; do PATH="$PATH:$folder"; done

node_is_new_enough() {
  command -v npm >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' 2>/dev/null
}

# Names of the packages that bring the tools which are missing: tool, then its package for apt, dnf, pacman, apk.
missing_packages() {
  manager=$1
  shift
  while read -r tool apt dnf pacman apk; do
    command -v "$tool" >/dev/null && continue
    case $manager in
      apt-get) echo "$apt" ;;
      dnf) echo "$dnf" ;;
      pacman) echo "$pacman" ;;
      apk) echo "$apk" ;;
      *) echo "$tool" ;;
    esac
  done | sort -u | tr '\n' ' '
}

sandbox_tools() {
  cat <<'LIST'
bwrap bubblewrap bubblewrap bubblewrap bubblewrap
tcpdump tcpdump tcpdump tcpdump tcpdump
ip iproute2 iproute iproute2 iproute2
unshare util-linux util-linux util-linux util-linux-misc
setpriv util-linux util-linux util-linux setpriv
LIST
}

build_tools() {
  cat <<'LIST'
python3 python3 python3 python python3
make make make make make
g++ g++ gcc-c++ gcc g++
LIST
}

test_tools() {
  build_tools
  cat <<'LIST'
tshark tshark wireshark-cli wireshark-cli tshark
tmux tmux tmux tmux tmux
zsh zsh zsh zsh zsh
fish fish fish fish fish
openssl openssl openssl openssl openssl
chromium chromium chromium chromium chromium
dockerd docker.io moby-engine docker docker-engine
docker-compose docker-compose docker-compose docker-compose docker-cli-compose
podman podman podman podman podman
runc runc runc runc runc
umount mount util-linux util-linux umount
git git git git git
curl curl curl curl curl
wget wget wget wget wget
ssh openssh-client openssh-clients openssh openssh-client
perl perl perl perl perl
patch patch patch patch patch
unzip unzip unzip unzip unzip
xz xz-utils xz xz xz
file file file file file
less less less less less
ps procps procps-ng procps-ng procps
postgres postgresql postgresql-server postgresql postgresql
LIST
}

package_manager() {
  for manager in apt-get dnf pacman apk; do
    command -v "$manager" >/dev/null && echo "$manager" && return
  done
  echo none
}

install_line() {
  case $1 in
    apt-get) echo "apt-get install -y -qq --no-install-recommends" ;;
    dnf) echo "dnf install -y" ;;
    pacman) echo "pacman -S --needed --noconfirm" ;;
    apk) echo "apk add" ;;
  esac
}

# Reads a list of tools and installs the packages of those that are missing.
install_tools() {
  manager=$(package_manager)
  packages=$(missing_packages "$manager")
  [ -n "$packages" ] || return 0
  if [ "$manager" = none ]; then
    say "Please install: $packages"
    return 1
  fi
  if [ "$(id -u)" = 0 ]; then
    root=""
  elif command -v sudo >/dev/null && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
    root="sudo"
  else
    say "Some tools are missing. Type as root, then again what you typed:"
    say "  $(install_line "$manager" | sed 's/ -qq//') $packages"
    return 1
  fi
  say "Installing $packages"
  [ "$manager" = apt-get ] && $root apt-get update -qq
  # shellcheck disable=SC2046,SC2086
  $root env DEBIAN_FRONTEND=noninteractive $(install_line "$manager") $packages </dev/null >/dev/null
}

install_dependencies() {
  # npm writes this file last: it is older than the lockfile when something has changed since.
  [ node_modules/.package-lock.json -nt package-lock.json ] && return 0
  # Headers beside Node, so that nothing has to be fetched should better-sqlite3 need a compiler.
  prefix=$(node -p 'require("path").dirname(require("path").dirname(process.execPath))')
  [ -e "$prefix/include/node/node.h" ] && export npm_config_nodedir="$prefix"
  say "Installing dependencies"
  quiet="--no-audit --no-fund --loglevel=error"
  # Silent, because the usual reason is that better-sqlite3 needs a compiler; any other is said the second time.
  # shellcheck disable=SC2086
  npm ci $quiet >/dev/null 2>&1 && return 0
  say "Once more, with a compiler"
  build_tools | install_tools
  # shellcheck disable=SC2086
  npm ci $quiet >&2
}

build() {
  stamp=node_modules/.safe-npm-built
  if [ -e dist ] && [ -e $stamp ] && [ -z "$(find src tsconfig*.json -newer $stamp | head -1)" ]; then return 0; fi
  say "Building"
  npm run --silent build >&2
  touch $stamp
}

if ! node_is_new_enough; then
  say "safe-npm needs Node 20.19 or newer, with npm. See https://nodejs.org/en/download"
  exit 1
fi
{
  sandbox_tools
  [ "${1:-}" != --tests ] || test_tools
} | install_tools
install_dependencies
build
