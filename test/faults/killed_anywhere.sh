#!/usr/bin/env bash
# watchdog killed by SIGKILL at each of its system calls, while it starts, brings its program back, and is asked to stop: the
# next watchdog of the program has one process of it, and leaves none.
#   killed_anywhere.sh WATCHDOG VICTIM [STEP [FIRST]]     every STEPth call, from FIRST on; default 1 and 0
set -euo pipefail
watchdog=$1 step=${3:-1} first=${4:-0}
command -v strace >/dev/null || { echo "skipped: no strace"; exit 77; }
strace -qq -e trace=none true 2>/dev/null || { echo "skipped: strace may not trace here"; exit 77; }

dir=$(mktemp -d)
export WD_STATE_DIR=$dir/state WD_RUNTIME_DIR=$dir/run
victim=$dir/wdv$RANDOM$RANDOM
cp "$2" "$victim"
trap 'end_all; rm -rf "$dir"' EXIT

# The processes of the victim that live: known by its file, which nobody else has. A zombie has none.
living() {
  local process
  for process in /proc/[0-9]*; do
    if [[ $process/exe -ef $victim ]]; then echo "${process#/proc/}"; fi
  done
}
end_all() { for pid in $(living); do kill -KILL "$pid" 2>/dev/null || true; done; }
fail() {
  echo "FAILED: killed at $call: $*" >&2
  cat "$dir"/*.err >&2
  exit 1
}
wait_for() {  # WHAT CONDITION: looks again until it holds, for 20 seconds
  local deadline=$((SECONDS + 20))
  until eval "$2"; do
    ((SECONDS < deadline)) || fail "$1 did not come true"
    read -rt 0.005 <> <(:) || true  # the pause between two looks
  done
}

# keep ERR WRAPPER...: a watchdog in the background that keeps the victim; its number is in `keeper`.
keep() {
  local err=$1
  shift
  "$@" "$watchdog" keep --json -- "$victim" idle 2>"$err" </dev/null &
  keeper=$!
}
started() { (($(cat "$dir/$1.err" 2>/dev/null | grep -c '"event":"\(started\|adopted\)"') >= ${2:-1})); }
is_over() { ! kill -0 "$keeper" 2>/dev/null; }

# life WRAPPER...: one watchdog from its start over a restart to its stop, or to where the wrapper ends it; its exit code is in `code`.
life() {
  rm -rf "$dir/state" "$dir/run" "$dir"/*.err
  keep "$dir/first.err" "$@"
  wait_for "its end or its program" 'is_over || started first'
  end_all
  wait_for "its end or its program's return" 'is_over || started first 2'
  # Asked to stop once all is done, so that the calls of a stop come as well.
  if ! is_over; then kill -TERM $(<"/proc/$keeper/task/$keeper/children") 2>/dev/null || true; fi
  wait_for "its end" is_over
  code=0
  wait "$keeper" || code=$?
}

# The calls of an undisturbed life, in their order, each with how manieth of its kind it is: strace counts them so.
calls() {
  call=none
  life strace -qq -o "$dir/calls" -e trace=all
  awk -F '(' '/^[a-z0-9_]+\(/ && $1 != "exit_group" { print $1 " " ++count[$1] }' "$dir/calls"
}

kills=0
mapfile -t all < <(calls)
((${#all[@]} > 50)) || fail "an undisturbed life has only ${#all[@]} calls"
for ((i = first; i < ${#all[@]}; i += step)); do
  call=${all[i]}
  life strace -qq -o /dev/null -e trace=all -e "inject=${call% *}:signal=KILL:when=${call#* }"
  if ((code == 0)); then continue; fi # This one made fewer of them.
  kills=$((kills + 1))

  keep "$dir/next.err"
  wait_for "the next one's program" 'started next || is_over'
  ! is_over || fail "the next one ended by itself"
  wait_for "one process of it" '[[ $(living | wc -l) == 1 ]]'
  kill -TERM "$keeper"
  code=0
  wait "$keeper" || code=$?
  ((code == 0)) || fail "the next one ended with $code"
  [[ -z $(living) ]] || fail "$(living | wc -l) left after the stop"
done
((kills * step * 2 > ${#all[@]})) || fail "killed at $kills of ${#all[@]} calls only"
echo "passed: killed at $kills of ${#all[@]} calls"
