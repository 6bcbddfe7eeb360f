#!/bin/sh
# Tests that need a server: it is started, the tests run once it is ready, then it is stopped with all that it started. This
# fails when the tests do, when the server is not ready in time, and when it ended by itself, tests or not. What it wrote is in
# reports/, for the job to keep.
#   server.sh PROBE TESTS SERVER [ARGUMENT...]     server.sh http:8080/ 'pytest -q' ./server --port 8080
set -eu
probe=$1 tests=$2
shift 2

# Not restarted: that it ended is what the job wants to know. It dies with its watchdog, should the runner kill that; and a name of
# this job's own, so that none takes over what another one left.
watchdog keep --name "server-$$" --restart never --die-with-me --probe "$probe" --probe-grace 1m \
  --log reports/server.log --report-dir reports -- "$@" &
keeper=$!
trap 'kill $keeper 2>/dev/null || true; wait' EXIT

watchdog wait --keeper $keeper --timeout 1m
sh -c "$tests"

trap - EXIT
kill $keeper 2>/dev/null || true
wait $keeper # 0: it was stopped; otherwise it had ended before, and this is its exit code
