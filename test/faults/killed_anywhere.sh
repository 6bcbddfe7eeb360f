#!/usr/bin/env bash
# watchdog killed by SIGKILL at each of its system calls, while it starts, brings its program back, and is asked to stop: the
# next watchdog of the program has one process of it, and leaves none.
#   killed_anywhere.sh WATCHDOG VICTIM [STEP [FIRST [WAY]]]     every STEPth call, from FIRST on; default 1 and 0
# WAY: plain (default); watched: with a log, a heartbeat, a probe and reports; two: two programs of a file; renewed: it becomes
# another image on its way.
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
watchdog=$1 step=${3:-1} first=${4:-0} way=${5:-plain} count=1
need_strace
victim=$dir/wdv$RANDOM$RANDOM
cp "$2" "$victim"
trap 'end_all $keeper $(living); rm -rf "$dir"' EXIT
living() { processes_of "$victim"; }

case $way in
  plain | renewed) how=(keep --json -- "$victim" idle) ;;
  watched)
    how=(keep --json --log "$dir/log/app" --heartbeat 1h --probe exec:true --report-dir "$dir/reports" -- "$victim" say=READY=1 idle) ;;
  two)
    count=2
    printf '[program.%s]\ncommand = ["%s", "idle"]\n' first "$victim" second "$victim" >"$dir/two.toml"
    how=(run --json "$dir/two.toml") ;;
esac

# keep ERR WRAPPER...: a watchdog in the background that keeps the victim; its number is in `keeper`.
keep() {
  local err=$1
  shift
  "$@" "$watchdog" "${how[@]}" 2>"$err" </dev/null &
  keeper=$!
}
# Each program TIMES, by default once.
started() { (($(cat "$dir/$1.err" 2>/dev/null | grep -c '"event":"\(started\|adopted\)"') >= count * ${2:-1})); }
# watchdog itself, whatever runs it.
child() { cat "/proc/$keeper/task/$keeper/children" 2>/dev/null || true; }

# life WRAPPER...: one watchdog from its start over a restart to its stop, or to where the wrapper ends it; its exit code is in `code`,
# those who were ended by a hand in `doomed`, and whether it was asked to stop in `asked`.
life() {
  doomed= asked=no
  rm -rf "$dir/state" "$dir/run" "$dir/log" "$dir"/*.err
  keep "$dir/first.err" "$@"
  wait_for "its end or its program" 'is_over || started first'
  # What a watchdog left that was killed is for the next one to find.
  if ! is_over; then
    doomed=$(living)
    end_all $doomed
  fi
  wait_for "its end or its program's return" 'is_over || started first 2'
  if [[ $way == renewed ]] && ! is_over; then
    kill -USR2 $(child) 2>/dev/null || true
    wait_for "its end or its renewal" 'is_over || started first 3'
  fi
  # Asked to stop once all is done, so that the calls of a stop come as well.
  if ! is_over; then
    asked=yes
    kill -TERM $(child) 2>/dev/null || true
  fi
  await_end
}

# The calls of an undisturbed life, in their order, each with how manieth of its kind it is: strace counts them so.
calls() {
  story="an undisturbed life"
  life strace -qq -o "$dir/calls" -e trace=all
  awk -F '(' '/^[a-z0-9_]+\(/ && $1 != "exit_group" { print $1 " " ++count[$1] }' "$dir/calls"
}

kills=0
mapfile -t all < <(calls)
((${#all[@]} > 50)) || fail "an undisturbed life has only ${#all[@]} calls"
for ((i = first; i < ${#all[@]}; i += step)); do
  call=${all[i]}
  story="killed at $call"
  life strace -qq -o /dev/null -e trace=all -e "inject=${call% *}:signal=KILL:when=${call#* }"
  if ((code == 0)); then continue; fi # This one made fewer of them.
  kills=$((kills + 1))
  # What it left running, and had not asked to end, goes on.
  left=
  [[ $asked == yes ]] || left=$(living | grep -vxF "${doomed:-none}" || true)

  keep "$dir/next.err"
  wait_for "the next one's program" 'started next || is_over'
  ! is_over || fail "the next one ended by itself"
  wait_for "one process of each" '[[ $(living | wc -l) == "$count" ]]'
  for process in $left; do
    living | grep -x "$process" >/dev/null || fail "$process ran, and was not taken over"
  done
  kill -TERM "$keeper"
  await_end
  ((code == 0)) || fail "the next one ended with $code"
  [[ -z $(living) ]] || fail "$(living | wc -l) left after the stop"
done
((kills * step * 2 > ${#all[@]})) || fail "killed at $kills of ${#all[@]} calls only"
echo "passed, $way: killed at $kills of ${#all[@]} calls"
