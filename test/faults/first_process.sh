#!/usr/bin/env bash
# watchdog as the first process of a container (a pid namespace): it passes signals on, reaps what comes to it, takes the real-time
# class for itself alone, and a TERM stops the program in order.
#   first_process.sh WATCHDOG
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
watchdog=$1
contained=(unshare --pid --fork --mount-proc --kill-child)
"${contained[@]}" true 2>/dev/null || skip "no pid namespaces here"

trap 'end_all $keeper; wait; rm -rf "$dir"' EXIT

# It says what it gets, and leaves a child in a session of its own, whose parent ends at once, for watchdog to reap.
cat >"$dir/app" <<'APP'
#!/bin/bash
trap 'echo got USR1' USR1
trap 'echo got HUP' HUP
trap 'echo got TERM; exit 0' TERM
setsid sh -c 'true &' &
wait
echo up
while :; do sleep 1000 & wait $!; done
APP
chmod +x "$dir/app"

"${contained[@]}" "$watchdog" keep --json --priority realtime -- "$dir/app" >"$dir/out" 2>"$dir/err" &
keeper=$!
wait_for "the program" 'grep -q up "$dir/out"'
first=$(pgrep -P "$keeper" -x watchdog) || fail "no watchdog below unshare"
class_of() { ps --no-headers -o cls= -p "$1" | tr -d ' '; }
[[ $(class_of "$first") == RR ]] || grep -q 'real-time class' "$dir/err" || fail "it is of class $(class_of "$first")"
[[ $(class_of "$(pgrep -P "$first" -x app)") == TS ]] || fail "the program has its watchdog's class"
for signal in USR1 HUP; do
  kill -s "$signal" "$first"
  wait_for "the $signal" 'grep -q "got $signal" "$dir/out"'
done
wait_for "an end of all zombies" '! ps --no-headers -o stat= --ppid "$first" | grep -q Z'
kill -TERM "$first"
await_end
((code == 0)) || fail "it ended with $code"
grep -q 'got TERM' "$dir/out" || fail "the program was not asked to end"
grep -q '"event":"stopped"' "$dir/err" || fail "no word of the stop"
! grep -q '"event":"forced"' "$dir/err" || fail "the program was forced"
echo "a first process: signals passed on, orphans reaped, stopped in order"
