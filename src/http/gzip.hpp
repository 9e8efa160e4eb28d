// Compressed bodies: whether a client takes them, and the compressing itself. What is compressed when, and what is kept
// of it, is for the one who answers.
#pragma once
#include "http/message.hpp"

namespace tremolo::http {

// Whether `Accept-Encoding` names gzip (or, where it does not, `*`) and does not weigh it zero. Without that header:
// no.
[[nodiscard]] bool accepts_gzip(const request& from);

// `bytes` as a gzip stream. Fast rather than small: JSON shrinks to a tenth at the lowest level. Throws std::bad_alloc.
[[nodiscard]] std::string gzipped(std::string_view bytes);

// The same for a body that is made while it is sent; its pieces are compressed where they are made.
[[nodiscard]] std::shared_ptr<body_source> gzipped(std::shared_ptr<body_source> body);

// Whether the client is on this machine, where no compression is as fast as the connection.
[[nodiscard]] bool is_local(const request& from);

} // namespace tremolo::http
