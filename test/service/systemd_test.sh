#!/usr/bin/env bash
# watchdog as a unit of a real systemd, with the unit file of examples/: ready when the program runs, the program killed
# and back while the unit stays up, a stop that leaves nothing.
#   systemd_test.sh WATCHDOG VICTIM UNIT
set -euo pipefail
here=$(dirname "$(realpath "$0")")
watchdog=$1 victim=$2 unit=$3
dir=$(mktemp -d)
sandbox() { bash "$here/systemd_sandbox.sh" "$@"; }
inside() { sandbox run "$dir" "$@"; }

clean_up() {
  [ ! -f "$dir/pid" ] || kill -KILL "$(cat "$dir/pid")" 2>/dev/null || true
  wait 2>/dev/null || true
  [ ! -f "$dir/cgroup" ] || empty_cgroup "$(cat "$dir/cgroup")"
  rm -rf "$dir"
}
empty_cgroup() {
  [ -d "$1" ] || return 0
  wait_for "removing the control group" \
    'find "'"$1"'" -depth -type d -exec rmdir {} + 2>/dev/null; [ ! -d "'"$1"'" ]'
}
fail() { echo "FAILED: $*" >&2; cat "$dir/log" >&2 || true; exit 1; }
wait_for() {  # WHAT CONDITION: looks again until it holds, for 20 seconds
  local deadline=$((SECONDS + 20))
  until eval "$2"; do
    [ $SECONDS -lt $deadline ] || fail "$1 did not come true"
    read -rt 0.02 <> <(:) || true  # the pause between two looks
  done
}
pid_of() { inside systemctl show -P MainPID app; }
runs() { sed -n "${1}p" "$dir/share/up" 2>/dev/null; }

mkdir -p "$dir/units" "$dir/share"
trap clean_up EXIT
cp "$watchdog" "$dir/share/watchdog"
cp "$victim" "$dir/share/app"
sed -e "s|/usr/local/bin/watchdog|/share/watchdog|" \
    -e "s|/usr/local/bin/app|/share/app note=/share/up idle|" "$unit" > "$dir/units/app.service"
grep -q '^ExecStart=/share/watchdog keep -- /share/app note' "$dir/units/app.service" || fail "the unit has changed"
mkdir "$dir/units/app.service.d"
printf '[Unit]\nDefaultDependencies=no\n' > "$dir/units/app.service.d/test.conf"
printf '[Unit]\nDefaultDependencies=no\nAllowIsolate=yes\n' > "$dir/units/test.target"

sandbox boot "$dir" > "$dir/log" 2>&1 &
boot=$!
wait_for "booting" 'inside systemctl is-system-running 2>/dev/null | grep -qE "running|degraded" || ! kill -0 $boot 2>/dev/null'
kill -0 $boot 2>/dev/null || { code=0; wait $boot || code=$?; cat "$dir/log" >&2; exit $code; }

inside systemctl start app || fail "the unit did not start"
[ "$(inside systemctl is-active app)" = active ] || fail "not active after the start"
wait_for "the first run" '[ -n "$(runs 1)" ]'
main=$(pid_of)

for round in 1 2 3 4 5; do
  inside kill -KILL "$(runs $round)"
  wait_for "run $((round + 1))" '[ -n "$(runs $((round + 1)))" ]'
done
[ "$(pid_of)" = "$main" ] || fail "systemd had to restart watchdog"
[ "$(inside systemctl is-active app)" = active ] || fail "not active after the kills"

cp "$watchdog" "$dir/share/watchdog.new"
mv "$dir/share/watchdog.new" "$dir/share/watchdog"
inside systemctl reload app || fail "the unit did not reload"
wait_for "becoming the new file" '[ "$(inside readlink "/proc/$main/exe")" = /share/watchdog ]'
[ "$(pid_of)" = "$main" ] && [ -z "$(runs 7)" ] || fail "the upgrade touched the program"
inside kill -KILL "$(runs 6)"
wait_for "run 7, by the new watchdog" '[ -n "$(runs 7)" ]'

inside kill -KILL "$main"
wait_for "systemd bringing watchdog back" '[ -n "$(runs 8)" ] && [ "$(pid_of)" != "$main" ] && [ "$(pid_of)" != 0 ]'

wait_for "being active again" '[ "$(inside systemctl is-active app)" = active ]'
inside systemctl stop app
[ "$(inside systemctl is-active app)" = inactive ] || fail "not inactive after the stop"
[ "$(inside systemctl show -P Result app)" = success ] || fail "the stop was no success"
! inside test -e "/proc/$(runs 8)" || fail "the program outlived the stop"
echo "passed: 6 kills answered by watchdog, 1 by systemd, renewed in between, stopped in order"
