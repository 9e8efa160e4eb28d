// Secrets for a new configuration, from the random source of the operating system.
#pragma once
#include <cstddef>
#include <string>

namespace tremolo::cli {

// For people to type: four groups of five letters and digits that are not mistaken for each other, about 99 bits.
[[nodiscard]] std::string random_password();
// For programs: two hexadecimal digits a byte.
[[nodiscard]] std::string random_hex(std::size_t bytes);
// For addresses: letters, digits, "-" and "_", 6 bits each.
[[nodiscard]] std::string random_token(std::size_t characters);

} // namespace tremolo::cli
