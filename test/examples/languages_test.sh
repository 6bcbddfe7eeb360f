#!/usr/bin/env bash
# C and Python count in turn, in one file; a program that has it open keeps the other one out.
#   languages_test.sh RESUME_IN_C PYTHON RESUME_IN_PYTHON LIBRARY
set -euo pipefail
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
expect() { [[ $1 == "$2" ]] || { echo "FAILED: '$1' and not '$2'" >&2; exit 1; }; }

expect "$("$1" "$dir/runs")" "run 1"
expect "$("$2" "$3" "$4" "$dir/runs")" "run 2"
expect "$("$1" "$dir/runs")" "run 3"
exec 9>"$dir/runs.lock"
flock 9
for other in "$1 $dir/runs" "$2 $3 $4 $dir/runs"; do
  if $other >"$dir/said" 2>&1; then echo "FAILED: '$other' got a checkpoint that is in use" >&2; exit 1; fi
  grep -q "in use" "$dir/said"
done
echo "C and Python share a checkpoint"
