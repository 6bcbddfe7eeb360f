#!/usr/bin/env bash
# A storm of deaths: all of many programs are killed at once while the watchdog is stopped, so that it learns of all of them from
# one signal. Each of them is back once, and a stop leaves none.
#   storm.sh WATCHDOG PROGRAMS
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
watchdog=$1 count=$2 patience=60 pause=0.1
sleeper=$dir/wdstorm$RANDOM$RANDOM
cp "$(command -v sleep)" "$sleeper"
trap 'end_all $keeper; living | xargs -r kill -KILL 2>/dev/null; rm -rf "$dir"' EXIT

living() { pgrep -f "^$sleeper " || true; }

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
await_end
((code == 0)) || fail "it ended with $code"
(($(living | wc -l) == 0)) || fail "$(living | wc -l) were left behind"
echo "$count died at once: each back once, none left behind"
