#include "http/gzip.hpp"
#include <new>
#include <zlib.h>

namespace tremolo::http {

namespace {

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t')) text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t')) text.remove_suffix(1);
    return text;
}

// The text up to the next `mark`, which is cut off what is left.
std::string_view take(std::string_view& left, char mark) {
    const auto end = left.find(mark);
    const auto piece = left.substr(0, end);
    left = end == std::string_view::npos ? std::string_view{} : left.substr(end + 1);
    return trimmed(piece);
}

// "q=0", "q=0.0", "q=0.000"
bool weighs_nothing(std::string_view parameters) {
    while (!parameters.empty()) {
        const auto one = take(parameters, ';');
        if (one.size() < 3 || (one[0] != 'q' && one[0] != 'Q') || one[1] != '=') continue;
        return one.substr(2).find_first_not_of("0.") == std::string_view::npos;
    }
    return false;
}

} // namespace

bool accepts_gzip(const request& from) {
    bool any = false;
    for (auto list : from.header_values("accept-encoding")) {
        while (!list.empty()) {
            auto coding = take(list, ',');
            const auto name = take(coding, ';');
            if (same_name(name, "gzip")) return !weighs_nothing(coding);
            if (name == "*") any = !weighs_nothing(coding);
        }
    }
    return any;
}

namespace {

constexpr int gzip_window = 15 + 16; // the largest window, with gzip's head and tail
constexpr int memory_level = 8;

void begin(z_stream& z) {
    if (deflateInit2(&z, Z_BEST_SPEED, Z_DEFLATED, gzip_window, memory_level, Z_DEFAULT_STRATEGY) != Z_OK)
        throw std::bad_alloc{};
}

class gzip_source final : public body_source, public std::enable_shared_from_this<gzip_source> {
  public:
    explicit gzip_source(std::shared_ptr<body_source> body) : body_{std::move(body)} { begin(z_); }
    ~gzip_source() override { deflateEnd(&z_); }
    gzip_source(const gzip_source&) = delete;
    gzip_source& operator=(const gzip_source&) = delete;

    // What was compressed so far may not fill a block yet: then the next piece is added to it.
    void next(taker take) override {
        if (ended_) return take(std::string{});
        body_->next([self = shared_from_this(), take = std::move(take)](std::optional<body_piece> piece) mutable {
            if (!piece) return take(std::nullopt);
            self->ended_ = piece->empty();
            auto packed = self->packed(piece->bytes(), self->ended_);
            piece.reset(); // its memory may be what the next one waits for
            if (packed.empty() && !self->ended_) return self->next(std::move(take));
            take(std::move(packed));
        });
    }

  private:
    std::string packed(std::string_view bytes, bool last) {
        std::string out(deflateBound(&z_, static_cast<uLong>(bytes.size())) + 64, '\0');
        z_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); // zlib only reads there
        z_.avail_in = static_cast<uInt>(bytes.size());
        std::size_t filled = 0;
        do {
            if (filled == out.size()) out.resize(out.size() * 2);
            z_.next_out = reinterpret_cast<Bytef*>(out.data() + filled);
            z_.avail_out = static_cast<uInt>(out.size() - filled);
            deflate(&z_, last ? Z_FINISH : Z_NO_FLUSH);
            filled = out.size() - z_.avail_out;
        } while (z_.avail_out == 0);
        out.resize(filled);
        return out;
    }

    const std::shared_ptr<body_source> body_;
    z_stream z_{};
    bool ended_ = false;
};

} // namespace

std::string gzipped(std::string_view bytes) {
    z_stream z{};
    begin(z);
    std::string out(deflateBound(&z, static_cast<uLong>(bytes.size())), '\0');
    z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data())); // zlib only reads there
    z.avail_in = static_cast<uInt>(bytes.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    const int ended = deflate(&z, Z_FINISH);
    out.resize(z.total_out);
    deflateEnd(&z);
    if (ended != Z_STREAM_END) throw std::bad_alloc{};
    out.shrink_to_fit();
    return out;
}

std::shared_ptr<body_source> gzipped(std::shared_ptr<body_source> body) {
    return std::make_shared<gzip_source>(std::move(body));
}

bool is_local(const request& from) {
    const auto& address = from.peer().address;
    return address.starts_with("127.") || address == "::1" || address.starts_with("::ffff:127.");
}

} // namespace tremolo::http
