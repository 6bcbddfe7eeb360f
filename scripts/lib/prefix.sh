# The dependencies of a cross build out of Debian's own packages: downloaded and unpacked, not installed.

prefix_packages=(libcli11-dev libfmt-dev libcereal-dev catch2 libasio-dev libtomlplusplus-dev nlohmann-json3-dev
  libxxhash-dev rapidjson-dev librapidxml-dev)

# make_prefix FOLDER: FOLDER/usr holds their headers and CMake packages, free of any architecture.
make_prefix() {
  local folder=$1 new=$1.new archive
  [[ -e $folder/ready ]] && return
  rm -rf "$new" "$folder"
  mkdir -p "$new/archives"
  # _apt, as whom apt-get would download, may not write here; root's own rights do.
  (cd "$new/archives" && apt-get -qq -o APT::Sandbox::User=root download "${prefix_packages[@]}")
  for archive in "$new"/archives/*.deb; do dpkg -x "$archive" "$new"; done
  # What lies here is for one architecture: fmt's and cereal's CMake packages too. To us both are headers.
  rm -rf "$new"/usr/lib/*-linux-gnu*
  header_package "$new" fmt fmt::fmt-header-only libfmt-dev FMT_HEADER_ONLY=1
  header_package "$new" cereal cereal::cereal libcereal-dev
  header_package "$new" tomlplusplus tomlplusplus::tomlplusplus libtomlplusplus-dev
  touch "$new/ready"
  mv "$new" "$folder"
}

# header_package PREFIX NAME TARGET DEBIAN_PACKAGE [DEFINITION]: a CMake package for headers in PREFIX/usr/include.
header_package() {
  local folder=$1/usr/share/cmake/$2 version
  version=$(dpkg-deb -f "$1/archives/$4"_*.deb Version | sed 's/^[0-9]*://; s/[+-].*//')
  mkdir -p "$folder"
  cat >"$folder/$2Config.cmake" <<CONFIG
if(NOT TARGET $3)
  add_library($3 INTERFACE IMPORTED)
  set_target_properties($3 PROPERTIES
    INTERFACE_INCLUDE_DIRECTORIES "\${CMAKE_CURRENT_LIST_DIR}/../../../include"
    INTERFACE_COMPILE_DEFINITIONS "${5:-}")
endif()
CONFIG
  cat >"$folder/$2ConfigVersion.cmake" <<VERSION
set(PACKAGE_VERSION "$version")
set(PACKAGE_VERSION_COMPATIBLE TRUE)
VERSION
}
