# Each library from the system or from CMAKE_PREFIX_PATH first; otherwise its source, pinned by commit.
# FETCHCONTENT_FULLY_DISCONNECTED=ON forbids the network; FETCHCONTENT_SOURCE_DIR_<NAME> points to a source of yours.
include(FetchContent)
find_package(Threads REQUIRED)

# wd_dependency(NAME REPOSITORY COMMIT REST...): REST goes to FetchContent_Declare.
function(wd_dependency name repository commit)
  FetchContent_Declare(${name} GIT_REPOSITORY https://github.com/${repository}.git GIT_TAG ${commit} SYSTEM ${ARGN})
endfunction()

wd_dependency(fmt fmtlib/fmt f5e54359df4c26b6230fc61d38aa294581393084 # 10.1.1
  FIND_PACKAGE_ARGS 9)
wd_dependency(cereal USCiLab/cereal ebef1e929807629befafbb2918ea1a08c7194554 # v1.3.2
  FIND_PACKAGE_ARGS)
wd_dependency(cli11 CLIUtils/CLI11 6c7b07a878ad834957b98d0f9ce1dbe0cb204fc9 # v2.4.2
  FIND_PACKAGE_ARGS NAMES CLI11)
wd_dependency(nlohmann_json nlohmann/json 9cca280a4d0ccf0c08f47a99aa71d1b0e52f8d03 # v3.11.3
  FIND_PACKAGE_ARGS)
# Headers alone, whatever CMake package a system has for them; the subfolder, which has no CMakeLists.txt, is where the headers are.
wd_dependency(asio chriskohlhoff/asio 12e0ce9e0500bf0f247dbd1ae894272656456079 # asio-1-30-2
  SOURCE_SUBDIR asio/include)
wd_dependency(xxhash Cyan4973/xxHash bbb27a5efb85b92a0486cf361a8635715a53f6ba # v0.8.2
  SOURCE_SUBDIR tests)
wd_dependency(tomlplusplus marzer/tomlplusplus 30172438cee64926dc41fdd9c11fb3ba5b2ba9de # v3.4.0
  SOURCE_SUBDIR include)

set(JUST_INSTALL_CEREAL ON)
FetchContent_MakeAvailable(fmt cereal)
if(WATCHDOG_APP)
  FetchContent_MakeAvailable(cli11 nlohmann_json)
endif()

# wd_headers(NAME HEADER SUBFOLDER DEFINITIONS...): NAME::NAME for a library that is headers alone.
function(wd_headers name header subfolder)
  find_path(WATCHDOG_${name}_INCLUDE ${header})
  if(NOT WATCHDOG_${name}_INCLUDE)
    FetchContent_MakeAvailable(${name})
    set(WATCHDOG_${name}_INCLUDE "${${name}_SOURCE_DIR}/${subfolder}" CACHE PATH "Headers of ${name}" FORCE)
  endif()
  # Imported, so that our own exported targets name it and do not carry it along.
  add_library(${name}::${name} INTERFACE IMPORTED GLOBAL)
  target_include_directories(${name}::${name} INTERFACE "${WATCHDOG_${name}_INCLUDE}")
  target_compile_definitions(${name}::${name} INTERFACE ${ARGN})
endfunction()

# Whether Asio allocates by std::aligned_alloc or by operator new, too, it decides by what was included before.
wd_headers(asio asio.hpp asio/include ASIO_STANDALONE ASIO_NO_DEPRECATED ASIO_DISABLE_STD_ALIGNED_ALLOC)
# With mingw Asio takes POSIX threads or those of Windows, by what a source happened to include before it. Sources that
# disagree share objects of different shapes.
target_compile_definitions(asio::asio INTERFACE "$<$<BOOL:${MINGW}>:ASIO_HAS_PTHREADS=1>")
target_link_libraries(asio::asio INTERFACE Threads::Threads "$<$<PLATFORM_ID:Windows>:ws2_32;mswsock>")
wd_headers(xxhash xxhash.h "")
if(WATCHDOG_APP)
  wd_headers(tomlplusplus toml++/toml.h include)
endif()
