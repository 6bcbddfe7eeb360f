# Two phases at a time: while the tests of one wait, the other computes. Needs phases.sh.

set -m # Each phase is a process group, which can be ended as one.
trap 'for job in $(jobs -p); do kill -TERM -- "-$job" 2>/dev/null || true; done' EXIT

# pool_phase PHASE: starts it as soon as there is room for it.
pool_phase() {
  while (($(jobs -pr | wc -l) >= 2)); do wait -n || true; done
  attempt "$1" </dev/null &
}

await_pool() { while wait -n; (($? != 127)); do :; done; }

# attempt PHASE: its output is shown in one piece, when it is over; build/PHASE.failed says that it failed. The subshell ends at its
# first failing command, which "COMMAND || ..." would not.
attempt() {
  local phase=$1 start=$SECONDS status
  echo "-- $phase begins"
  set +e
  (set -e; run_phase "$phase") >"build/$phase.log" 2>&1
  status=$?
  set -e
  ((status == 0)) || touch "build/$phase.failed"
  exec 9>build/output.lock
  flock 9
  printf '\n== %s (from %d s to %d s)\n' "$phase" "$start" "$SECONDS"
  cat "build/$phase.log"
}
