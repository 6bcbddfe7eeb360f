#!/usr/bin/env bash
# The system refuses what watchdog asks for: no more processes, memory or descriptors, a file that is away for a while, a disk that
# takes nothing. The program is back as soon as the system gives what it takes, and nothing else comes of it.
#   refused_calls.sh WATCHDOG VICTIM
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
watchdog=$1
need_strace

victim=$dir/wdv$RANDOM$RANDOM
cp "$2" "$victim"
trap 'end_all $keeper $(processes_of "$victim"); wait; rm -rf "$dir"' EXIT
lives() { wc -l 2>/dev/null <"$dir/up" || echo 0; }
latest() { tail -n 1 "$dir/up"; }

# keep STORY WRAPPER...: a watchdog of the victim; back once it runs.
keep() {
  story=$1
  shift
  rm -rf "$dir/state" "$dir/run"
  : >"$dir/up"
  "$@" "$watchdog" keep --json --max-delay 200ms -- "$victim" note="$dir/up" idle 2>"$dir/err" </dev/null &
  keeper=$!
  wait_for "the first life" '(( $(lives) == 1 ))'
}
# stop: of whatever the wrapper made of it, by the number that watchdog itself would tell.
stop() {
  kill -TERM "$(pgrep -P "$keeper" -x watchdog || echo "$keeper")"
  await_end
  ! kill -0 "$(latest)" 2>/dev/null || fail "the program outlived the stop"
}
kill_and_await() {  # LIFE
  kill -KILL "$(latest)"
  wait_for "life $1" "(( \$(lives) == $1 ))"
}
inject() { echo strace -qq -o /dev/null -e "trace=$1" -e "inject=$1:error=$2:when=$3"; }

# The first birth succeeds, the next three are refused.
for refusal in EAGAIN ENOMEM; do
  keep "no process: $refusal" $(inject clone,clone3,vfork,fork "$refusal" 2..4)
  kill_and_await 2
  (($(grep -c '"event":"start_failed"\|"event":"restarting"' "$dir/err") >= 3)) || fail "nothing was refused"
  kill_and_await 3
  stop
done

keep "the ledger's disk takes nothing" $(inject pwrite64 ENOSPC 2+)
kill_and_await 2
stop

keep "no descriptor is left" bash -c 'ulimit -n 14; exec "$@"' -
kill_and_await 2
kill_and_await 3
stop

keep "the program is away for a while"
mv "$victim" "$victim.away"
kill -KILL "$(latest)"
wait_for "three tries" '(( $(grep -c "no such file" "$dir/err") >= 3 ))'
mv "$victim.away" "$victim"
wait_for "life 2" '(( $(lives) == 2 ))'
stop

keep "the program may not be run for a while"
chmod a-x "$victim"
kill -KILL "$(latest)"
wait_for "three tries" '(( $(grep -c "ermission denied" "$dir/err") >= 3 ))'
chmod u+x "$victim"
wait_for "life 2" '(( $(lives) == 2 ))'
stop

keep "the program is being written, as by an upgrade"
cp "$victim" "$victim.new"
mv "$victim.new" "$victim"
exec 8>>"$victim"
kill -KILL "$(latest)"
wait_for "three tries" '(( $(grep -c "ext file busy" "$dir/err") >= 3 ))'
exec 8>&-
wait_for "life 2" '(( $(lives) == 2 ))'
stop

# The limit itself, which counts for a user: one that nobody else is, which root alone can be.
if ((EUID == 0)); then
  chmod 755 "$dir" "$victim"
  mkdir "$dir/theirs"
  chmod 777 "$dir/theirs"
  user=$((61000 + RANDOM % 4000))
  export WD_STATE_DIR=$dir/theirs/state WD_RUNTIME_DIR=$dir/theirs/run
  as_user=(setpriv "--reuid=$user" "--regid=$user" --clear-groups)
  chmod 666 "$dir/up"
  keep "the user may have no more processes" "${as_user[@]}"
  "${as_user[@]}" prlimit --pid "$keeper" --nproc=1:
  kill -KILL "$(latest)"
  wait_for "three tries" '(( $(grep -c "temporarily unavailable" "$dir/err") >= 3 ))'
  "${as_user[@]}" prlimit --pid "$keeper" --nproc=100:
  wait_for "life 2" '(( $(lives) == 2 ))'
  stop
fi

keep "the folders of watchdog are removed"
rm -rf "$dir/state" "$dir/run"
kill_and_await 2
stop
echo "refused and back: no process (EAGAIN, ENOMEM), a full disk, no descriptor, a program that was away, not to be run, or written, folders removed"
