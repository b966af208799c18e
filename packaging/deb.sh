#!/usr/bin/env bash
# Makes the Debian packages flotilla-console, flotilla-server, flotilla-agent and flotilla-cli for this system.
#
# usage: packaging/deb.sh [OUTDIR]      default: build/packages
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
out="$(realpath -m "${1:-build/packages}")"

packaging/install-dependencies.sh build console demo deb
packaging/fetch-onnxruntime.sh
cmake --preset release -DFLOTILLA_TESTS=OFF >/dev/null
cmake --build --preset release --parallel "$(nproc)"
mkdir -p "$out"
(cd build/release && cpack --config CPackConfig.cmake -B "$out/parts")
mv "$out"/parts/*.deb "$out"
rm -r "$out/parts"
echo "packages are in $out:"
(cd "$out" && ls -1 ./*.deb)
