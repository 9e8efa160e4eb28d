# `cmake --install build/release --prefix /usr/local`: the program, what it compiles strategies with, the samples, the reader
# of feather files, the systemd unit. The program finds them by its own place.
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
install(FILES ${CMAKE_SOURCE_DIR}/packaging/tremolo.service DESTINATION lib/systemd/system)
