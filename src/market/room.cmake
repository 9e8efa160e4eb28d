# zlib: candle files in json.gz; dl: feather files, see below.
target_link_libraries(tremolo_market PUBLIC ZLIB::ZLIB ${CMAKE_DL_LIBS})

# src/market/arrow is a library of its own, tremolo_arrow.so beside the program, loaded when the first feather file is touched:
# a bot without one stays free of Arrow's 49 MB.
get_target_property(_sources tremolo_market SOURCES)
list(FILTER _sources EXCLUDE REGEX "/market/arrow/")
set_property(TARGET tremolo_market PROPERTY SOURCES ${_sources})

if(TremoloArrow_FOUND)
  add_library(tremolo_arrow MODULE ${CMAKE_SOURCE_DIR}/src/market/arrow/feather.cpp)
  # Neither sanitizers nor the precompiled header: Arrow comes compiled without the former and shares nothing with the latter.
  target_include_directories(tremolo_arrow PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_compile_options(tremolo_arrow PRIVATE -Wall -Wextra)
  target_link_libraries(tremolo_arrow PRIVATE TremoloArrow::arrow)
  set_target_properties(tremolo_arrow PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}
    INTERPROCEDURAL_OPTIMIZATION OFF CXX_VISIBILITY_PRESET hidden BUILD_RPATH "$ORIGIN" INSTALL_RPATH "$ORIGIN")
  # Whatever opens candle files brings it along; those targets are defined later.
  cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL tremolo_bring_arrow)
endif()

function(tremolo_bring_arrow)
  foreach(user tremolo test_market test_backtest)
    if(TARGET ${user})
      add_dependencies(${user} tremolo_arrow)
    endif()
  endforeach()
endfunction()
