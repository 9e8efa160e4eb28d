target_link_libraries(tremolo_cli PUBLIC CLI11::CLI11)
set_source_files_properties(${CMAKE_SOURCE_DIR}/src/cli/version.cpp PROPERTIES
  COMPILE_DEFINITIONS TREMOLO_VERSION="${PROJECT_VERSION}" SKIP_PRECOMPILE_HEADERS ON)
