// A long text that is never there as a whole: each part appends itself to a string, on any thread; joined in order they
// are the text. About a megabyte each is best.
#pragma once
#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace tremolo::backtest {

// A text as a stretch of a raw deflate stream that looks back at nothing and ends at a byte: what is joined of them
// needs no more than an end.
struct packed_text {
    std::string bytes;
    std::uint32_t crc = 0;
    std::size_t size = 0; // of the text
};

struct text_part {
    std::function<void(std::string& out)> write;
    const packed_text* packed = nullptr; // the same, where it has been packed already
};
using text_parts = std::vector<text_part>;

} // namespace tremolo::backtest
