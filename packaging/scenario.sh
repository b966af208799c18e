#!/usr/bin/env bash
# One scenario from its beginning to its end on real processes: builds what it needs, tells it step by step, and exits with 0
# only if every step held.
#
# usage: packaging/scenario.sh outage|drift
#   outage  on the fleet of the demonstration: a bad model in one region, the links of another cut, a node used by two
#           machines; three incidents, repaired by runbooks in the console and on the command line; 5 to 10 minutes
#   drift   the inputs of one region change: alert, runbook, captured samples, a new model, a canary; prints precision, bytes
#           and the minutes of each stage; 2 to 5 minutes
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"
case "${1:-}" in
  outage) test=outage targets=(flotillad flotilla-agent flotillactl flotilla flotilla_models) ;;
  drift) test=tst_drift_repair targets=(tst_drift_repair) ;;
  *)
    sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
    exit 2
    ;;
esac
packaging/install-dependencies.sh build test console demo
packaging/fetch-onnxruntime.sh
mkdir -p build
cmake --preset ci -DFLOTILLA_TESTS=ON >build/ci.configure.log 2>&1 || {
  cat build/ci.configure.log
  exit 1
}
cmake --build --preset ci --parallel "$(nproc)" --target "${targets[@]}"
exec ctest --preset ci --verbose -R "^$test\$"
