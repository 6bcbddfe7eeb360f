#!/bin/sh
# A program has to run for some time without ending. If it ends, what it wrote last is told, and is in reports/.
#   smoke.sh SECONDS PROGRAM [ARGUMENT...]         smoke.sh 30 ./server --port 8080
set -eu
seconds=$1
shift
code=0
timeout "$seconds" watchdog keep --name "smoke-$$" --restart never --die-with-me --log reports/smoke.log --report-dir reports \
  -- "$@" || code=$?
[ $code != 124 ] || exit 0 # The time was over first, and it was stopped in order.
echo "it ran for less than $seconds s (exit code $code)" >&2
exit 1
