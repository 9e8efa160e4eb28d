#include "cli/random_text.hpp"
#include "base/error.hpp"
#include <string_view>
#include <unistd.h>

namespace tremolo::cli {

namespace {
unsigned char random_byte() {
    unsigned char byte = 0;
    if (getentropy(&byte, 1) != 0) throw operational_error{"The operating system gives no random bytes."};
    return byte;
}

// Every character equally likely.
char random_character(std::string_view alphabet) {
    const auto fair = 256 - 256 % alphabet.size();
    while (true)
        if (const std::size_t byte = random_byte(); byte < fair) return alphabet[byte % alphabet.size()];
}
} // namespace

std::string random_password() {
    constexpr std::string_view alphabet = "abcdefghijkmnpqrstuvwxyz23456789"; // no l, o, 0, 1
    constexpr int groups = 4;
    constexpr int group_size = 5;
    std::string out;
    for (int i = 0; i < groups * group_size; ++i) {
        if (i > 0 && i % group_size == 0) out += '-';
        out += random_character(alphabet);
    }
    return out;
}

std::string random_hex(std::size_t bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (std::size_t i = 0; i < 2 * bytes; ++i) out += random_character(digits);
    return out;
}

std::string random_token(std::size_t characters) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string out;
    for (std::size_t i = 0; i < characters; ++i) out += random_character(alphabet);
    return out;
}

} // namespace tremolo::cli
