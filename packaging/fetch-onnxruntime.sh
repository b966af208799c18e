#!/usr/bin/env bash
# Provides ONNX Runtime for plugins/runtime-onnx: OUTDIR/include/onnxruntime_cxx_api.h (and its siblings) and
# OUTDIR/lib/libonnxruntime.so.1. Does nothing when OUTDIR already holds the wanted version.
#
# A system that packages ONNX Runtime is asked first. Debian 12 does not, so there the headers come from Debian 13's
# package, checked against the installed Debian archive keyring in a private apt state directory that installs nothing,
# and the library from the npm package of the same version, checked against the digest below. The mirror and the npm
# registry are the ones this machine is configured for.
#
# usage: packaging/fetch-onnxruntime.sh [OUTDIR]      default: build/onnxruntime
set -euo pipefail

readonly ORT_VERSION=1.21.0
readonly HEADERS_SUITE=trixie
readonly LIBRARY_SHA256_X64=05bfddeefc536a44478c20226218dae8853995518bb2a994b4fa15a996f5f412
readonly LIBRARY_SHA256_ARM64=36671b53885a8433882c4db360138bd060f3580f7d7cb6578050e755e83b6128

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
# shellcheck source=packaging/debian-mirror.sh
source "$root/packaging/debian-mirror.sh"
out="${1:-$root/build/onnxruntime}"

fail() {
  echo "fetch-onnxruntime: $*" >&2
  exit 1
}

installed() { [[ "$(dpkg-query -W -f '${db:Status-Abbrev}' libonnxruntime-dev 2>/dev/null)" == ii* ]]; }

packaged_here() {
  local candidate
  candidate="$(apt-cache policy libonnxruntime-dev 2>/dev/null | awk '$1 == "Candidate:" { print $2 }')"
  [[ -n "$candidate" && "$candidate" != "(none)" ]]
}

as_root() {
  if ((EUID == 0)); then "$@"; else sudo "$@"; fi
}

# The API headers look for each other without a folder, so they lie side by side directly in include/.
use_system() {
  local header library
  header="$(dpkg -L libonnxruntime-dev | grep '/onnxruntime_cxx_api\.h$')" || fail "libonnxruntime-dev has no C++ header"
  library="$(ldconfig -p | awk '$1 == "libonnxruntime.so.1" { print $NF; exit }')"
  [[ -n "$library" ]] || library="$(dpkg -L libonnxruntime-dev | grep '/libonnxruntime\.so$')"
  ln -sfn "$(dirname "$header")" "$1/include"
  mkdir -p "$1/lib"
  ln -sf "$(readlink -f "$library")" "$1/lib/libonnxruntime.so.1"
}

fetch_headers() {
  local into="$1" apt="$2/apt" mirror keyring=/usr/share/keyrings/debian-archive-keyring.gpg
  [[ -r "$keyring" ]] || fail "$keyring is missing (package debian-archive-keyring)"
  mirror="$(host_mirror)"
  [[ -n "$mirror" ]] || fail "no Debian mirror among the apt sources of this machine"
  mkdir -p "$apt"/{etc,none,lists/partial,cache/archives/partial,deb}
  : >"$apt/status"
  echo "deb [signed-by=$keyring] $mirror $HEADERS_SUITE main" >"$apt/etc/sources.list"
  local options=(
    -qq
    -o "Dir::Etc::SourceList=$apt/etc/sources.list" -o "Dir::Etc::SourceParts=$apt/none"
    -o "Dir::Etc::Preferences=$apt/none/preferences" -o "Dir::Etc::PreferencesParts=$apt/none"
    -o "Dir::State::Lists=$apt/lists" -o "Dir::State::status=$apt/status" -o "Dir::Cache=$apt/cache"
    -o APT::Default-Release= -o Acquire::Languages=none -o Acquire::AllowInsecureRepositories=false
    -o Acquire::IndexTargets::deb::Contents-deb::DefaultEnabled=false
  )
  if ((EUID == 0)); then options+=(-o APT::Sandbox::User=root); fi
  apt-get "${options[@]}" update
  (cd "$apt/deb" && apt-get "${options[@]}" download libonnxruntime-dev)
  dpkg-deb -x "$apt"/deb/libonnxruntime-dev_*.deb "$apt/root"
  local header
  header="$(find "$apt/root" -name onnxruntime_cxx_api.h | head -n 1)"
  [[ -n "$header" ]] || fail "the Debian package has no onnxruntime_cxx_api.h"
  cp -r "$(dirname "$header")" "$into/include"
}

fetch_library() {
  local into="$1" npm="$2/npm" cpu sha256
  case "$(uname -m)" in
    x86_64) cpu=x64 sha256=$LIBRARY_SHA256_X64 ;;
    aarch64) cpu=arm64 sha256=$LIBRARY_SHA256_ARM64 ;;
    *) fail "no ONNX Runtime library for $(uname -m)" ;;
  esac
  command -v npm >/dev/null || fail "npm is missing (packaging/install-dependencies.sh build)"
  mkdir -p "$npm" "$into/lib"
  # `npm install` would run a script that downloads GPU libraries; `npm pack` only fetches and checks the archive.
  (cd "$npm" && npm pack --silent "onnxruntime-node@$ORT_VERSION" >/dev/null)
  tar -xzf "$npm/onnxruntime-node-$ORT_VERSION.tgz" -C "$npm" --wildcards "*/linux/$cpu/libonnxruntime.so*"
  local library
  library="$(find "$npm/package" -type f -name "libonnxruntime.so*" | head -n 1)"
  [[ -n "$library" ]] || fail "the npm package has no library for linux/$cpu"
  echo "$sha256  $library" | sha256sum --check --quiet || fail "the library is not the one that was reviewed"
  cp "$library" "$into/lib/libonnxruntime.so.1"
}

complete="$(cat "$out/.complete" 2>/dev/null || true)"
if [[ "$complete" == "$ORT_VERSION" ]] || { [[ "$complete" == system ]] && installed; }; then
  exit 0
fi

work="$(mktemp -d)"
trap 'rm -rf "$work"' EXIT
mkdir -p "$work/out"
source=$ORT_VERSION
if ! installed && packaged_here; then
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends libonnxruntime-dev
fi
if installed; then
  use_system "$work/out"
  source=system
else
  fetch_headers "$work/out" "$work"
  fetch_library "$work/out" "$work"
fi
echo "$source" >"$work/out/.complete"
rm -rf "$out"
mkdir -p "$(dirname "$out")"
cp -r "$work/out" "$out"
echo "fetch-onnxruntime: $source in $out"
