target_link_libraries(tremolo_api PUBLIC OpenSSL::Crypto)
include(${CMAKE_SOURCE_DIR}/cmake/web.cmake)
