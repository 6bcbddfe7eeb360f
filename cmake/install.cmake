# find_package(watchdog COMPONENTS checkpoint notify process keep block health control): each module of lib/ is a component of the package, with an
# export of its own, so that who uses one needs the dependencies of no other.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)
set(WATCHDOG_PACKAGE "${CMAKE_INSTALL_LIBDIR}/cmake/watchdog")

# wd_install_library(NAME): the library, its headers (those of other systems left out) and its export.
function(wd_install_library name)
  if(NOT WATCHDOG_INSTALL)
    return()
  endif()
  install(TARGETS watchdog_${name} EXPORT watchdog-${name} ARCHIVE COMPONENT ${name})
  set(others linux darwin freebsd kqueue posix win32)
  list(REMOVE_ITEM others ${WATCHDOG_PLATFORM})
  list(JOIN others "|" others)
  foreach(folder include platform/${WATCHDOG_PLATFORM_FAMILY})
    if(EXISTS "${CMAKE_CURRENT_SOURCE_DIR}/${folder}")
      install(DIRECTORY "${folder}/" DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT ${name}
        FILES_MATCHING PATTERN "*.h" PATTERN "*.hpp" REGEX "\\.(${others})\\.hpp$" EXCLUDE)
    endif()
  endforeach()
  install(EXPORT watchdog-${name} NAMESPACE watchdog:: DESTINATION "${WATCHDOG_PACKAGE}" COMPONENT ${name})
endfunction()

if(WATCHDOG_INSTALL)
  set(config "${PROJECT_BINARY_DIR}/watchdogConfigVersion.cmake")
  write_basic_package_version_file("${config}" COMPATIBILITY SameMinorVersion)
  install(FILES "${config}" "${PROJECT_SOURCE_DIR}/cmake/watchdogConfig.cmake"
    DESTINATION "${WATCHDOG_PACKAGE}" COMPONENT base)
endif()
