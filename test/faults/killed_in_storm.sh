#!/usr/bin/env bash
# All of many programs are killed at once, and their watchdog by SIGKILL while it brings them back, when so many of them run again:
# the next watchdog has each of them once, and leaves none.
#   killed_in_storm.sh WATCHDOG PROGRAMS STEP     killed when 0, STEP, 2 STEP ... of them are back
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
watchdog=$1 count=$2 step=$3 pause=0.001
sleeper=$dir/wdstorm$RANDOM$RANDOM
cp "$(command -v sleep)" "$sleeper"
trap 'end_all $keeper; living | xargs -r kill -KILL 2>/dev/null; rm -rf "$dir"' EXIT

living() { pgrep -f "^$sleeper " | sort || true; }
back() { (($(living | comm -13 "$dir/before" - | wc -l) >= $1)); }
printf '[program.p]\ncommand = ["%s", "1000000"]\ninstances = %d\ndelay = "0s"\n' "$sleeper" "$count" >"$dir/many.toml"

keep() {
  rm -f "$dir/err"
  "$watchdog" run "$dir/many.toml" --json >"$dir/out" 2>"$dir/err" </dev/null &
  keeper=$!
}
# Not all that are adopted live on: one that is killed takes its time to die.
all_run() {
  (($(cat "$dir/err" 2>/dev/null | grep -c '"event":"\(started\|adopted\)"') >= count && $(living | wc -l) == count))
}

keep
kills=0
for ((wanted = 0; wanted <= count; wanted += step)); do
  story="killed when $wanted of $count are back"
  wait_for "one process of each" all_run
  living >"$dir/before"
  xargs kill -KILL <"$dir/before"
  wait_for "$wanted of them back" "back $wanted"
  kill -KILL "$keeper"
  await_end
  kills=$((kills + 1))
  keep
done
story="the last one"
wait_for "one process of each" all_run
kill -TERM "$keeper"
await_end
((code == 0)) || fail "it ended with $code"
(($(living | wc -l) == 0)) || fail "$(living | wc -l) were left behind"
echo "passed: killed $kills times among $count deaths"
