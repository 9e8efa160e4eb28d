#include "backtest/results/deflate.hpp"
#include "backtest/parallel.hpp"
#include <algorithm>
#include <new>
#include <optional>
#include <zlib.h>

namespace tremolo::backtest {

namespace {
const Bytef* bytes_of(std::string_view text) { return reinterpret_cast<const Bytef*>(text.data()); }
} // namespace

struct packer::state {
    z_stream z{};
    std::unique_ptr<char[]> out;
    std::size_t room = 0;
};

packer::packer() : state_{std::make_unique<state>()} {
    constexpr int raw = -15; // a deflate stream without head and tail, with the largest window
    constexpr int memory_level = 9;
    if (deflateInit2(&state_->z, Z_BEST_SPEED, Z_DEFLATED, raw, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc{};
}

packer::~packer() { deflateEnd(&state_->z); }

packed_text packer::packed(std::string_view text) {
    auto& [z, out, room] = *state_;
    deflateReset(&z);
    constexpr uLong flush_bytes = 16;
    const auto most = deflateBound(&z, static_cast<uLong>(text.size())) + flush_bytes;
    if (most > room) {
        out = std::make_unique_for_overwrite<char[]>(most);
        room = most;
    }
    z.next_in = const_cast<Bytef*>(bytes_of(text)); // zlib only reads there
    z.avail_in = static_cast<uInt>(text.size());
    z.next_out = reinterpret_cast<Bytef*>(out.get());
    z.avail_out = static_cast<uInt>(room);
    deflate(&z, Z_SYNC_FLUSH);
    return {{out.get(), room - z.avail_out},
            static_cast<std::uint32_t>(crc32_z(0, bytes_of(text), text.size())),
            text.size()};
}

packed_text deflated(const text_parts& parts, std::size_t threads) {
    struct tools {
        packer pack;
        std::string text;
    };
    std::vector<packed_text> made(parts.size());
    std::vector<std::optional<tools>> workers(std::max<std::size_t>(1, threads));
    for_each_index(parts.size(), threads, [&](std::size_t i, std::size_t worker) {
        if (parts[i].packed != nullptr) return;
        auto& [pack, text] = workers[worker] ? *workers[worker] : workers[worker].emplace();
        text.clear();
        parts[i].write(text);
        made[i] = pack.packed(text);
    });
    const auto part = [&](std::size_t i) -> const packed_text& { return parts[i].packed ? *parts[i].packed : made[i]; };
    constexpr std::string_view end{"\x03\x00", 2}; // a last block with nothing in it
    std::size_t all = end.size();
    for (std::size_t i = 0; i < parts.size(); ++i) all += part(i).bytes.size();
    packed_text out;
    out.bytes.reserve(all);
    uLong crc = crc32_z(0, nullptr, 0);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto& one = part(i);
        out.bytes += one.bytes;
        out.size += one.size;
        crc = crc32_combine(crc, one.crc, static_cast<z_off_t>(one.size));
    }
    out.bytes += end;
    out.crc = static_cast<std::uint32_t>(crc);
    return out;
}

} // namespace tremolo::backtest
