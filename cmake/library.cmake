# wd_library(NAME SOURCES files... PLATFORM stems... LINUX stems... LINK public... PRIVATE_LINK private...)
# One module below lib/: headers in include/watchdog/NAME, bodies in src, and nothing else visible to its users.
# PLATFORM: every system has a body of these. LINUX, DARWIN, FREEBSD, KQUEUE, POSIX, WIN32: what only these systems have.
function(wd_library name)
  cmake_parse_arguments(arg "" "" "SOURCES;PLATFORM;LINUX;DARWIN;FREEBSD;KQUEUE;POSIX;WIN32;LINK;PRIVATE_LINK" ${ARGN})
  wd_platform_sources(bodies ${arg_PLATFORM})
  foreach(suffix IN LISTS WATCHDOG_PLATFORM)
    string(TOUPPER ${suffix} system)
    list(TRANSFORM arg_${system} APPEND .${suffix}.cpp)
    list(APPEND bodies ${arg_${system}})
  endforeach()
  add_library(watchdog_${name} STATIC ${arg_SOURCES} ${bodies})
  add_library(watchdog::${name} ALIAS watchdog_${name})
  set_target_properties(watchdog_${name} PROPERTIES EXPORT_NAME ${name} POSITION_INDEPENDENT_CODE ON)
  target_include_directories(watchdog_${name} PUBLIC
    "$<BUILD_INTERFACE:${CMAKE_CURRENT_SOURCE_DIR}/include>" "$<INSTALL_INTERFACE:include>")
  # What is private and a target is headers alone: an installed library has no need of it any more.
  list(TRANSFORM arg_PRIVATE_LINK REPLACE "^(.+::.+)$" "$<BUILD_INTERFACE:\\1>")
  target_link_libraries(watchdog_${name} PUBLIC ${arg_LINK} PRIVATE ${arg_PRIVATE_LINK})
  wd_compile_settings(watchdog_${name})
  wd_install_library(${name})
endfunction()

# wd_program(NAME SOURCES files... LINK libraries...): an executable with the same settings.
function(wd_program name)
  cmake_parse_arguments(arg "" "" "SOURCES;LINK" ${ARGN})
  add_executable(${name} ${arg_SOURCES})
  target_link_libraries(${name} PRIVATE ${arg_LINK})
  if(WATCHDOG_STATIC)
    target_link_options(${name} PRIVATE -static)
  endif()
  wd_compile_settings(${name})
endfunction()

# What every target of ours is compiled with; private, so that nothing of it reaches a user of the library.
function(wd_compile_settings target)
  target_compile_features(${target} PUBLIC cxx_std_20)
  set_target_properties(${target} PROPERTIES CXX_EXTENSIONS OFF)
  if(MSVC)
    target_compile_options(${target} PRIVATE /W4 /utf-8 /permissive- $<$<BOOL:${WATCHDOG_WERROR}>:/WX>)
  else()
    target_compile_options(${target} PRIVATE -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor
      $<$<BOOL:${WATCHDOG_WERROR}>:-Werror>)
    # GCC 12 with -O3 takes the empty alternatives of a variant for uninitialised ones, and short strings for overlapping ones.
    # In a unity build the sources are headers to it, which should not have what is theirs alone.
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
      $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict> $<$<AND:$<CXX_COMPILER_ID:GNU>,$<BOOL:${CMAKE_UNITY_BUILD}>>:-Wno-subobject-linkage>)
  endif()
  if(WIN32)
    target_compile_definitions(${target} PRIVATE
      UNICODE _UNICODE WIN32_LEAN_AND_MEAN NOMINMAX _WIN32_WINNT=0x0A00 NTDDI_VERSION=0x0A000006)
  endif()
endfunction()
