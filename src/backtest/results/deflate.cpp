#include "backtest/results/deflate.hpp"
#include "backtest/parallel.hpp"
#include <algorithm>
#include <memory>
#include <new>
#include <string_view>
#include <zlib.h>

namespace tremolo::backtest {

namespace {

struct block {
    std::string bytes;
    uLong crc = 0;
    std::size_t size = 0; // of its text
};

const Bytef* bytes_of(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }

// One thread's: its memory serves for all blocks.
class packer {
  public:
    packer() {
        constexpr int raw = -15; // a deflate stream without head and tail, with the largest window
        constexpr int memory_level = 9;
        if (deflateInit2(&z_, Z_BEST_SPEED, Z_DEFLATED, raw, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc{};
    }
    ~packer() { deflateEnd(&z_); }
    packer(const packer&) = delete;
    packer& operator=(const packer&) = delete;

    // Ends at a byte and looks back at nothing, so that blocks may stand behind one another.
    block packed(const std::function<void(std::string&)>& part, bool last) {
        text_.clear();
        part(text_);
        deflateReset(&z_);
        constexpr uLong flush_bytes = 16;
        const auto most = deflateBound(&z_, static_cast<uLong>(text_.size())) + flush_bytes;
        if (most > room_) {
            out_ = std::make_unique_for_overwrite<char[]>(most);
            room_ = most;
        }
        z_.next_in = const_cast<Bytef*>(bytes_of(text_)); // zlib only reads there
        z_.avail_in = static_cast<uInt>(text_.size());
        z_.next_out = reinterpret_cast<Bytef*>(out_.get());
        z_.avail_out = static_cast<uInt>(room_);
        deflate(&z_, last ? Z_FINISH : Z_SYNC_FLUSH);
        return {{out_.get(), room_ - z_.avail_out}, crc32_z(0, bytes_of(text_), text_.size()), text_.size()};
    }

  private:
    z_stream z_{};
    std::string text_;
    std::unique_ptr<char[]> out_;
    std::size_t room_ = 0;
};

} // namespace

deflated_text deflated(const text_parts& parts, std::size_t threads) {
    std::vector<block> blocks(parts.size());
    std::vector<std::unique_ptr<packer>> packers(std::max<std::size_t>(1, threads));
    for_each_index(parts.size(), threads, [&](std::size_t i, std::size_t worker) {
        if (!packers[worker]) packers[worker] = std::make_unique<packer>();
        blocks[i] = packers[worker]->packed(parts[i], i + 1 == parts.size());
    });
    deflated_text out;
    std::size_t all = 0;
    for (const auto& one : blocks) all += one.bytes.size();
    out.bytes.reserve(all);
    uLong crc = crc32_z(0, nullptr, 0);
    for (const auto& one : blocks) {
        out.bytes += one.bytes;
        out.size += one.size;
        crc = crc32_combine(crc, one.crc, static_cast<z_off_t>(one.size));
    }
    out.crc = static_cast<std::uint32_t>(crc);
    return out;
}

} // namespace tremolo::backtest
