# Writes OUTPUT: the id of the headers that strategies are compiled with, in the way of header_id() in source_scan.cpp.
#   cmake -DROOT=src -DOUTPUT=header_id.cpp -P header_id.cmake
set(queue strategy/prelude.hpp)
cmake_minimum_required(VERSION 3.25)
set(seen ${queue})
set(lines "")
while(queue)
  list(POP_FRONT queue name)
  file(SHA256 ${ROOT}/${name} hash)
  string(APPEND lines "${name} ${hash}\n")
  file(STRINGS ${ROOT}/${name} includes REGEX "^[ \t]*#[ \t]*include[ \t]*\"[^\"]+\"")
  foreach(line IN LISTS includes)
    string(REGEX REPLACE "^[^\"]*\"([^\"]+)\".*$" "\\1" include "${line}")
    if(NOT include IN_LIST seen)
      list(APPEND seen ${include})
      list(APPEND queue ${include})
    endif()
  endforeach()
endwhile()
string(SHA256 id "${lines}")
file(WRITE ${OUTPUT}.new "// Written by header_id.cmake.
#include \"strategy/source_scan.hpp\"
namespace tremolo::strategy {
std::string_view built_header_id() { return \"${id}\"; }
} // namespace tremolo::strategy
")
file(COPY_FILE ${OUTPUT}.new ${OUTPUT} ONLY_IF_DIFFERENT)
