# WATCHDOG_SANITIZE: a list for -fsanitize, as in "address;undefined" or "thread".
set(WATCHDOG_SANITIZE "" CACHE STRING "Sanitizers to build with")
if(WATCHDOG_SANITIZE)
  list(JOIN WATCHDOG_SANITIZE "," sanitizers)
  # Of the debug information a report needs the lines alone.
  add_compile_options(-fsanitize=${sanitizers} -fno-omit-frame-pointer -fno-sanitize-recover=all -g1)
  if("undefined" IN_LIST WATCHDOG_SANITIZE AND CMAKE_CXX_COMPILER_ID MATCHES Clang)
    # It looks at memory by way of a pipe, and takes an object for none where no descriptor is left.
    add_compile_options(-fno-sanitize=vptr)
  endif()
  if("thread" IN_LIST WATCHDOG_SANITIZE)
    add_compile_definitions(WATCHDOG_THREAD_SANITIZER) # The compilers have no macro for it in common.
    if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
      add_compile_options(-Wno-tsan) # Asio's memory fences, which the sanitizer does not see.
    endif()
  endif()
  add_link_options(-fsanitize=${sanitizers})
endif()
