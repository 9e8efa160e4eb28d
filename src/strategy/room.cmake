# OpenSSL: the hashes under which compiled strategies are cached.
target_link_libraries(tremolo_strategy PUBLIC OpenSSL::Crypto ${CMAKE_DL_LIBS})
# Where the headers for strategies are in a build tree; an installed program looks in <prefix>/include/tremolo first.
target_compile_definitions(tremolo_strategy PRIVATE TREMOLO_HEADERS="${CMAKE_SOURCE_DIR}/src")

# The id of those headers, so that a strategy is never compiled with others than the program.
file(GLOB shared_headers CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/src/base/*.hpp ${CMAKE_SOURCE_DIR}/src/market/*.hpp
     ${CMAKE_SOURCE_DIR}/src/trading/*.hpp ${CMAKE_SOURCE_DIR}/src/strategy/*.hpp)
set(header_id ${CMAKE_BINARY_DIR}/generated/header_id.cpp)
add_custom_command(OUTPUT ${header_id}
  COMMAND ${CMAKE_COMMAND} -DROOT=${CMAKE_SOURCE_DIR}/src -DOUTPUT=${header_id}
          -P ${CMAKE_SOURCE_DIR}/src/strategy/header_id.cmake
  DEPENDS ${shared_headers} ${CMAKE_SOURCE_DIR}/src/strategy/header_id.cmake VERBATIM)
target_sources(tremolo_strategy PRIVATE ${header_id})

# A strategy is linked against the program that loads it, so every program holds all of these rooms, used by itself or
# not, and shows their names. As an option it stands once, before all libraries.
set(kept_whole "")
foreach(room strategy trading market base)
  string(APPEND kept_whole ",$<TARGET_FILE:tremolo_${room}>")
endforeach()
target_link_options(tremolo_strategy INTERFACE -rdynamic "-Wl,--whole-archive${kept_whole},--no-whole-archive")

# For users of an installed program: the headers that strategies include, and the samples.
install(DIRECTORY ${CMAKE_SOURCE_DIR}/src/base ${CMAKE_SOURCE_DIR}/src/market ${CMAKE_SOURCE_DIR}/src/trading
                  ${CMAKE_SOURCE_DIR}/src/strategy DESTINATION include/tremolo FILES_MATCHING PATTERN "*.hpp")
install(DIRECTORY ${CMAKE_SOURCE_DIR}/strategies/ DESTINATION share/tremolo/strategies FILES_MATCHING PATTERN "*.cpp")
