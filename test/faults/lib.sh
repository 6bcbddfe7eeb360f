# What the scripts of this folder share: a folder of their own, a watchdog in it, and a sentence when something fails. Sourced.
set -euo pipefail
dir=$(mktemp -d)
export WD_STATE_DIR=$dir/state WD_RUNTIME_DIR=$dir/run
keeper=       # The watchdog's number while it runs.
story=        # What is being tried, for people.
patience=20   # Seconds until what is waited for counts as missing.
pause=0.005   # Seconds between two looks.

skip() {
  echo "skipped: $*"
  exit 77
}
fail() {
  echo "FAILED: ${story:+$story: }$*" >&2
  tail -n 50 "$dir"/*err "$dir/out" >&2 2>/dev/null || true
  exit 1
}
wait_for() {  # WHAT CONDITION: looks again until it holds
  local deadline=$((SECONDS + patience))
  until eval "$2"; do
    ((SECONDS < deadline)) || fail "$1 did not come true"
    read -rt "$pause" <> <(:) || true
  done
}
need_strace() {
  command -v strace >/dev/null || skip "no strace"
  strace -qq -e trace=none true 2>/dev/null || skip "strace may not trace here"
}

# The processes of a file that nobody else has. A zombie has no file.
processes_of() {
  local process
  for process in /proc/[0-9]*; do
    if [[ $process/exe -ef $1 ]]; then echo "${process#/proc/}"; fi
  done
}
end_all() {  # PID...
  if (($# > 0)); then kill -KILL "$@" 2>/dev/null || true; fi
}

is_over() { ! kill -0 "$keeper" 2>/dev/null; }
await_end() {  # Leaves its exit code in `code`.
  wait_for "its end" is_over
  code=0
  wait "$keeper" || code=$?
  keeper=
}
