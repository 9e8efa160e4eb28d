#include "exchange/uuid.hpp"
#include <fmt/format.h>

namespace tremolo::exchange {

std::string uuid_source::next() {
    const auto high = mixed(seed_ ^ mixed(++drawn_));
    const auto low = mixed(seed_ ^ mixed(++drawn_));
    return fmt::format("{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}", high >> 32, (high >> 16) & 0xffff, high & 0xfff,
                       0x8000 | (low >> 50), low & 0xffff'ffff'ffff);
}

} // namespace tremolo::exchange
