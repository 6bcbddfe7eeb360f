# Wine for the tests of the Windows build. Needs Debian's wine64; no X server, no 32-bit part, no mono, no gecko.

# wine_tool NAMES...: the path of the first that exists; Debian keeps them out of PATH.
wine_tool() {
  local name
  for name in "$@"; do
    if PATH=$PATH:/usr/lib/wine command -v "$name"; then return; fi
  done
  echo "Wine is missing: install wine64." >&2
  return 1
}

wine_program() { wine_tool wine64 wine; }

# wine_prefix FOLDER: makes it the prefix of what follows; sets it up once, even when several ask at the same time.
wine_prefix() {
  export WINEPREFIX=$1 WINEDEBUG=${WINEDEBUG:--all} WINEDLLOVERRIDES="mscoree,mshtml="
  [[ -e $WINEPREFIX/ready ]] && return
  mkdir -p "$WINEPREFIX"
  (
    flock 9
    [[ -e $WINEPREFIX/ready ]] || wine_set_up >"$WINEPREFIX/set-up.log" 2>&1 9>&-
  ) 9>"$WINEPREFIX/lock"
}

wine_set_up() {
  local wine server
  wine=$(wine_program)
  server=$(wine_tool wineserver)
  "$wine" wineboot -i
  # The services of a fresh prefix are known only to the next session.
  "$server" -w
  # Windows can be opened without an X server; a crash ends the program without a debugger.
  "$wine" reg add 'HKCU\Software\Wine\Drivers' /v Graphics /d null /f
  "$wine" reg add 'HKLM\Software\Microsoft\Windows NT\CurrentVersion\AeDebug' /v Debugger /d '' /f
  "$server" -w
  touch "$WINEPREFIX/ready"
}

# wine_session COMMAND...: a session ends seconds after its last program, services included, and starting the next one
# takes seconds again. A cmd.exe that waits for input which never comes keeps this one alive. The last session to end leaves
# nothing behind in the prefix, nor what runs there outside a session.
wine_session() {
  local wine fifo anchor status=0
  wine=$(wine_program)
  fifo=$(mktemp -u)
  mkfifo "$fifo"
  exec 8<>"$fifo" 7<"$fifo"
  rm "$fifo"
  exec 9>"$WINEPREFIX/sessions"
  flock --shared 9
  # It only reads, so that it ends with this shell however that ends.
  "$wine" cmd <&7 >/dev/null 2>&1 7<&- 8>&- 9>&- &
  anchor=$!
  exec 7<&-
  "$@" 8>&- 9>&- || status=$?
  kill "$anchor" 2>/dev/null || true
  exec 8>&-
  if flock --exclusive --nonblock 9; then wine_end 9>&-; fi
  exec 9>&-
  return "$status"
}

# What is left would hold the prefix's session for ever: hosts of consoles whose programs were ended before they had connected.
# And Unix processes of programs that were ended before they began, of which the server knows nothing any more.
wine_end() {
  local process
  "$(wine_tool wineserver)" -k || true
  for process in /proc/[0-9]*; do
    if [[ $(readlink "$process/exe") == *wine* ]] && grep -qszxF "WINEPREFIX=$WINEPREFIX" "$process/environ"; then
      kill -KILL "${process#/proc/}" 2>/dev/null || true
    fi
  done
}

# wine_test PROGRAM ARGS...: its output ends when it does. In Wine all that a program starts keeps the Unix error output it was
# born with, whatever its handles are: also the host of a console, or explorer.exe, which outlive it. Who reads that output to its
# end, as ctest does, would wait for them. So the program writes to files, and these are shown as they grow.
# Once in thousands of times Wine ends a program before it begins: it fails and has said nothing, which no test does. Then once more.
wine_test() {
  local folder status=0
  folder=$(mktemp -d)
  wine_test_once "$folder" "$@" || status=$?
  if ((status != 0)) && [[ ! -s $folder/out && ! -s $folder/err ]]; then
    status=0
    wine_test_once "$folder" "$@" || status=$?
  fi
  rm -r "$folder"
  return "$status"
}

wine_test_once() {  # FOLDER PROGRAM ARGS...
  local folder=$1 wine program status=0
  shift
  wine=$(wine_program)
  exec 4>"$folder/out" 5<"$folder/out" 6>"$folder/err" 7<"$folder/err"
  "$wine" "$@" >&4 2>&6 4>&- 5<&- 6>&- 7<&- &
  program=$!
  exec 4>&- 6>&-
  show_until_end "$program" <&7 >&2 &
  show_until_end "$program" <&5
  wait "$program" || status=$?
  wait
  return "$status"
}

show_until_end() { tail -n +1 -f -s 0.1 --pid="$1"; }
