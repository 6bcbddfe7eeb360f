#!/usr/bin/env bash
# Runs the shell blocks of a page as they stand. The comment before a block says what must come of it:
#   <!-- test: exits CODE -->             the block ends with CODE
#   <!-- test: exits CODE; N run -->      the same while N apps run already
#   <!-- test: until WORD -->             its one command says WORD on stderr, and ends with 0 when it is asked to
#   <!-- test: not here: REASON -->       it is run elsewhere, or can't be run by a test
# A block without one fails the test. Programs have made-up names (app, game ...): each gets a name of its own, because
# watchdog ends by name.
#   docs_test.sh WATCHDOG INVENTORY PAGE
set -euo pipefail
watchdog=$(realpath "$1") inventory=$(realpath "$2") page=$(realpath "$3")
suffix=$$x$RANDOM
dir=$(mktemp -d)
running=()
command=
trap 'end_running; rm -rf "$dir"' EXIT
mkdir "$dir/bin" "$dir/blocks" "$dir/work"

end_running() {
  local pid
  for pid in "${running[@]}"; do kill -KILL -- "-$pid" 2>/dev/null || true; done
  running=()
  [ -z "$command" ] || kill -TERM "$command" 2>/dev/null || true
  command=
}
fail() { echo "FAILED: $*" >&2; cat "$dir/said" >&2 2>/dev/null || true; exit 1; }
program() { printf '#!/bin/sh\n%s\n' "$2" > "$dir/bin/$1$suffix"; chmod +x "$dir/bin/$1$suffix"; }

# Writes each block to blocks/NUMBER and its comment to blocks/NUMBER.wish.
split_page() {
  awk -v dir="$dir/blocks" '
    /^<!-- test: .* -->$/ { wish = substr($0, 12, length($0) - 15); next }
    /^```sh$/ { n++; block = sprintf("%s/%03d", dir, n); print wish > (block ".wish"); printf "" > block; inside = 1; next }
    /^```$/ { if (inside) { close(block); inside = 0 } wish = ""; next }
    inside { print > block }
    !inside && NF { wish = "" }' "$page"
}

# Puts the names of this run in place of those of the page.
adapt() { sed -E "s/(^|[^[:alnum:]\/.-])(failing-app|app|game|chat|notepad|job)([^[:alnum:].-]|\$)/\1\2$suffix\3/g" "$1"; }

start_apps() {
  local i
  for ((i = 0; i < $1; i++)); do
    setsid "$dir/bin/app$suffix" > /dev/null 2>&1 &
    running+=($!)
    disown
  done
  wait_until "the apps run" '[ "$("$watchdog" list --json "app$suffix" 2>/dev/null | wc -l)" -ge "$3" ]' "$1"
}

wait_until() {  # WHAT CONDITION [ITS $3]
  local deadline=$((SECONDS + 20))
  until eval "$2"; do
    [ $SECONDS -lt $deadline ] || fail "$1: it did not come to that"
    read -rt 0.02 <> <(:) || true  # the pause between two looks
  done
}

expect_exit() {
  local code=0
  (cd "$dir/work" && bash -euo pipefail "$dir/run") > "$dir/said" 2>&1 < /dev/null || code=$?
  [ "$code" = "$1" ] || fail "$2 ended with $code, not with $1"
}

expect_word() {
  [ "$(wc -l < "$dir/run")" = 1 ] || fail "$2 has more than the one command it may have"
  sed -i 's/^/exec /' "$dir/run"
  : > "$dir/said"
  (cd "$dir/work" && exec bash "$dir/run") > "$dir/said" 2>&1 < /dev/null &
  command=$!
  local code=0
  wait_until "$2 says $1" 'grep -q "$3" "$dir/said" || ! kill -0 "$command" 2>/dev/null' "$1"
  kill -TERM "$command" 2>/dev/null || true
  wait "$command" || code=$?
  command=
  grep -q "$1" "$dir/said" || fail "$2 never said $1"
  [ "$code" = 0 ] || fail "$2 ended with $code when it was asked to end"
}

run_block() {
  local name wish
  name="block $(basename "$1") of $(basename "$page")"
  wish=$(cat "$1.wish")
  adapt "$1" > "$dir/run"
  case $wish in
    "exits "*"; "*" run") start_apps "$(sed -E 's/.*; ([0-9]+) run/\1/' <<< "$wish")"
      wish=${wish%;*} ;;
  esac
  case $wish in
    "exits "*) expect_exit "${wish#exits }" "$name" ;;
    "until "*) expect_word "${wish#until }" "$name" ;;
    "not here: "*) return 0 ;;
    *) fail "$name has no comment that says what must come of it" ;;
  esac
  end_running
  tested=$((tested + 1))
}

program app 'tail -f /dev/null & wait'
program game 'tail -f /dev/null & wait'
program chat 'tail -f /dev/null & wait'
program failing-app 'exit 1'
program job 'exit 0'
ln -s "$watchdog" "$dir/bin/watchdog"
ln -s "$inventory" "$dir/bin/inventory"
export PATH="$dir/bin:$PATH" WD_STATE_DIR=$dir/state WD_RUNTIME_DIR=$dir/socket
split_page
tested=0
for block in "$dir"/blocks/???; do
  [ -e "$block" ] || fail "$page has no shell block at all"
  run_block "$block"
done
echo "$tested blocks of $(basename "$page") did what the page says"
