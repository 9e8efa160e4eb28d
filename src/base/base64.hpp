// base64 in both alphabets: that of URLs and tokens, and that of credentials.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tremolo {

// With '+', '/' and padding, as credentials are sent.
[[nodiscard]] std::string base64_encoded(std::string_view bytes);
// Lenient as Python's b64decode: characters that are not of the alphabet are skipped. Nothing for wrong padding.
[[nodiscard]] std::optional<std::string> base64_decoded(std::string_view text);

// With '-' and '_' and without padding, as tokens are written.
[[nodiscard]] std::string base64url_encoded(std::string_view bytes);
// Strict: nothing but the alphabet, canonical, padding only where it belongs.
[[nodiscard]] std::optional<std::string> base64url_decoded(std::string_view text);

} // namespace tremolo
