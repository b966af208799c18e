#!/usr/bin/env bash
# Breaks the production code in one place at a time and looks whether the simulator sees it. Each *.patch beside this
# script is such a mutant; its first lines say what it breaks, which rule should see it, and with which options:
#
#   breaks: a wave passes without its soak
#   rule: W2
#   run: --seeds 300 --harsh 20          (if the options of all are not enough)
#
# usage: run.sh [--only NAME...] [--sample N] [--seeds N] [--from N] [--nodes N] [--jobs N] [--build DIR] [--lock FILE]
#               [--write]
#   --only NAME...   these only, by the names of their files, with or without number and .patch
#   --sample N       N of them, others every day
#   --seeds N        at most so many for each (default 60); a "run:" line wins
#   --from N         the first seed (default 1)
#   --nodes N        of each fleet (default 10)
#   --jobs N         processes and compilers at a time (default: cores)
#   --build DIR      where the copy of the sources is kept and built (default build/mutants)
#   --lock FILE      held while something is built, for machines where others build too
#   --write          writes the table into README.md beside this script; only with all mutants
#
# With the seed that shows a mutant the program without it has to be clean. Fails if a mutant does not apply, does not
# compile, or is not caught.
set -euo pipefail

here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
root="$(cd "$here/../../.." && pwd)"
seeds=60 from=1 nodes=10 jobs="$(nproc)" build="$root/build/mutants" lock="" sample=0 write=false
declare -a only=()

usage() {
  sed -n 's/^# \{0,1\}//p' "${BASH_SOURCE[0]}" | sed -n '/^usage:/,/^$/p' >&2
  exit 2
}
number() { [[ "${1:-}" =~ ^[1-9][0-9]*$ ]] || usage; }

while (($# > 0)); do
  case "$1" in
    --only)
      shift
      while (($# > 0)) && [[ "$1" != --* ]]; do only+=("$1"); shift; done
      ((${#only[@]} > 0)) || usage
      ;;
    --sample | --seeds | --from | --nodes | --jobs)
      number "${2:-}"
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    --build | --lock)
      [[ -n "${2:-}" ]] || usage
      printf -v "${1#--}" '%s' "$2"
      shift 2
      ;;
    --write)
      write=true
      shift
      ;;
    *) usage ;;
  esac
done

copy="$build/src"
program="$copy/build/ci/bin/flotilla-simulate"
unbroken="$build/flotilla-simulate"
results="$build/results"

field() { sed -n "s/^$2: //p" "$1" | head -1; }
name_of() { basename "$1" .patch; }

# The tracked files and what is new, as they are now; a file that is the same stays, so that nothing is built twice, and
# a mutant that an interrupted run left behind goes. What is gone here goes there too.
copy_sources() {
  local file
  mkdir -p "$copy"
  (cd "$root" && git ls-files -z --cached --others --exclude-standard) |
    while IFS= read -r -d '' file; do [[ ! -f "$root/$file" ]] || printf '%s\n' "$file"; done | sort >"$build/files"
  [[ -e "$copy/CMakeLists.txt" ]] || (cd "$root" && tar -cf - -T "$build/files") | tar -xmf - -C "$copy"
  (cd "$copy" && find . -path ./build -prune -o -type f -printf '%P\n') | sort |
    comm -23 - "$build/files" | (cd "$copy" && xargs -r -d '\n' rm -f --)
  while IFS= read -r file; do
    cmp -s "$root/$file" "$copy/$file" && continue
    mkdir -p "$copy/$(dirname "$file")"
    cp "$root/$file" "$copy/$file"
  done <"$build/files"
}

configure() {
  local log="$build/configure.log"
  (cd "$copy" && cmake --preset ci -DFLOTILLA_TESTS=ON -DFLOTILLA_WEB=OFF \
    -DFLOTILLA_ONNXRUNTIME_DIR="${FLOTILLA_ONNXRUNTIME_DIR:-$root/build/onnxruntime}") >"$log" 2>&1 || {
    cat "$log" >&2
    exit 1
  }
}

compile() {
  local log="$build/build.log"
  local -a command=(cmake --build "$copy/build/ci" --parallel "$jobs" --target flotilla-simulate)
  [[ -z "$lock" ]] || command=(flock "$lock" "${command[@]}")
  "${command[@]}" >"$log" 2>&1 || {
    grep -E 'error|FAILED' "$log" | head -20 >&2
    return 1
  }
}

apply() { patch --quiet --strip=1 --directory="$copy" <"$1"; }
take_back() { patch --quiet --strip=1 --reverse --directory="$copy" <"$1"; }

# Options of the simulator for a mutant: those of all, and then its own, which win.
options_of() { echo "--seeds $seeds --from $from --nodes $nodes --jobs $jobs $(field "$1" run)"; }

# PROGRAM OPTIONS...: one value for each option, the last one.
simulate() {
  local program="$1"
  local -A values=()
  local -a out=()
  local option
  shift
  while (($# > 1)); do
    values["$1"]="$2"
    shift 2
  done
  for option in "${!values[@]}"; do out+=("$option" "${values[$option]}"); done
  "$program" "${out[@]}" --quiet "$@"
}

chosen() {
  local -a all picked=()
  local one wanted first i
  mapfile -t all < <(find "$here" -maxdepth 1 -name '*.patch' | sort)
  ((${#all[@]} > 0)) || return 1
  if ((${#only[@]} > 0)); then
    for wanted in "${only[@]}"; do
      wanted="${wanted%.patch}"
      for one in "${all[@]}"; do
        [[ "$(name_of "$one")" == "$wanted" || "$(name_of "$one" | sed 's/^[0-9]*-//')" == "$wanted" ]] && picked+=("$one")
      done
    done
    ((${#picked[@]} >= ${#only[@]})) || { echo "run.sh: there is no such mutant among: ${only[*]}" >&2; return 1; }
  elif ((sample > 0)); then
    first=$((10#$(date -u +%j) * sample % ${#all[@]}))
    for ((i = 0; i < sample && i < ${#all[@]}; ++i)); do picked+=("${all[(first + i) % ${#all[@]}]}"); done
  else
    picked=("${all[@]}")
  fi
  printf '%s\n' "${picked[@]}"
}

# One line of the table: name, what it breaks, rules, seed, seconds; separated by tabs. Fails if it is not caught.
try_mutant() {
  local patch="$1" name out start=$SECONDS caught seed
  local -a options
  name="$(name_of "$patch")"
  out="$results/$name.txt"
  read -ra options <<<"$(options_of "$patch")"
  compile || { echo "$name: does not compile" >&2; return 1; }
  simulate "$program" "${options[@]}" --until-violation >"$out" 2>&1 || true
  caught="$(sed -n 's/^seed [0-9]*: VIOLATED \([^ ]*\) at.*/\1/p' "$out" | awk '!seen[$0]++' | paste -sd ' ')"
  seed="$(sed -n 's/^seed \([0-9]*\): VIOLATED.*/\1/p' "$out" | sort -n | head -1)"
  [[ -n "$caught" ]] || { echo "$name: not caught by ${options[*]}" >&2; return 1; }
  # A mutant that is seen where the program shows the same without it proves nothing.
  simulate "$unbroken" "${options[@]}" --from "$seed" --seeds 1 >"$results/unbroken.txt" || {
    cat "$results/unbroken.txt" >&2
    echo "$name: the unbroken program is not clean with seed $seed either" >&2
    return 1
  }
  printf '%s\t%s\t%s\t%s\t%s\n' "$name" "$(field "$patch" breaks)" "$caught" "$seed" "$((SECONDS - start))"
}

write_table() {
  local readme="$here/README.md"
  {
    sed '/^| mutant /,$d' "$readme"
    echo "| mutant | what it breaks | caught by | first seed |"
    echo "|---|---|---|---|"
    awk -F '\t' '{ printf "| %s | %s | %s | %s |\n", $1, $2, $3, $4 }' "$results/table.txt"
    sed -n '/^| mutant /,$p' "$readme" | grep -v '^|'
  } >"$results/README.md"
  cp "$results/README.md" "$readme"
}

mkdir -p "$results"
mapfile -t patches < <(chosen)
((${#patches[@]} > 0)) || exit 1
copy_sources
configure
compile || { echo "run.sh: the unbroken program does not compile" >&2; exit 1; }
cp "$program" "$unbroken"
: >"$results/table.txt"
missed=0
for patch in "${patches[@]}"; do
  if apply "$patch" >"$results/patch.log" 2>&1; then
    if try_mutant "$patch" >>"$results/table.txt"; then tail -1 "$results/table.txt"; else missed=$((missed + 1)); fi
    take_back "$patch"
  else
    echo "$(name_of "$patch"): does not apply" >&2
    cat "$results/patch.log" >&2
    copy_sources
    missed=$((missed + 1))
  fi
done
{
  echo
  awk -F '\t' 'BEGIN { printf "%-34s %-72s %-24s %5s %8s\n", "mutant", "breaks", "caught by", "seed", "seconds" }
               { printf "%-34s %-72s %-24s %5s %8s\n", $1, $2, $3, $4, $5 }' "$results/table.txt"
  echo "mutants: ${#patches[@]}, not caught: $missed"
} | tee "$results/table.out"
((missed == 0)) || exit 1
if $write; then
  ((${#only[@]} == 0 && sample == 0)) || { echo "run.sh: --write is for all mutants" >&2; exit 2; }
  write_table
fi
