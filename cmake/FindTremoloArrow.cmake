# Arrow C++ out of the pinned pyarrow wheel, as Debian has no libarrow. Looked for in -DTREMOLO_PYARROW=DIR, in build/arrow
# (where scripts/fetch_arrow.sh puts it) and in the python on the path. Gives the imported targets TremoloArrow::arrow and, where the
# wheel's libparquet lies beside it, TremoloArrow::parquet.
set(TREMOLO_PYARROW "" CACHE PATH "folder of pyarrow 26.0.1, with include/ and libarrow.so.2600")
set(TremoloArrow_LIBRARY_NAME libarrow.so.2600)
set(_candidates ${TREMOLO_PYARROW} ${CMAKE_SOURCE_DIR}/build/arrow/pyarrow)
find_program(TremoloArrow_PYTHON NAMES python3)
mark_as_advanced(TremoloArrow_PYTHON)
if(TremoloArrow_PYTHON)
  execute_process(
    COMMAND ${TremoloArrow_PYTHON} -c "import importlib.util as u; s = u.find_spec('pyarrow'); print(s.submodule_search_locations[0] if s else '')"
    OUTPUT_VARIABLE _found OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
  list(APPEND _candidates ${_found})
endif()

set(TremoloArrow_DIRECTORY TremoloArrow_DIRECTORY-NOTFOUND)
foreach(_directory IN LISTS _candidates)
  if(EXISTS ${_directory}/${TremoloArrow_LIBRARY_NAME} AND EXISTS ${_directory}/include/arrow/util/config.h)
    file(STRINGS ${_directory}/include/arrow/util/config.h _line REGEX "define ARROW_VERSION_STRING")
    string(REGEX REPLACE ".*\"(.*)\".*" "\\1" TremoloArrow_VERSION "${_line}")
    set(TremoloArrow_DIRECTORY ${_directory})
    break()
  endif()
endforeach()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(TremoloArrow REQUIRED_VARS TremoloArrow_DIRECTORY VERSION_VAR TremoloArrow_VERSION)
if(TremoloArrow_FOUND AND NOT TARGET TremoloArrow::arrow)
  add_library(TremoloArrow::arrow SHARED IMPORTED)
  set_target_properties(TremoloArrow::arrow PROPERTIES
    IMPORTED_LOCATION ${TremoloArrow_DIRECTORY}/${TremoloArrow_LIBRARY_NAME}
    IMPORTED_SONAME ${TremoloArrow_LIBRARY_NAME}
    INTERFACE_INCLUDE_DIRECTORIES ${TremoloArrow_DIRECTORY}/include)
endif()

set(_parquet ${TremoloArrow_DIRECTORY}/libparquet.so.2600)
if(TremoloArrow_FOUND AND NOT TARGET TremoloArrow::parquet AND EXISTS ${_parquet} AND EXISTS ${TremoloArrow_DIRECTORY}/include/parquet)
  add_library(TremoloArrow::parquet SHARED IMPORTED)
  set_target_properties(TremoloArrow::parquet PROPERTIES
    IMPORTED_LOCATION ${_parquet}
    IMPORTED_SONAME libparquet.so.2600
    INTERFACE_INCLUDE_DIRECTORIES ${TremoloArrow_DIRECTORY}/include)
endif()
