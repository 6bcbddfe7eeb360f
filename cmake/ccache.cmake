# ccache when it is there and nobody chose a launcher; a project that includes ours decides for itself.
if(PROJECT_IS_TOP_LEVEL AND NOT DEFINED CMAKE_CXX_COMPILER_LAUNCHER)
  find_program(WATCHDOG_CCACHE ccache)
  if(WATCHDOG_CCACHE)
    set(CMAKE_C_COMPILER_LAUNCHER "${WATCHDOG_CCACHE}")
    set(CMAKE_CXX_COMPILER_LAUNCHER "${WATCHDOG_CCACHE}")
  endif()
endif()
