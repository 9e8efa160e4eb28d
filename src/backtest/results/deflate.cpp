#include "backtest/results/deflate.hpp"
#include "backtest/parallel.hpp"
#include <algorithm>
#include <new>
#include <vector>
#include <zlib.h>

namespace tremolo::backtest {

namespace {

constexpr std::size_t block_bytes = 1 << 20, window_bytes = 32 * 1024;
constexpr int raw = -15; // a deflate stream without head and tail, with the largest window
constexpr int memory_level = 9;

struct block {
    std::string bytes;
    uLong crc = 0;
};

const Bytef* bytes_of(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

// Ends at a byte, so that blocks may stand behind one another; `before` is what it may refer to.
block deflated_block(std::string_view text, std::string_view before, bool last) {
    z_stream z{};
    if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, raw, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc{};
    if (!before.empty()) deflateSetDictionary(&z, bytes_of(before), static_cast<uInt>(before.size()));
    block out;
    constexpr uLong flush_bytes = 16;
    out.bytes.resize(deflateBound(&z, static_cast<uLong>(text.size())) + flush_bytes);
    z.next_in = const_cast<Bytef*>(bytes_of(text)); // zlib only reads there
    z.avail_in = static_cast<uInt>(text.size());
    z.next_out = reinterpret_cast<Bytef*>(out.bytes.data());
    z.avail_out = static_cast<uInt>(out.bytes.size());
    deflate(&z, last ? Z_FINISH : Z_SYNC_FLUSH);
    out.bytes.resize(out.bytes.size() - z.avail_out);
    deflateEnd(&z);
    out.crc = crc32_z(0, bytes_of(text), text.size());
    return out;
}

} // namespace

deflated_text deflated(std::string_view text, std::size_t threads) {
    std::vector<block> blocks(std::max<std::size_t>(1, (text.size() + block_bytes - 1) / block_bytes));
    for_each_index(blocks.size(), threads, [&](std::size_t i, std::size_t) {
        const auto from = i * block_bytes, known = std::min(from, window_bytes);
        blocks[i] =
            deflated_block(text.substr(from, block_bytes), text.substr(from - known, known), i + 1 == blocks.size());
    });
    deflated_text out{{}, 0, text.size()};
    std::size_t all = 0;
    for (const auto& one : blocks) all += one.bytes.size();
    out.bytes.reserve(all);
    uLong crc = crc32_z(0, nullptr, 0);
    for (std::size_t i = 0; i < blocks.size(); ++i) {
        out.bytes += blocks[i].bytes;
        crc = crc32_combine(crc, blocks[i].crc, static_cast<z_off_t>(text.substr(i * block_bytes, block_bytes).size()));
    }
    out.crc = static_cast<std::uint32_t>(crc);
    return out;
}

} // namespace tremolo::backtest
