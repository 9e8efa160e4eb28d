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

} // namespace tremolo::http
