#!/usr/bin/env bash
# Programs that do not want to be ended: one whose offspring hops from process to process, each in a session of its own; one that
# starts others without end; one that is deaf to every wish and closes its streams. Each comes back when it is killed, once, and a
# stop leaves nothing of it.
#   unruly.sh WATCHDOG
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
watchdog=$1
trap 'end_all $keeper; end_living; rm -rf "$dir"' EXIT

# All that descends from a program has the folder in its words.
living() { pgrep -f "$dir/(app|sleep)" || true; }
end_living() { while living | xargs -r kill -KILL 2>/dev/null; [[ -n $(living) ]]; do :; done; }
lives() { grep -c . "$dir/up" 2>/dev/null || true; }
cp "$(command -v sleep)" "$dir/sleep"

tell() {  # STORY SCRIPT
  story=$1
  rm -f "$dir/up"
  printf '#!/bin/bash\n%s\n' "$2" >"$dir/app"
  chmod +x "$dir/app"
  "$watchdog" keep --json --grace 200ms -- "$dir/app" "$dir" >"$dir/out" 2>"$dir/err" </dev/null &
  keeper=$!
  wait_for "the first life" '[[ $(lives) == 1 ]]'
  kill -KILL "$(tail -n 1 "$dir/up")"
  wait_for "the second life" '[[ $(lives) == 2 ]]'
  kill -TERM "$keeper"
  await_end
  ((code == 0)) || fail "it ended with $code"
  local left
  left=$(living)
  [[ -z $left ]] || fail "left behind: $left"
  [[ $(lives) == 2 ]] || fail "it ran $(lives) times"
}

tell "one that hops" '
if [[ $1 == hop ]]; then setsid "$0" hop & exit; fi
setsid "$0" hop &
echo $$ >>"$1/up"
exec "$1/sleep" 1000000'

tell "one that starts others without end" '
echo $$ >>"$1/up"
for ((;;)); do "$1/sleep" 1000000 & "$1/sleep" 0.01; done'

tell "one that is deaf and closes its streams" '
trap "" TERM INT HUP USR1 USR2
exec <&- >&- 2>&-
setsid "$1/sleep" 1000000 &
echo $$ >>"$1/up"
for ((;;)); do "$1/sleep" 1000000; done'
grep -q '"event":"forced"' "$dir/err" || fail "it was not forced"
echo "ended to the last process: what hops, what starts others without end, what is deaf"
