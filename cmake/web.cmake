# The page of web/, bundled into a source file of tremolo_api by scripts/bundle_web.sh: with Debian's nodejs and packages from npm that
# web/package-lock.json pins. Where they cannot be had, the program is built without the page, and the build says so.
file(GLOB_RECURSE TREMOLO_PAGE_SOURCES CONFIGURE_DEPENDS ${CMAKE_SOURCE_DIR}/web/src/*)
set(page ${CMAKE_BINARY_DIR}/web/own_files.cpp)
if(TREMOLO_TESTS)
  set(with_tests --tests)
endif()
add_custom_command(
  OUTPUT ${page}
  COMMAND bash ${CMAKE_SOURCE_DIR}/scripts/bundle_web.sh ${CMAKE_BINARY_DIR}/web ${with_tests}
  DEPENDS ${TREMOLO_PAGE_SOURCES} ${CMAKE_SOURCE_DIR}/web/build.mjs ${CMAKE_SOURCE_DIR}/web/package-lock.json ${CMAKE_SOURCE_DIR}/scripts/bundle_web.sh
  COMMENT "Bundling the page"
  VERBATIM)
target_sources(tremolo_api PRIVATE ${page})
