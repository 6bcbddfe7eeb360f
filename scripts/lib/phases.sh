# The phases of scripts/test. Needs common.sh.

source scripts/lib/prefix.sh
source scripts/lib/zig.sh

# phase_packages PHASES...: the Debian packages they need beyond those of the build.
phase_packages() {
  local phase
  for phase in "$@"; do
    case $phase in
      format) echo git clang-format ;;
      tidy) echo git clang clang-tidy ;;
      asan | tsan) echo clang libclang-rt-dev ;;
      win64) echo g++-mingw-w64-x86-64-posix wine64 ;;
      musl-* | macos-* | freebsd-*) command -v npm >/dev/null || echo npm ;;
    esac
  done | tr ' ' '\n' | sort -u
}

run_phase() {
  case $1 in
    dev) build dev ;;
    format) git ls-files '*.cpp' '*.hpp' | xargs clang-format --dry-run --Werror ;;
    tidy) scripts/tidy ;;
    release)
      build release --target watchdog inventory test_keep
      scripts/demo lib
      WD_STORIES=1000000 build/release/test/keep/test_keep 'no random story breaks a rule of keeping'
      ;;
    asan)
      build asan
      test_quietly asan
      ;;
    tsan)
      build tsan
      test_quietly tsan $(without_randomisation)
      ;;
    win64)
      cross_build win64
      test_quietly win64 scripts/wine --session
      ;;
    musl-x64)
      cross_build musl-x64
      smoke build/musl-x64/app/watchdog
      ;;
    *) cross_build "$1" ;;
  esac
}

# smoke PROGRAM: it runs at all, and keeps a program.
smoke() {
  "$1" --version
  "$1" keep --restart on-failure --stop-on 7 -- sh -c 'exit 7' || [[ $? == 7 ]]
}

# cross_tools PHASES...: what the cross builds among them share, made before the first.
cross_tools() {
  [[ " $* " =~ \ (win64|[a-z]+-(x64|arm64))\  ]] || return 0
  if command -v apt-get >/dev/null; then make_prefix build/prefix; fi
  if [[ $* == *-* ]]; then make_zig "$PWD/build/zig"; fi
}

# cross_build PRESET: of the optimiser as much as gcc's warnings need, and for zig's clang none of it: what it does is the compilers'
# own affair, and half of the time. (Without it zig asks for a sanitizer of its own.)
cross_build() {
  local optimiser=-O1
  if [[ $1 != win64 ]]; then
    optimiser='-O0 -fno-sanitize=undefined'
  fi
  configure "$1" "-DCMAKE_CXX_FLAGS_RELEASE=$optimiser -DNDEBUG"
  cmake --build --preset "$1" -- --quiet
}

# The thread sanitizers of gcc 12 and clang 14 do not know the address layouts of kernels with more random bits.
without_randomisation() {
  if setarch --addr-no-randomize true 2>/dev/null; then echo setarch --addr-no-randomize; fi
}

# test_quietly PRESET [WRAPPER...]: one line when all is well, the whole story otherwise.
test_quietly() {
  local preset=$1 log=build/$1/test.log
  shift
  if "$@" ctest --preset "$preset" >"$log" 2>&1; then
    grep 'tests passed' "$log"
  else
    cat "$log"
    return 1
  fi
}

# test_last FAILED: the tests of preset dev. The phases that failed are told just above ctest's own summary, which is to come last.
test_last() {
  ctest --preset dev 2>&1 | awk -v failed="${1//.failed/}" '
    /tests passed,/ && failed != "" { print "FAILED PHASES: " failed }
    { print }'
}
