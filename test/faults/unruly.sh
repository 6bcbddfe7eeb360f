#!/usr/bin/env bash
# Programs that do not want to be ended: one whose offspring hops from process to process, each in a session of its own; one that
# starts others without end; one that is deaf to every wish and closes its streams; one that goes by other names and removes its
# file; one that writes as much as it can. Each comes back when it is killed, once, and a stop leaves nothing of it.
#   unruly.sh WATCHDOG
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
watchdog=$1
trap 'end_all $keeper; end_living; rm -rf "$dir"' EXIT

# All that descends from a program has the folder in its words.
living() { pgrep -f "$dir/(app|sleep)" || true; }
end_living() { while living | xargs -r kill -KILL 2>/dev/null; [[ -n $(living) ]]; do :; done; }
lives() { grep -c . "$dir/up" 2>/dev/null || true; }
cp "$(command -v sleep)" "$dir/sleep"

tell() {  # STORY SCRIPT [OPTION...]
  story=$1
  rm -f "$dir/up" "$dir/kin"
  touch "$dir/kin"
  printf '#!/bin/bash\n%s\n' "$2" >"$dir/app"
  chmod +x "$dir/app"
  "$watchdog" keep --json --grace 200ms "${@:3}" -- "$dir/app" "$dir" >"$dir/out" 2>"$dir/err" </dev/null &
  keeper=$!
  wait_for "the first life" '[[ $(lives) == 1 ]]'
  kill -KILL "$(tail -n 1 "$dir/up")"
  wait_for "the second life" '[[ $(lives) == 2 ]]'
  wait_for "an end of what the first life had started" '! kill -0 $(head -n 1 "$dir/kin") 2>/dev/null'
  kill -TERM "$keeper"
  await_end
  ((code == 0)) || fail "it ended with $code"
  local left
  left=$(living)
  [[ -z $left ]] || fail "left behind: $left"
  ! kill -0 $(<"$dir/up") 2>/dev/null || fail "a life outlived the stop"
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

# Which it is known by to have been started by us; its group tells as well.
tell "one that starts another without its environment" '
env -i "$1/sleep" 1000000 &
echo $! >>"$1/kin"
echo $$ >>"$1/up"
exec "$1/sleep" 1000000'

tell "one that starts another in a session of its own" '
setsid "$1/sleep" 1000000 &
echo $! >>"$1/kin"
echo $$ >>"$1/up"
exec "$1/sleep" 1000000'

tell "one that is deaf and closes its streams" '
trap "" TERM INT HUP USR1 USR2
exec <&- >&- 2>&-
setsid "$1/sleep" 1000000 &
echo $$ >>"$1/up"
for ((;;)); do "$1/sleep" 1000000; done'
grep -q '"event":"forced"' "$dir/err" || fail "it was not forced"
tell "one that goes by other names" '
cp "$1/sleep" "$1/sleep.other"
echo $$ >>"$1/up"
echo other >/proc/$$/comm
exec -a another "$1/sleep.other" 1000000'
rm "$dir/sleep.other"

tell "one whose file is another at each start" '
cp "$0" "$0.new"
mv "$0.new" "$0"
echo $$ >>"$1/up"
exec "$1/sleep" 1000000'

# All that it writes goes through the watchdog, which answers all the same.
tell "one that writes as much as it can" '
echo $$ >>"$1/up"
exec yes "$1/sleep"' --silence 1h
tell "one that writes as much as it can to a log" '
echo $$ >>"$1/up"
exec yes "$1/sleep"' --log /dev/null
echo "ended to the last process: what hops, what starts others without end, what is deaf, renamed, or wordy"
