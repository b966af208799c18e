#!/usr/bin/env bash
# The figures of the console, each in a process of its own, of rollouts, of objectives and of counting. The console is first drawn in software, then through OpenGL without a graphics card.
# Prints what is measured and the limit; fails only when something cannot be measured.
#
# usage: packaging/bench.sh [NODES]            default: 100000
#        packaging/bench.sh --web [OPTION...]  the figures of the web app and of the server behind it instead, in one
#                                              table; options are those of tests/web/measure.mjs
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"

packaging/install-dependencies.sh build test console demo
packaging/fetch-onnxruntime.sh
cmake --preset release -DFLOTILLA_TESTS=ON >/dev/null

if [[ "${1:-}" == --web ]]; then
  shift
  cmake --build --preset release --parallel "$(nproc)" --target flotillad flotillactl seed_fleet bench_watchers
  FLOTILLA_BIN="$root/build/release/bin" FLOTILLA_BENCHES="$root/build/release/tests" FLOTILLA_STORIES_OUT="$root/build/release/web-stories" \
    exec ui/web/scripts/run.sh "$root/build/release/web-tools" node "$root/tests/web/measure.mjs" "$@"
fi

nodes="${1:-100000}"
cmake --build --preset release --parallel "$(nproc)" --target bench_console bench_nodes_model bench_rollouts bench_telemetry bench_drift

XDG_RUNTIME_DIR="$(mktemp -d)"
export XDG_RUNTIME_DIR
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT

bench() { build/release/tests/bench_console "$@"; }
modes=(topology table table-scroll updates-overview updates-nodes updates-topology)

echo "== drawn in software"
export QT_QPA_PLATFORM=offscreen
bench first-frame 12
bench idle 12
for mode in "${modes[@]}"; do bench "$mode" "$nodes"; done

echo "== through OpenGL (llvmpipe)"
for mode in "${modes[@]}"; do
  QT_QPA_PLATFORM=xcb QSG_RHI_BACKEND=opengl xvfb-run -a -s "-screen 0 1440x900x24" \
    build/release/tests/bench_console "$mode" "$nodes"
done

echo "== the models alone"
build/release/tests/bench_nodes_model "$nodes"

echo "== rollouts, 10,000 nodes"
build/release/tests/bench_rollouts 10000

echo "== objectives, 10,000 nodes"
build/release/tests/bench_telemetry 10000

echo "== counting on a node, and drift"
build/release/tests/bench_drift 10000
