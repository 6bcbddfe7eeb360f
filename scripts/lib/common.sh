# What scripts/test and scripts/demo share. Sourced with bash's strict mode on and the repository's root as the working folder.

# Wanted by every native build on Debian and Ubuntu.
build_packages=(g++ cmake ninja-build ccache strace libcli11-dev libfmt-dev libcereal-dev catch2 libasio-dev nlohmann-json3-dev
  libtomlplusplus-dev libxxhash-dev rapidjson-dev librapidxml-dev)

CMAKE_BUILD_PARALLEL_LEVEL=${CMAKE_BUILD_PARALLEL_LEVEL:-$(getconf _NPROCESSORS_ONLN)}
CTEST_PARALLEL_LEVEL=${CTEST_PARALLEL_LEVEL:-$((3 * CMAKE_BUILD_PARALLEL_LEVEL))} # Most tests wait for processes most of the time.
# A clone elsewhere finds what this one compiled.
export CCACHE_BASEDIR=$PWD CCACHE_NOHASHDIR=true CCACHE_COMPILERCHECK=content
export CMAKE_BUILD_PARALLEL_LEVEL CTEST_PARALLEL_LEVEL

header() { printf '\n== %s (%d s)\n' "$1" "$SECONDS"; }

fail() {
  echo "$0: $1" >&2
  exit 1
}

# provide PACKAGES...: installs what is missing of them on Debian and Ubuntu; elsewhere sees that there is something to build with.
provide() {
  if command -v apt-get >/dev/null; then
    provide_packages "$@"
  else
    provide_nothing
  fi
}

provide_packages() {
  local package missing=() apt=(apt-get -qq -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3)
  for package in "$@"; do
    dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null | grep -qx installed || missing+=("$package")
  done
  if ((${#missing[@]} == 0)); then return; fi
  header "installing ${missing[*]}"
  if ((EUID != 0)); then
    sudo -n true 2>/dev/null || fail "missing packages; as root: apt-get install --no-install-recommends ${missing[*]}"
    apt=(sudo -n "${apt[@]}")
  fi
  export DEBIAN_FRONTEND=noninteractive
  "${apt[@]}" update </dev/null
  "${apt[@]}" install --no-install-recommends "${missing[@]}" </dev/null >build/install.log 2>&1 ||
    { tail -n 20 build/install.log >&2; fail "apt-get could not install ${missing[*]}"; }
}

provide_nothing() {
  local tool missing=()
  for tool in cmake ninja c++ git; do
    command -v "$tool" >/dev/null || missing+=("$tool")
  done
  ((${#missing[@]} == 0)) || fail "please install ${missing[*]}, which the build needs, and run this again."
}

# configure PRESET [CMAKE_OPTIONS...]
configure() {
  local preset=$1
  shift
  cmake --preset "$preset" ${CI:+-DWATCHDOG_WERROR=ON} "$@" --log-level=WARNING >"build/$preset.configure.log" || { cat "build/$preset.configure.log"; return 1; }
}

# build PRESET [CMAKE_BUILD_OPTIONS...]: configures and builds; silent but for warnings and errors.
build() {
  local preset=$1
  shift
  configure "$preset"
  cmake --build --preset "$preset" "$@" -- --quiet
}
