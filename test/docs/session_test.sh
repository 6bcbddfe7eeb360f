#!/usr/bin/env bash
# The recorded session is what the programs say now; if not, look at the difference and run scripts/record-session.
#   session_test.sh BUILD
set -euo pipefail
root=$(dirname "$(dirname "$(dirname "$(realpath "$0")")")")
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
"$root/scripts/record-session" "$1" "$dir/session.md"
diff -u "$root/docs/session.md" "$dir/session.md"
