# `cmake --install build/release --prefix /usr/local`: the program, what it compiles strategies with, the samples, the readers
# of feather and parquet files, the systemd unit. The program finds them by its own place.
install(TARGETS tremolo tremolo-client RUNTIME DESTINATION bin)
foreach(room base market trading strategy)
  install(DIRECTORY ${CMAKE_SOURCE_DIR}/src/${room} DESTINATION include/tremolo FILES_MATCHING PATTERN "*.hpp" PATTERN arrow EXCLUDE
          PATTERN indicators EXCLUDE)
endforeach()
install(DIRECTORY ${CMAKE_SOURCE_DIR}/strategies/ DESTINATION share/tremolo/strategies FILES_MATCHING PATTERN "*.cpp")
if(TARGET tremolo_arrow)
  install(TARGETS tremolo_arrow LIBRARY DESTINATION lib/tremolo)
  install(FILES $<TARGET_FILE:TremoloArrow::arrow> DESTINATION lib/tremolo)
endif()
if(TARGET tremolo_parquet)
  install(TARGETS tremolo_parquet LIBRARY DESTINATION lib/tremolo)
  install(FILES $<TARGET_FILE:TremoloArrow::parquet> DESTINATION lib/tremolo)
endif()
install(FILES ${CMAKE_SOURCE_DIR}/packaging/tremolo.service DESTINATION lib/systemd/system)

# The client library, for other C++ programs; `--component client` installs it alone. It is compiled for any linker: other
# compilers than ours cannot read what link time optimisation leaves in a library.
set(CLIENT_LIBRARIES tremolo_client tremolo_http tremolo_json tremolo_base)
foreach(library IN LISTS CLIENT_LIBRARIES)
  if(CMAKE_INTERPROCEDURAL_OPTIMIZATION AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU")
    target_compile_options(${library} PRIVATE -ffat-lto-objects)
  endif()
  install(TARGETS ${library} ARCHIVE DESTINATION lib COMPONENT client)
endforeach()
install(DIRECTORY ${CMAKE_SOURCE_DIR}/src/client DESTINATION include/tremolo-client COMPONENT client FILES_MATCHING PATTERN "*.hpp")
install(FILES ${CMAKE_SOURCE_DIR}/src/base/error.hpp DESTINATION include/tremolo-client/base COMPONENT client)
install(FILES ${CMAKE_SOURCE_DIR}/cmake/tremolo-client-config.cmake.in DESTINATION lib/cmake/tremolo-client COMPONENT client
        RENAME tremolo-client-config.cmake)
