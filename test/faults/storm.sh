#!/usr/bin/env bash
# A storm of deaths: all of many programs are killed at once while the watchdog is stopped, so that it learns of all of them from
# one signal. Each of them is back once, and a stop leaves none.
#   storm.sh WATCHDOG PROGRAMS
set -euo pipefail
watchdog=$1 count=$2
dir=$(mktemp -d)
export WD_STATE_DIR=$dir/state WD_RUNTIME_DIR=$dir/run
sleeper=$dir/wdstorm$RANDOM$RANDOM
cp "$(command -v sleep)" "$sleeper"
keeper=
trap 'end_all; rm -rf "$dir"' EXIT

living() { pgrep -f "^$sleeper " || true; }
end_all() {
  [[ -z $keeper ]] || kill -KILL "$keeper" 2>/dev/null || true
  living | xargs -r kill -KILL 2>/dev/null || true
}
fail() {
  echo "FAILED: $*" >&2
  tail -n 20 "$dir/err" >&2
  exit 1
}
wait_for() {  # WHAT CONDITION: looks again until it holds, for 60 seconds
  local deadline=$((SECONDS + 60))
  until eval "$2"; do
    ((SECONDS < deadline)) || fail "$1 did not come true: $(living | wc -l) live"
    read -rt 0.1 <> <(:) || true  # the pause between two looks
  done
}

for ((left = count, table = 1; left > 0; left -= 1000, ++table)); do
  printf '[program.p%d]\ncommand = ["%s", "1000000"]\ninstances = %d\n' "$table" "$sleeper" "$((left < 1000 ? left : 1000))"
done >"$dir/many.toml"
"$watchdog" run "$dir/many.toml" --json >"$dir/out" 2>"$dir/err" </dev/null &
keeper=$!
wait_for "all of them" '(( $(living | wc -l) == count ))'
living | sort >"$dir/first"
kill -STOP "$keeper"
xargs kill -KILL <"$dir/first"
kill -CONT "$keeper"
wait_for "all of them again" '(( $(living | sort | comm -13 "$dir/first" - | wc -l) == count ))'
told() { grep -c '"event":"exited"' "$dir/err" || true; }
wait_for "each death told" '(( $(told) >= count ))'
(($(told) == count)) || fail "of $count deaths $(told) were told"
kill -TERM "$keeper"
wait_for "the stop" '! kill -0 "$keeper" 2>/dev/null'
status=0
wait "$keeper" || status=$?
keeper=
((status == 0)) || fail "it ended with $status"
(($(living | wc -l) == 0)) || fail "$(living | wc -l) were left behind"
echo "$count died at once: each back once, none left behind"
