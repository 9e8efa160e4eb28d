# zlib: compressed answers.
target_link_libraries(tremolo_http PUBLIC ZLIB::ZLIB)
# OpenSSL: the digest of a WebSocket handshake; TLS of what is fetched from the web.
target_link_libraries(tremolo_http PUBLIC OpenSSL::SSL OpenSSL::Crypto)
