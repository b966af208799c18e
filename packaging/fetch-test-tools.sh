#!/usr/bin/env bash
# Unpacks the programs that tests talk to (group [unpacked] of packaging/dependencies.txt) into OUTDIR/bin. Their packages
# are never installed: that would start them as services, or enable them for the next start of this machine. Does nothing
# when OUTDIR already holds them. Needs no rights; apt checks what it downloads against the archive's signatures.
#
# usage: packaging/fetch-test-tools.sh [OUTDIR]      default: build/tools
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
out="$(realpath -m "${1:-$root/build/tools}")"
mapfile -t packages < <(awk '/^\[/ { inside = ($1 == "[unpacked]"); next } inside && NF && $1 !~ /^#/ { print $1 }' \
  "$root/packaging/dependencies.txt")

fail() {
  echo "fetch-test-tools: $*" >&2
  exit 1
}

[[ "$(cat "$out/packages" 2>/dev/null)" == "${packages[*]}" ]] && exit 0
command -v apt-get >/dev/null || fail "this system has no apt-get; put amtool, prometheus and prometheus-alertmanager into $out/bin"

echo "fetch-test-tools: ${packages[*]}"
work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
if ! (cd "$work" && apt-get download -qq "${packages[@]}" 2>/dev/null); then
  # Lists of packages that are missing or old.
  if ((EUID == 0)); then apt-get update -qq; else sudo apt-get update -qq; fi
  (cd "$work" && apt-get download -qq "${packages[@]}") || fail "cannot download ${packages[*]}"
fi
for package in "$work"/*.deb; do dpkg-deb -x "$package" "$work/unpacked"; done

# Debian's Alertmanager reads its templates from an absolute path that is there only once it is installed. In this copy the
# path is as long, and means the folder that it is started in: bin, where the templates are beside it.
absolute=/usr/share/prometheus/alertmanager
relative="$(printf './%.0s' $(seq $((${#absolute} / 2))))"
((${#relative} == ${#absolute})) || fail "the path of the templates has an odd length"
rm -rf "$out"
mkdir -p "$out/bin"
cp "$work/unpacked/usr/bin"/{amtool,prometheus} "$work/unpacked$absolute"/{default,email}.tmpl "$out/bin"
LC_ALL=C sed "s#$absolute#$relative#g" "$work/unpacked/usr/bin/prometheus-alertmanager" >"$out/bin/prometheus-alertmanager"
chmod +x "$out/bin/prometheus-alertmanager"
echo "${packages[*]}" >"$out/packages"
