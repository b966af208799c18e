#!/usr/bin/env bash
# One command from an empty machine to a fleet: installs what it needs, builds, and tells the whole story on real processes.
# Without --headless the fleet is left running, and the desktop console opens on it if there is a display.
#
# usage: packaging/demo.sh [--headless | --drift] [--out DIR] [--bin DIR]
#        packaging/demo.sh --stop --out DIR
#   --headless  run the story to its end, write DIR/summary.json, stop everything; exit 0 only if every step held
#   --drift     leave the fleet just where the cameras of one region begin to see badly: soon somebody is paged
#   --out DIR   where the fleet lives and logs (default: a new directory under /tmp); must be empty or absent
#   --bin DIR   use these programs (a build's bin folder) instead of building
#   --stop      end a fleet that was left running in DIR
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
out="" bin="" mode=(--leave-running)
while (($#)); do
  case "$1" in
    --headless) mode=() ;;
    --drift) mode=(--leave-running --drift) ;;
    --stop) mode=(--stop) ;;
    --out | --bin)
      [[ -n "${2:-}" ]] || { echo "demo.sh: $1 needs a directory" >&2 && exit 2; }
      if [[ "$1" == --out ]]; then out="$2"; else bin="$2"; fi
      shift
      ;;
    --help | -h)
      sed -n '2,12s/^# \{0,1\}//p' "${BASH_SOURCE[0]}"
      exit 0
      ;;
    *)
      echo "demo.sh: unknown option $1 (see --help)" >&2
      exit 2
      ;;
  esac
  shift
done
refuse() {
  echo "demo.sh: $2" >&2
  exit "$1"
}
if [[ "${mode[*]-}" == --stop ]]; then
  [[ -n "$out" ]] || refuse 2 "--stop needs --out DIR, where the fleet runs"
else
  # What can be wrong is found before the build, which takes minutes; what was made for nothing goes again.
  [[ -z "$bin" || -x "$bin/flotillad" ]] || refuse 1 "there is no flotillad in $bin; --bin is the bin folder of a build"
  [[ ! -e "$out" || -d "$out" ]] || refuse 1 "$out is not a directory; choose another --out"
  [[ -z "$out" || ! -d "$out" || -z "$(ls -A "$out")" ]] || refuse 1 "$out is not empty; choose another --out"
  [[ -n "$out" ]] || out="$(mktemp -d /tmp/flotilla-demo.XXXXXX)"
  mkdir -p -m 700 -- "$out" 2>/dev/null || refuse 1 "$out cannot be made; choose another --out"
  trap 'rmdir -- "$out" 2>/dev/null || true' EXIT
fi

if [[ -z "$bin" && "${mode[*]-}" != --stop ]]; then
  echo "Building the programs; the first time takes some minutes."
  "$root/packaging/install-dependencies.sh" build demo console
  "$root/packaging/fetch-onnxruntime.sh"
  (
    cd "$root"
    mkdir -p build
    # The build of packaging/test.sh, so that one of the two scripts builds and the other finds it there.
    cmake --preset ci -DFLOTILLA_TESTS=OFF >build/ci.configure.log 2>&1 || {
      cat build/ci.configure.log
      exit 1
    }
    cmake --build --preset ci --parallel "$(nproc)" --target flotillad flotilla-agent flotillactl flotilla flotilla_models flotilla_services
  )
  bin="$root/build/ci/bin"
fi
exec /usr/bin/python3 "$root/packaging/demo/story.py" --root "$root" --bin "${bin:-$root/build/ci/bin}" --out "$out" "${mode[@]}"
