#!/usr/bin/env bash
# Everything a change has to pass: dependencies, formatting, build, tests. CI runs exactly this.
#
# usage: packaging/test.sh [--deep]
#   --deep   with sanitizers, the long tests, clang-tidy and valgrind; minutes to hours, run by whoever closes an issue
set -euo pipefail

root="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)"
cd "$root"

deep=false
case "${1:-}" in
  "") ;;
  --deep) deep=true ;;
  *)
    echo "usage: packaging/test.sh [--deep]" >&2
    exit 2
    ;;
esac

# phase NAME COMMAND...: runs the command and prints how many seconds it took.
phase() {
  local name="$1" start=$SECONDS
  shift
  echo "== $name"
  "$@" || {
    echo "== $name failed after $((SECONDS - start)) s" >&2
    exit 1
  }
  echo "== $name: $((SECONDS - start)) s"
}

cpp_files() { git ls-files --cached --others --exclude-standard '*.cpp' '*.h'; }

check_format() { cpp_files | xargs -r clang-format --dry-run -Werror; }

build() {
  cmake --preset "$1" -DFLOTILLA_TESTS=ON >"build/$1.configure.log" 2>&1 || {
    cat "build/$1.configure.log"
    return 1
  }
  cmake --build --preset "$1" --parallel "$(nproc)"
}

# What differs from the main branch; everything when there is no main branch to compare with, or nothing differs.
changed_sources() {
  local base changed=""
  if base="$(git merge-base HEAD main 2>/dev/null)"; then
    changed="$({ git diff --name-only --diff-filter=d "$base" && git ls-files --others --exclude-standard; } |
      grep '\.cpp$' || true)"
  fi
  if [[ -n "$changed" ]]; then echo "$changed"; else cpp_files | grep '\.cpp$'; fi
}

# clang 14 and Boost 1.74 do not agree on how coroutines are spelt: what includes them cannot be parsed.
without_coroutines() { grep -v '^services/controlplane/http/'; }

check_tidy() {
  local pattern
  pattern="$(changed_sources | without_coroutines | sed 's/[.+]/\\&/g; s/$/$/' | paste -sd '|')"
  run-clang-tidy -quiet -j "$(nproc)" -p build/dev "$pattern"
}

# Tests of plain values and parsers: fast enough under valgrind, and where a read past the end would sit.
check_valgrind() {
  local test
  local -a tests
  mapfile -t tests < <(find build/dev/tests -maxdepth 1 -type f -executable -regextype posix-extended \
    -regex '.*/tst_(base64|boot_record|bytes|dsse|enrol_token|hash|registry_route|signed_documents|x509_parse)' | sort)
  ((${#tests[@]} > 0)) || return 1
  for test in "${tests[@]}"; do
    valgrind --quiet --error-exitcode=1 --leak-check=full --errors-for-leak-kinds=definite "$test" -silent || return 1
  done
}

# Two of the drills of runbooks and game days, others every day, so that no change waits for all of them and none of them
# is left out for long. The deep set has all.
drills_of_today() {
  local -a drills
  local first
  mapfile -t drills < <(ctest --preset ci -N -L '^drill$' | sed -n 's/^ *Test *#[0-9]*: *//p' | sort)
  ((${#drills[@]} > 1)) || return 1
  first=$((10#$(date -u +%j) * 2 % ${#drills[@]}))
  ctest --preset ci --output-on-failure -R "^(${drills[first]}|${drills[(first + 1) % ${#drills[@]}]})\$"
}

# Whole fleets in virtual time, with faults, from seeds that nobody has seen yet. Which ones is printed, and for each that
# shows something how to see it again: whoever comes next has other ones.
simulate_new_seeds() {
  local from
  from="$(date -u +%s)"
  echo "seeds $from to $((from + 39))"
  build/ci/bin/flotilla-simulate --seeds 40 --from "$from" --nodes 50 --hours 6 --jobs "$(nproc)"
}

# Two mutants of the production code, others every day: that the simulator would see them.
mutants_of_today() { tests/simulation/mutants/run.sh --sample 2; }

# The full count, and the seeds that once showed something.
simulate_many() {
  build/ci/bin/flotilla-simulate --seeds 500 --from 1 --nodes 50 --hours 6 --jobs "$(nproc)" --quiet
}

groups=(build test console demo lint)
mkdir -p build
phase "dependencies" packaging/install-dependencies.sh "${groups[@]}"
phase "onnxruntime" packaging/fetch-onnxruntime.sh
phase "test tools" packaging/fetch-test-tools.sh
phase "format" check_format
if $deep; then
  rm -rf build/deep-demo
  phase "demo" packaging/demo.sh --headless --out build/deep-demo
  phase "build dev" build dev
  phase "clang-tidy" check_tidy
  phase "valgrind" check_valgrind
  # Full counts without sanitizers, under which simulations of years take days.
  phase "build" build ci
  phase "full counts" ctest --preset ci -L deep --output-on-failure
  cat build/mutants/results/table.out
  phase "simulation" simulate_many
  phase "build asan" build asan
  phase "tests" ctest --preset asan -L quick --output-on-failure -j2
else
  phase "build" build ci
  phase "tests" ctest --preset ci -L quick --output-on-failure -j2
  phase "simulation of new seeds" simulate_new_seeds
  phase "mutants of today" mutants_of_today
  phase "drills of today" drills_of_today
fi
