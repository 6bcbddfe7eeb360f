#!/usr/bin/env bash
# Each test that docs/comparison.md names is there, word for word.
#   comparison_test.sh PROJECT
set -euo pipefail
cd "$1"
named=0
while read -r name; do
  named=$((named + 1))
  grep -rqF "\"$name\"" test || { echo "no such test: $name"; exit 1; }
done < <(grep -o '"[^"]*"' docs/comparison.md | grep ' ' | tr -d '"')
# The column of ours: every yes needs a test.
unproven=$(awk -F '|' '$3 ~ /^ yes/ && $3 !~ /"/' docs/comparison.md)
[[ -z $unproven ]] || { echo "said without a test: $unproven"; exit 1; }
((named >= 30)) || { echo "only $named tests are named"; exit 1; }
echo "$named tests named, all there"
