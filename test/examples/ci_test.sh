#!/usr/bin/env bash
# The scripts of examples/ci do in a job what they say: without a terminal, an input, a home, or a name that others have not.
#   ci_test.sh WATCHDOG VICTIM EXAMPLES
set -euo pipefail
watchdog=$(realpath "$1") victim=$(realpath "$2") examples=$(realpath "$3")
dir=$(mktemp -d)
trap '[[ $BASHPID != $$ ]] || { living | xargs -r kill -KILL 2>/dev/null; rm -rf "$dir"; }' EXIT
app=$dir/wdci$RANDOM$RANDOM
cp "$victim" "$app"
mkdir "$dir/bin"
ln -s "$watchdog" "$dir/bin/watchdog"
export PATH=$dir/bin:$PATH WD_STATE_DIR=$dir/state WD_RUNTIME_DIR=$dir/run
cd "$dir"

fail() { echo "FAILED: $*" >&2; cat "$dir/said" >&2 || true; exit 1; }
living() { pgrep -f "^$app " || true; }
job() {  # CODE SCRIPT WORDS...: the script ends with that, and leaves nothing behind
  local wanted=$1 code=0
  shift
  rm -rf reports
  env -u HOME -u XDG_STATE_HOME -u XDG_RUNTIME_DIR TERM=dumb LC_ALL=C "$examples/$1" "${@:2}" </dev/null >"$dir/said" 2>&1 || code=$?
  [[ $code == "$wanted" ]] || fail "$* ended with $code, not with $wanted"
  [[ -z $(living) ]] || fail "$* left $(living)"
}
said() { grep -qF -- "$1" "$dir/said" || fail "it did not say '$1'"; }

# A probe that is well once the server has said so: the server makes a file.
probe="exec:test -e $dir/up"
job 0 server.sh "$probe" "echo tests run" "$app" "note=$dir/up" idle
said "tests run"
rm "$dir/up"
job 5 server.sh "$probe" "exit 5" "$app" "note=$dir/up" idle
rm "$dir/up"
job 3 server.sh "$probe" "echo never" "$app" print=broken exit=4
said "broken"
! grep -q never "$dir/said" || fail "tests ran without a server"
grep -q broken reports/server.log || fail "no log was kept"
# It ends while the tests run, which go well all the same.
job 4 server.sh "$probe" "touch $dir/end; while pgrep -f '^$app ' >/dev/null; do :; done" \
  "$app" "note=$dir/up" "until=$dir/end" exit=4
said "exit code 4"

job 0 smoke.sh 1 "$app" idle
# Not by a bad access, which a sanitizer answers itself.
job 1 smoke.sh 60 "$app" print=broken abort
said "| broken"
said "killed by signal 6"
grep -q "broken" reports/*.txt || fail "no report was kept"

# The second time it ends with 0.
job 0 retry.sh "$app" "first=$dir/seen" exit=7
job 123 retry.sh "$app" exit=7
[[ $(ls reports | wc -l) == 3 ]] || fail "it was not tried three times"
echo "a server, a smoke test and retries: each ends with what it found, and leaves nothing behind"
