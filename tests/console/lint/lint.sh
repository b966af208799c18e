#!/bin/sh
# Runs qmllint on each file by itself: lint.sh IMPORT_FOLDER QMLLINT FILE...
# Version 6.4 sometimes crashes on many files at once. A crash is no finding, so that file is looked at again, and a file
# that crashes it three times fails.
imports="$1"
qmllint="$2"
shift 2

# The plugin Quick wants Qt Quick Controls, which nothing here uses. Giving an id inside a contentItem, which is what
# deferred-property-id is about, is how our controls know their size.
look_at() {
  "$qmllint" --disable-plugins Quick --deferred-property-id disable -I "$imports" "$1"
}

failed=0
for file in "$@"; do
  for _ in 1 2 3 4 5 6; do
    look_at "$file"
    result=$?
    [ "$result" -ge 128 ] && [ "$result" -lt 255 ] || break
  done
  [ "$result" -eq 0 ] || failed=1
done
exit "$failed"
