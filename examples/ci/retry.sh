#!/bin/sh
# A test that fails now and then: it is tried three times in all, however long each takes. The exit code is 0 if it went well once,
# and 123 if it never did.
#   retry.sh PROGRAM [ARGUMENT...]                 retry.sh ./integration-tests --shard 2
set -eu
exec watchdog keep --name "retry-$$" --restart on-failure --give-up-after 2 --within 1d --delay 1s --die-with-me \
  --report-dir reports -- "$@"
