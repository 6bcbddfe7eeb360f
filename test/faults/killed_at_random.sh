#!/usr/bin/env bash
# watchdog and its programs killed by SIGKILL together, again and again, after random times: while it starts, brings programs back,
# is renewed, is asked to stop. Each program holds a lock, so that a second one beside it is told by its exit code; after each turn
# of kills there is one process of each, and after the stop there is none.
#   killed_at_random.sh WATCHDOG PROGRAMS SECONDS [SEED]
source "$(dirname "${BASH_SOURCE[0]}")/lib.sh"
watchdog=$1 count=$2 duration=$3 seed=${4:-$$}
RANDOM=$seed
patience=60
flock --help 2>&1 | grep -q -- --no-fork || skip "flock can't do without a fork here"
sleeper=$dir/wdrandom$RANDOM$RANDOM
cp "$(command -v sleep)" "$sleeper"
# A child of this shell that is killed before it is another program would run the trap, too.
trap '[[ $BASHPID != $$ ]] || { end_all $keeper $(living); rm -rf "$dir"; }' EXIT

living() { processes_of "$sleeper"; }
pause_ms() { read -rt "$(printf '0.%03d' "$1")" <> <(:) || true; }
begin() {
  "$watchdog" run "$dir/many.toml" --json 2>>"$dir/err" </dev/null >/dev/null &
  keeper=$!
}

for ((i = 0; i < count; ++i)); do
  printf '[program.p%d]\ncommand = ["flock", "--no-fork", "--nonblock", "--conflict-exit-code", "66", "%s", "%s", "%d"]\n' \
    "$i" "$dir/lock$i" "$sleeper" "$((1000000 + i))"
done >"$dir/many.toml"
printf '[defaults]\nmax_delay = "20ms"\ndelay = "1ms"\ngrace = "1s"\n' >>"$dir/many.toml"
# What each of them was started with, which is a number of its own.
numbers() { local pid; for pid in $(living); do tr '\0' '\n' 2>/dev/null <"/proc/$pid/cmdline" | tail -n 1; done; }
is_whole() { [[ $(numbers | sort) == "$expected" ]]; }
expected=$(seq 1000000 $((1000000 + count - 1)) | sort)

turns=0 keepers=0 programs=0 ends=$((SECONDS + duration))
: >"$dir/err"
while ((SECONDS < ends)); do
  turns=$((turns + 1))
  story="turn $turns of seed $seed"
  begin
  # Keepers that are killed young or busy, one after the other, the last of them is left to settle.
  for ((left = RANDOM % 4; left >= 0; --left)); do
    pause_ms $((RANDOM % 3 == 0 ? RANDOM % 400 : RANDOM % 25))
    case $((RANDOM % 5)) in
      0) [[ ! -s $dir/err ]] || kill -USR2 "$keeper" 2>/dev/null || true ;;
      1) kill -TERM "$keeper" 2>/dev/null || true ;;
    esac
    mapfile -t there < <(living)
    victims=()
    for pid in "${there[@]}"; do ((RANDOM % 3)) || victims+=("$pid"); done
    pause_ms $((RANDOM % 10))
    if ((RANDOM % 2)); then
      kill -KILL "$keeper" "${victims[@]}" 2>/dev/null || true
    else
      kill -KILL "${victims[@]}" "$keeper" 2>/dev/null || true
    fi
    wait "$keeper" 2>/dev/null || true
    keepers=$((keepers + 1)) programs=$((programs + ${#victims[@]}))
    begin
  done
  wait_for "one process of each program" is_whole
  ! grep -q '"code":66' "$dir/err" || fail "two of one program ran at once"
  if ((RANDOM % 4 == 0)); then
    kill -TERM "$keeper"
    await_end
    ((code == 0)) || fail "it ended with $code"
    [[ -z $(living) ]] || fail "$(living | wc -l) were left behind"
  else
    kill -KILL "$keeper"
    wait "$keeper" 2>/dev/null || true
  fi
  : >"$dir/err"
done
begin
wait_for "one process of each program" is_whole
kill -TERM "$keeper"
await_end
((code == 0)) || fail "it ended with $code"
[[ -z $(living) ]] || fail "$(living | wc -l) were left behind"
echo "$turns turns of seed $seed: $keepers watchdogs and $programs of $count programs killed; none doubled, none left behind"
