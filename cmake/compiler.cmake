# How every file is compiled: the language, the warnings, sanitizers, coverage, ccache.
set(CMAKE_CXX_STANDARD 20)
set(CMAKE_CXX_STANDARD_REQUIRED ON)
set(CMAKE_CXX_EXTENSIONS OFF)
set(CMAKE_EXPORT_COMPILE_COMMANDS ON)

find_program(CCACHE ccache)
if(CCACHE AND NOT CMAKE_CXX_COMPILER_LAUNCHER)
  # The sloppiness that precompiled headers need, see ccache's manual.
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CMAKE_COMMAND} -E env CCACHE_SLOPPINESS=pch_defines,time_macros,include_file_mtime,include_file_ctime ${CCACHE})
endif()

# mold where it is: the tests are some forty programs to link. Link time optimisation stays with the compiler's own linker.
find_program(MOLD mold)
if(MOLD AND NOT CMAKE_INTERPROCEDURAL_OPTIMIZATION AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  add_link_options(-fuse-ld=mold)
endif()

add_library(tremolo_flags INTERFACE)
target_include_directories(tremolo_flags INTERFACE ${CMAKE_SOURCE_DIR}/src)
target_compile_options(tremolo_flags INTERFACE -Wall -Wextra -Wpedantic -Wconversion -Wno-sign-conversion $<$<CXX_COMPILER_ID:GNU>:-Wshadow=local> -Wnon-virtual-dtor)
if(CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
  target_compile_options(tremolo_flags INTERFACE -fpch-preprocess)
  # g++ 12 reports these inside the standard library's own inlined code.
  set(NOISE -Wno-maybe-uninitialized -Wno-restrict -Wno-dangling-pointer -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  target_compile_options(tremolo_flags INTERFACE ${NOISE})
  target_link_options(tremolo_flags INTERFACE ${NOISE}) # link time optimisation reports them again
endif()
if(TREMOLO_WERROR)
  target_compile_options(tremolo_flags INTERFACE -Werror)
endif()
if(TREMOLO_SANITIZE)
  target_compile_options(tremolo_flags INTERFACE -fsanitize=${TREMOLO_SANITIZE} -fno-omit-frame-pointer -fno-sanitize-recover=all)
  # The check of virtual tables needs type information that SOCI's library keeps to itself.
  target_compile_options(tremolo_flags INTERFACE -fno-sanitize=vptr)
  target_link_options(tremolo_flags INTERFACE -fsanitize=${TREMOLO_SANITIZE})
  if(TREMOLO_SANITIZE MATCHES "thread" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(tremolo_flags INTERFACE -Wno-tsan) # Asio's fences, which it does not know
  endif()
endif()
if(TREMOLO_FUZZ)
  target_compile_options(tremolo_flags INTERFACE -fsanitize=fuzzer-no-link) # coverage that leads libFuzzer; its main is linked in tests/fuzz
endif()
if(TREMOLO_COVERAGE)
  target_compile_options(tremolo_flags INTERFACE --coverage)
  target_link_options(tremolo_flags INTERFACE --coverage)
endif()
if(TREMOLO_TIDY)
  find_program(CLANG_TIDY NAMES clang-tidy clang-tidy-14 REQUIRED)
  set(CMAKE_CXX_CLANG_TIDY ${CLANG_TIDY} --quiet)
endif()
