// Compression of a long text on several cores: the format of zip members.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tremolo::backtest {

// A long text that is never there as a whole: each part appends itself to a string, on any thread; joined in order they
// are the text. About a megabyte each is best.
using text_parts = std::vector<std::function<void(std::string&)>>;

struct deflated_text {
    std::string bytes; // a raw deflate stream
    std::uint32_t crc = 0;
    std::size_t size = 0; // of the text
};
// Of texts the fastest level leaves a tenth, in a fifth of the time of the usual one. Throws std::bad_alloc, and what
// the parts throw.
[[nodiscard]] deflated_text deflated(const text_parts& parts, std::size_t threads);

} // namespace tremolo::backtest
