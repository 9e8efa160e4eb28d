# zlib: candle files in json.gz; dl: files of columns, see below.
target_link_libraries(tremolo_market PUBLIC ZLIB::ZLIB ${CMAKE_DL_LIBS})

# src/market/arrow makes libraries of its own, tremolo_arrow.so (feather) and tremolo_parquet.so beside the program, each loaded
# when the first such file is touched: a bot without one stays free of Arrow's 49 MB and parquet's 13.
get_target_property(_sources tremolo_market SOURCES)
list(FILTER _sources EXCLUDE REGEX "/market/arrow/")
set_property(TARGET tremolo_market PROPERTY SOURCES ${_sources})

function(tremolo_column_library name format)
  add_library(${name} MODULE ${CMAKE_SOURCE_DIR}/src/market/arrow/columns.cpp ${CMAKE_SOURCE_DIR}/src/market/arrow/${format}.cpp)
  # Neither sanitizers nor the precompiled header: Arrow comes compiled without the former and shares nothing with the latter.
  target_include_directories(${name} PRIVATE ${CMAKE_SOURCE_DIR}/src)
  target_compile_options(${name} PRIVATE -Wall -Wextra)
  target_link_libraries(${name} PRIVATE ${ARGN})
  set_target_properties(${name} PROPERTIES PREFIX "" LIBRARY_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}
    INTERPROCEDURAL_OPTIMIZATION OFF CXX_VISIBILITY_PRESET hidden BUILD_RPATH "$ORIGIN" INSTALL_RPATH "$ORIGIN")
endfunction()

if(TremoloArrow_FOUND)
  tremolo_column_library(tremolo_arrow feather TremoloArrow::arrow)
  if(TARGET TremoloArrow::parquet)
    tremolo_column_library(tremolo_parquet parquet TremoloArrow::parquet TremoloArrow::arrow)
  endif()
  # Whatever opens candle files brings them along; those targets are defined later.
  cmake_language(DEFER DIRECTORY ${CMAKE_SOURCE_DIR} CALL tremolo_bring_arrow)
endif()

function(tremolo_bring_arrow)
  foreach(user tremolo test_market test_backtest test_cli)
    if(TARGET ${user})
      add_dependencies(${user} tremolo_arrow)
      if(TARGET tremolo_parquet)
        add_dependencies(${user} tremolo_parquet)
      endif()
    endif()
  endforeach()
endfunction()
