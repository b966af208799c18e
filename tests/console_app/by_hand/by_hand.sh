#!/usr/bin/env bash
# Runs a script of python in a session of its own: an X server, a message bus, the accessibility bus.
#
# usage: by_hand.sh SCRIPT ARGUMENTS...
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
export PYTHONPATH="$here" PYTHONDONTWRITEBYTECODE=1 XDG_RUNTIME_DIR
XDG_RUNTIME_DIR="$(mktemp -d)"
trap 'rm -rf "$XDG_RUNTIME_DIR"' EXIT
chmod 700 "$XDG_RUNTIME_DIR"
# shellcheck disable=SC2016
# A display number of its own: two that start at once would take the same free one.
xvfb-run -a -n "$((100 + $$ % 20000))" -s "-screen 0 1440x900x24" dbus-run-session -- bash -c '
  /usr/libexec/at-spi-bus-launcher --launch-immediately &
  exec /usr/bin/python3 "$@"' by_hand "$@"
