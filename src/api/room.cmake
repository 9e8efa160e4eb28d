target_link_libraries(tremolo_api PUBLIC OpenSSL::Crypto)
