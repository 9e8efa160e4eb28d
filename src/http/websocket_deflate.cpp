#include "http/websocket_deflate.hpp"
#include "http/message.hpp"
#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>
#include <zlib.h>

namespace tremolo::http {

namespace {

constexpr int window_bits = 12; // 4 kB: what others choose too, and little memory on both sides
constexpr int memory_level = 5;
constexpr std::string_view tail{"\x00\x00\xff\xff", 4}; // ends every message, and is left out on the wire

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// The text up to the separator, which is taken away with it.
std::string_view next_part(std::string_view& text, char separator) {
    const auto end = text.find(separator);
    const auto part = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    return trimmed(part);
}

// 8 to 15, perhaps in quotes.
std::optional<int> bits_of(std::string_view text) {
    if (text.size() >= 2 && text.front() == '"' && text.back() == '"') text = text.substr(1, text.size() - 2);
    int bits = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), bits);
    if (read.ec != std::errc{} || read.ptr != text.data() + text.size() || bits < 8 || bits > 15) return {};
    return bits;
}

// The answer to one offer.
std::optional<std::string> accepted(std::string_view offer) {
    if (!same_name(next_part(offer, ';'), "permessage-deflate")) return {};
    std::string answer = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
    std::vector<std::string_view> seen;
    while (!offer.empty()) {
        auto parameter = next_part(offer, ';');
        const bool has_value = parameter.find('=') != std::string_view::npos;
        const auto name = next_part(parameter, '=');
        if (std::find(seen.begin(), seen.end(), name) != seen.end()) return {};
        seen.push_back(name);
        if (name == "server_max_window_bits") {
            const auto bits = bits_of(parameter);
            if (!bits || *bits < window_bits) return {};
            answer += "; server_max_window_bits=" + std::to_string(window_bits);
        } else if (name == "client_max_window_bits") {
            if (has_value && !bits_of(parameter)) return {};
        } else if ((name != "server_no_context_takeover" && name != "client_no_context_takeover") || has_value) {
            return {};
        }
    }
    return answer;
}

struct deflater {
    z_stream z{};
    deflater() {
        if (deflateInit2(&z, 1, Z_DEFLATED, -window_bits, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
            throw std::bad_alloc{};
    }
    ~deflater() { deflateEnd(&z); }
    deflater(const deflater&) = delete;
    deflater& operator=(const deflater&) = delete;
};

struct inflater {
    z_stream z{};
    inflater() {
        if (inflateInit2(&z, -15) != Z_OK) throw std::bad_alloc{};
    }
    ~inflater() { inflateEnd(&z); }
    inflater(const inflater&) = delete;
    inflater& operator=(const inflater&) = delete;

    // False for bytes that are no deflate stream.
    bool feed(std::string_view bytes, inflation& into, std::size_t limit) {
        std::array<char, 16'384> room;
        z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
        z.avail_in = static_cast<uInt>(bytes.size());
        do {
            z.next_out = reinterpret_cast<Bytef*>(room.data());
            z.avail_out = static_cast<uInt>(room.size());
            const int result = inflate(&z, Z_SYNC_FLUSH);
            if (result != Z_OK && result != Z_BUF_ERROR && result != Z_STREAM_END) return false;
            into.text->append(room.data(), room.size() - z.avail_out);
            into.too_long = into.text->size() > limit;
            if (into.too_long) return true;
            if (result == Z_STREAM_END) { // a final block: what follows begins a new one
                if (z.avail_in == 0) return true;
                inflateReset(&z);
            } else if (result == Z_BUF_ERROR) {
                return true;
            }
        } while (z.avail_in > 0 || z.avail_out == 0);
        return true;
    }
};

} // namespace

std::optional<std::string> accepted_deflate(const std::vector<std::string_view>& offers) {
    for (auto header : offers) {
        while (!header.empty()) {
            if (auto answer = accepted(next_part(header, ','))) return answer;
        }
    }
    return {};
}

std::string deflated(std::string_view payload) {
    deflater d;
    std::string out(deflateBound(&d.z, static_cast<uLong>(payload.size())) + 16, '\0');
    d.z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(payload.data()));
    d.z.avail_in = static_cast<uInt>(payload.size());
    d.z.next_out = reinterpret_cast<Bytef*>(out.data());
    d.z.avail_out = static_cast<uInt>(out.size());
    if (deflate(&d.z, Z_SYNC_FLUSH) != Z_OK) throw std::runtime_error{"a message could not be deflated"};
    out.resize(out.size() - d.z.avail_out);
    if (std::string_view{out}.ends_with(tail)) out.resize(out.size() - tail.size());
    return out;
}

inflation inflated(std::string_view payload, std::size_t limit) {
    inflater i;
    inflation out{std::string{}, false};
    for (const auto piece : {payload, tail}) {
        if (!i.feed(piece, out, limit)) return {};
        if (out.too_long) return {{}, true};
    }
    return out;
}

} // namespace tremolo::http
