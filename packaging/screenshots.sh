#!/usr/bin/env bash
# Pictures for resources/screenshots: every page of the console in both themes, over 10,000 generated nodes and over the
# demo fleet of 12 real ones, the states in which something is missing, and a gallery of the web pages. Nothing needs a
# display.
#
# usage: packaging/screenshots.sh --bin DIR [--fleet DATA] [--out DIR]
#   --bin DIR     programs of a build with tests (its bin folder)
#   --fleet DATA  data directory of a running demo fleet (packaging/demo.sh --out OUT leaves it in OUT/server)
#   --out DIR     default: resources/screenshots
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
bin="" fleet="" out="$root/resources/screenshots"
while (($#)); do
  case "$1" in
    --bin) bin="${2:?--bin needs a directory}" && shift ;;
    --fleet) fleet="${2:?--fleet needs a directory}" && shift ;;
    --out) out="${2:?--out needs a directory}" && shift ;;
    *)
      sed -n '2,10s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" >&2
      exit 2
      ;;
  esac
  shift
done
[[ -n "$bin" ]] || { echo "screenshots.sh: --bin is missing" >&2 && exit 2; }

export QT_QPA_PLATFORM=offscreen TZ=UTC
XDG_RUNTIME_DIR="$(mktemp -d)"
export XDG_RUNTIME_DIR
states="$(mktemp -d)"
trap 'rm -rf "$XDG_RUNTIME_DIR" "$states"' EXIT
mkdir -p "$out"

# picture FILE ARGUMENTS...: one run of the console.
picture() {
  local file="$1"
  shift
  "$bin/flotilla" "$@" --screenshot "$out/$file.png"
}

for theme in dark light; do
  for page in overview topology nodes rollouts artifacts audit settings; do
    picture "10k-$page-$theme" --demo 10000 --theme "$theme" --page "$page"
    [[ -z "$fleet" ]] || picture "fleet-$page-$theme" --data "$fleet" --environment DEMO --theme "$theme" --page "$page"
  done
done
# The planned rollouts of the demonstration, which are the same each time.
for theme in dark light; do
  picture "10k-slos-$theme" --demo 10000 --theme "$theme" --page slos
  picture "10k-drift-$theme" --demo 10000 --theme "$theme" --page drift
  picture "10k-alerts-$theme" --demo 10000 --theme "$theme" --page alerts
  picture "10k-silences-$theme" --demo 10000 --theme "$theme" --open "flotilla:///alerts?sel=silences"
  picture "10k-incidents-$theme" --demo 10000 --theme "$theme" --page incidents
  picture "10k-runbooks-$theme" --demo 10000 --theme "$theme" --page runbooks
  picture "10k-run-$theme" --demo 10000 --theme "$theme" --open "flotilla:///runbooks?sel=RUN-31"
  picture "10k-approvals-$theme" --demo 10000 --theme "$theme" --page approvals
  if [[ -n "$fleet" ]]; then
    # What the demo's story did: meter-reader-2 went through its waves.
    picture "fleet-alerts-$theme" --data "$fleet" --environment DEMO --theme "$theme" --page alerts
    picture "fleet-approvals-$theme" --data "$fleet" --environment DEMO --theme "$theme" --page approvals
    picture "fleet-rollout-$theme" --data "$fleet" --environment DEMO --theme "$theme" --open "flotilla:///rollouts?sel=meter-reader-2"
  fi
  for rollout in running:checkout-vision-6 awaiting:meter-reader-4 draft:gate-sensor-4 failed:meter-reader-3 \
    paused:gate-sensor-3 rejected:edge-gateway-3; do
    picture "10k-rollout-${rollout%%:*}-$theme" --demo 10000 --theme "$theme" --open "flotilla:///rollouts?sel=${rollout#*:}"
  done
done
"$bin/../tests/flotilla-pages" --screenshot "$states"
for theme in dark light; do
  for state in empty-overview empty-nodes empty-topology loading-overview loading-nodes lost-overview lost-nodes viewer-audit \
    palette-terms enrol-token deploy rollback node-summary plan word-approve word-reject lost-rollout \
    empty-alerts loading-alerts viewer-alerts lost-alerts empty-drift loading-drift lost-drift \
    drift-category drift-quiet drift-sensor node-inputs node-logs node-logs-offline node-trace alerts-group alerts-silences acknowledge silence override; do
    cp "$states/$state-$theme.png" "$out/state-$state-$theme.png"
  done
done
cp "$states/node-part1-dark.png" "$out/state-node-part1-dark.png"
"$root/ui/web/scripts/run.sh" "$(realpath "$bin/..")/web-tools" node "$root/tests/web/gallery.mjs" "$(realpath "$out")"
echo "$(find "$out" -name '*.png' | wc -l) pictures in $out"
