#!/usr/bin/env bash
# Installs what is missing of the named groups of packaging/dependencies.txt. Touches nothing when all is there.
#
# usage: packaging/install-dependencies.sh GROUP...      groups: build test console demo lint deb
set -euo pipefail

list="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)/dependencies.txt"

fail() {
  echo "install-dependencies: $*" >&2
  exit 1
}

packages_of() {
  awk -v group="[$1]" '/^\[/ { inside = ($1 == group); next } inside && NF && $1 !~ /^#/ { print $1 }' "$list"
}

installed() { [[ "$(dpkg-query -W -f '${db:Status-Abbrev}' "$1" 2>/dev/null)" == ii* ]]; }

# Node.js often comes from elsewhere than the distribution, and its packages exclude each other.
wanted() {
  case "$1" in
    nodejs | npm) ! command -v npm >/dev/null ;;
    *) ! installed "$1" ;;
  esac
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

(($# > 0)) || fail "name a group: build test console demo lint deb"
command -v apt-get >/dev/null || fail "this system has no apt-get; install what $list names"

missing=()
for group in "$@"; do
  [[ "$group" != unpacked ]] || fail "what is unpacked is never installed: packaging/fetch-test-tools.sh"
  grep -qxF "[$group]" "$list" || fail "no group '$group' in $list"
  for package in $(packages_of "$group"); do
    if wanted "$package"; then missing+=("$package"); fi
  done
done
if ((${#missing[@]} == 0)); then exit 0; fi

echo "install-dependencies: ${missing[*]}"
as_root apt-get update -qq
as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"
