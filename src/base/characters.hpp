// Texts by characters, not bytes: what people write is UTF-8, and the database's columns count characters.
#pragma once
#include <string>
#include <string_view>

namespace tremolo {

// The longest tag or reason that the database's columns hold, in characters.
inline constexpr std::size_t longest_tag = 255;

// The first `most` characters of a text in UTF-8.
[[nodiscard]] inline std::string first_characters(std::string_view text, std::size_t most) {
    std::size_t characters = 0;
    std::size_t end = 0;
    while (end < text.size()) {
        const bool starts_one = (static_cast<unsigned char>(text[end]) & 0xC0U) != 0x80U;
        if (starts_one && ++characters > most) break;
        ++end;
    }
    return std::string{text.substr(0, end)};
}

} // namespace tremolo
