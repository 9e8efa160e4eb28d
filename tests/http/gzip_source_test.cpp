// Bodies that are compressed while they are made and sent.
#include "http/gzip.hpp"
#include <array>
#include <gtest/gtest.h>
#include <random>
#include <zlib.h>

namespace {

using namespace tremolo::http;

class told final : public body_source {
  public:
    explicit told(std::vector<std::optional<std::string>> pieces) : pieces_{std::move(pieces)} {}
    void next(taker take) override {
        take(at_ < pieces_.size() ? pieces_[at_++] : std::optional<std::string>{std::string{}});
    }

  private:
    std::vector<std::optional<std::string>> pieces_;
    std::size_t at_ = 0;
};

// All pieces joined; nothing when the body breaks off.
std::optional<std::string> body_of(body_source& from) {
    std::string all;
    for (;;) {
        std::optional<body_piece> piece;
        from.next([&](std::optional<body_piece> p) { piece = std::move(p); });
        if (!piece) return {};
        if (piece->empty()) return all;
        all += piece->bytes();
    }
}

std::string unpacked(std::string packed) {
    z_stream z{};
    EXPECT_EQ(inflateInit2(&z, 15 + 16), Z_OK);
    z.next_in = reinterpret_cast<Bytef*>(packed.data());
    z.avail_in = static_cast<uInt>(packed.size());
    std::string out;
    std::array<char, 65536> part{};
    int state = Z_OK;
    while (state == Z_OK) {
        z.next_out = reinterpret_cast<Bytef*>(part.data());
        z.avail_out = static_cast<uInt>(part.size());
        state = inflate(&z, Z_NO_FLUSH);
        out.append(part.data(), part.size() - z.avail_out);
    }
    inflateEnd(&z);
    EXPECT_EQ(state, Z_STREAM_END);
    EXPECT_EQ(z.avail_in, 0U);
    return out;
}

TEST(gzip_source, unpacks_to_what_it_was) {
    std::mt19937 chance{3};
    std::string noise(700'000, ' ');
    for (char& c : noise) c = static_cast<char>(chance());
    const std::vector<std::vector<std::optional<std::string>>> bodies{
        {}, {"a"}, {"a", "b", "c"}, {std::string(300'000, 'x'), noise, "end"}, {noise}};
    for (const auto& pieces : bodies) {
        std::string whole;
        for (const auto& piece : pieces) whole += *piece;
        const auto source = gzipped(std::make_shared<told>(pieces));
        const auto packed = body_of(*source);
        ASSERT_TRUE(packed);
        EXPECT_EQ(unpacked(*packed), whole);
        EXPECT_EQ(body_of(*source), ""); // the end stays the end
    }
}

TEST(gzip_source, breaks_off_with_its_body) {
    EXPECT_FALSE(body_of(*gzipped(std::make_shared<told>(std::vector<std::optional<std::string>>{"a", std::nullopt}))));
}

TEST(gzip_source, a_client_on_this_machine_is_known) {
    const auto from = [](const char* address) {
        request r{"GET", "/"};
        r.set_peer(std::make_shared<const peer_address>(peer_address{address, 1}));
        return is_local(r);
    };
    EXPECT_TRUE(from("127.0.0.1") && from("::1") && from("127.3.2.1") && from("::ffff:127.0.0.1"));
    EXPECT_FALSE(from("192.168.1.7") || from("::2") || from("12.7.0.1"));
}

} // namespace
