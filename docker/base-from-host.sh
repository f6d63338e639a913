#!/bin/sh
# Writes a base image for the sandbox to standard output, as a tar for `docker import`, made of what is installed on
# this machine: no image registry and no network is needed. dpkg says which files belong to the tools and to what
# they depend on; elsewhere the system's folders are taken whole.
#   sh docker/base-from-host.sh /usr/bin/node | docker import - my-base
#   sh docker/base-from-host.sh --worker | docker import - my-worker-base    for docker/worker.Dockerfile
set -eu
worker=
if [ "${1:-}" = --worker ]; then
  worker=yes
  shift
fi
node=$(readlink -f "${1:-$(command -v node)}")
prefix=$(dirname "$(dirname "$node")")

# Without these there is no sandbox; the others are what scripts find on a developer's machine.
required="bash coreutils tcpdump iproute2 util-linux gcc g++ make python3 perl ca-certificates"
# A worker makes boxes of its own.
[ -z "$worker" ] || required="$required bubblewrap"
wanted="$required mount bsdutils findutils diffutils grep sed mawk gawk tar gzip bzip2 xz-utils zstd unzip zip procps hostname login
  passwd git curl wget openssh-client openssl file less patch netcat-openbsd netcat-traditional dnsutils bind9-dnsutils
  iputils-ping net-tools rsync jq cmake pkg-config pkgconf nano vim-tiny tzdata libc-bin base-files"

# What a package's manual says is no use in a box.
unused='^/usr/(share/(doc|man|info|lintian|bug|doc-base|gtk-doc|locale|i18n)|lib/[^/]*/(perl|audit)-debug)(/|$)'

# Hundreds of megabytes: they go however this ends.
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
trap 'exit 129' HUP
trap 'exit 130' INT
trap 'exit 143' TERM
list=$work/list
mkdir "$list".d

# The wanted packages that are installed here, what every system has (nothing depends on it), and what they depend on.
installed_closure() {
  dpkg-query -W -f='${db:Status-Abbrev}\t${Package}\t${Provides}\t${Pre-Depends}, ${Depends}\t${Essential}\n' |
    awk -F'\t' -v wanted="$1" '
      function bare(text) { gsub(/^[ \t\n]+/, "", text); sub(/[ (:].*/, "", text); return text }
      function visit(name,    parts, n, i, choices, m, j, one, list, k, q) {
        if (seen[name]++) return
        n = split(depends[name], parts, /,/)
        for (i = 1; i <= n; i++) {
          m = split(parts[i], choices, /[|]/)
          for (j = 1; j <= m; j++) {
            one = bare(choices[j])
            if (one in depends) { visit(one); break }
            if (one in provided) {
              k = split(provided[one], list, " ")
              for (q = 1; q <= k; q++) visit(list[q])
              break
            }
          }
        }
      }
      $1 !~ /^ii/ { next }
      {
        depends[$2] = $4
        if ($5 == "yes") wanted = wanted " " $2
        n = split($3, names, /,/)
        for (i = 1; i <= n; i++) provided[bare(names[i])] = provided[bare(names[i])] " " $2
      }
      END {
        n = split(wanted, names, /[ \n]+/)
        for (i = 1; i <= n; i++) if (names[i] in depends) visit(names[i])
        for (name in seen) print name
      }'
}

# /bin, /lib and their like are links into /usr where the system is merged: what lies there is named by where it is.
merged() {
  script=
  for folder in bin sbin lib lib32 lib64 libx32; do
    [ -L "/$folder" ] && script="$script;s,^/$folder/,/usr/$folder/,"
  done
  sed -E "${script#;}"
}

packaged_files() {
  missing=$(for name in $required; do dpkg-query -W "$name" >/dev/null 2>&1 || printf '%s ' "$name"; done)
  if [ -n "$missing" ]; then
    echo "Some tools are missing. Type as root: apt-get install $missing" >&2
    return 1
  fi
  # shellcheck disable=SC2046
  installed_closure "$wanted" | xargs dpkg-query -L | grep '^/' | merged | grep -vE "$unused"
  # What alternatives choose belongs to no package.
  find /etc/alternatives -mindepth 1
  find /usr/bin /usr/sbin /usr/lib /usr/share -maxdepth 1 -lname '/etc/alternatives/*'
}

whole_system() {
  for folder in bin sbin lib lib32 lib64 libx32; do [ -L "/$folder" ] || [ ! -d "/$folder" ] || find "/$folder" -xdev; done
  find /usr -xdev | grep -vE "$unused"
}

# Of /etc only what programs need and what holds no secret.
etc_files() {
  for name in alternatives ca-certificates.conf debian_version default/locale inputrc ld.so.cache ld.so.conf ld.so.conf.d \
    locale.alias lsb-release magic mime.types os-release perl protocols python3 python3.11 python3.12 python3.13 rpc \
    services shells ssl/openssl.cnf ssl/certs terminfo profile bash.bashrc alpine-release arch-release redhat-release; do
    [ ! -e "/etc/$name" ] || find "/etc/$name"
  done
}

{
  if command -v dpkg-query >/dev/null; then packaged_files | grep -v '^/etc/'; else whole_system; fi
  etc_files
  for folder in bin sbin lib lib32 lib64 libx32; do [ ! -L "/$folder" ] || echo "/$folder"; done
} >"$list".all
# What is listed and not there (diverted, purged by hand), and folders, whose owners and modes are made anew.
sort -u "$list".all | while IFS= read -r path; do
  if [ -L "$path" ] || [ -f "$path" ]; then printf '%s\n' "${path#/}"; fi
done >"$list"
rm "$list".all

# Node itself, at the place where its image would have it.
mkdir -p "$list".d/usr/local/bin "$list".d/usr/local/include "$list".d/usr/local/lib/node_modules
cp "$node" "$list".d/usr/local/bin/node
[ ! -d "$prefix/include/node" ] || cp -R "$prefix/include/node" "$list".d/usr/local/include/node
for folder in tmp var/tmp var/cache var/lib var/log run proc sys dev root home mnt media srv opt etc usr/local/sbin usr/local/share; do mkdir -p "$list".d/$folder; done
chmod 1777 "$list".d/tmp "$list".d/var/tmp

# The npm that lies beside Node, and somebody to be: a box brings its own, a worker has these.
if [ -n "$worker" ]; then
  [ -d "$prefix/lib/node_modules/npm" ] || { echo "no npm in $prefix/lib/node_modules" >&2; exit 1; }
  cp -R "$prefix/lib/node_modules/npm" "$list".d/usr/local/lib/node_modules/npm
  for name in npm npx; do ln -s "../lib/node_modules/npm/bin/$name-cli.js" "$list".d/usr/local/bin/$name; done
  echo 'root:x:0:0:root:/root:/bin/sh' >"$list".d/etc/passwd
  echo 'root:x:0:' >"$list".d/etc/group
fi

tar -c --owner=0 --group=0 --numeric-owner --exclude=usr/local/bin/node --exclude=usr/local/include/node \
  --exclude=usr/local/lib/node_modules -C / --verbatim-files-from -T "$list" -f "$list".d.tar
tar -r --owner=0 --group=0 --numeric-owner -C "$list".d -f "$list".d.tar .
cat "$list".d.tar
rm "$list".d.tar
