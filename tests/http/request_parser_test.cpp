// The parser by itself: what it makes of a text must not depend on the pieces in which the text arrives.
#include "http/request_parser.hpp"
#include "tests/testing.hpp"
#include <random>

using namespace tremolo::http;
using outcome = request_parser::outcome;

namespace {

limits small_limits() {
    limits limits;
    limits.head_bytes = 200;
    limits.body_bytes = 64;
    return limits;
}

// What came of a text, as one line to compare.
struct reading {
    outcome end = outcome::needs_more;
    std::string text;
    std::size_t used = 0;
    bool operator==(const reading&) const = default;
};

// Feeds `text` in pieces of the sizes that `next_size` names.
template <class F>
reading read_in_pieces(std::string_view text, F next_size) {
    request request;
    const auto limits = small_limits();
    request_parser parser{request, limits};
    reading out;
    std::size_t arrived = 0;
    while (out.end == outcome::needs_more && arrived < text.size()) {
        arrived = std::min(text.size(), arrived + next_size());
        std::size_t used = 0;
        out.end = parser.feed(text.substr(out.used, arrived - out.used), used);
        out.used += used;
    }
    if (out.end != outcome::complete) {
        out.used = 0; // how far it came before it failed is nobody's business
        return out;
    }
    out.text =
        fmt::format("{} {} {} keep={}", request.method(), request.target(), request.version(), parser.keep_alive());
    for (std::size_t i = 0; i < request.header_count(); ++i)
        out.text += fmt::format("|{}={}", request.header_at(i).name, request.header_at(i).value);
    out.text += "|" + request.body();
    return out;
}

reading read_at_once(std::string_view text) {
    return read_in_pieces(text, [&] { return text.size(); });
}

const std::vector<std::string> good_requests{
    "GET / HTTP/1.1\r\nHost: h\r\n\r\n",
    "GET /a?b=c HTTP/1.0\r\nX-Empty:\r\nX-Blank:   v \t\r\n\r\nrest",
    "POST /x HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhellorest",
    "POST /x HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n5;e=\"x\"\r\nhello\r\nA\r\n0123456789\r\n0\r\nT: "
    "t\r\n\r\nrest",
    "PATCH * HTTP/1.1\r\nHost: h\r\nConnection: close\r\nX: a\r\n b\r\n\r\n",
    "POST /x HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n",
    "POST /x HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n0\r\nT: t\r\n\r\n",
    "POST /x HTTP/1.1\r\nhost: h\r\ntransfer-encoding: chunked\r\n\r\n03\r\n000\r\n0\r\n\r\n",
};

} // namespace

TEST(http_request_parser, reads_a_request_and_leaves_what_follows) {
    const auto got = read_at_once(good_requests[3]);
    EXPECT_EQ(got.end, outcome::complete);
    EXPECT_EQ(got.text, "POST /x 11 keep=true|host=h|transfer-encoding=chunked|hello0123456789");
    EXPECT_EQ(good_requests[3].substr(got.used), "rest");
    EXPECT_EQ(read_at_once(good_requests[1]).text, "GET /a?b=c 10 keep=false|X-Empty=|X-Blank=v|");
    EXPECT_EQ(read_at_once(good_requests[4]).text, "PATCH * 11 keep=false|Host=h|Connection=close|X=a b|");
}

TEST(http_request_parser, does_not_care_how_a_request_is_cut) {
    for (const auto& text : good_requests) {
        const auto whole = read_at_once(text);
        ASSERT_EQ(whole.end, outcome::complete) << text;
        for (std::size_t size = 1; size < text.size(); ++size)
            EXPECT_EQ(read_in_pieces(text, [&] { return size; }).text, whole.text) << text << " by " << size;
    }
}

TEST(http_request_parser, limits_the_head_to_the_byte) {
    const auto of_size = [](std::size_t size) {
        const std::string frame = "GET / HTTP/1.1\r\nHost: h\r\nX: \r\n\r\n";
        return "GET / HTTP/1.1\r\nHost: h\r\nX: " + std::string(size - frame.size(), 'x') + "\r\n\r\n";
    };
    for (const std::size_t piece : {1, 7, 100, 1000}) {
        const auto pieces = [&] { return piece; };
        EXPECT_EQ(read_in_pieces(of_size(200), pieces).end, outcome::complete) << piece;
        EXPECT_EQ(read_in_pieces(of_size(201), pieces).end, outcome::head_too_large) << piece;
        EXPECT_EQ(read_in_pieces("GET /" + std::string(300, 'x'), pieces).end, outcome::head_too_large) << piece;
    }
}

TEST(http_request_parser, survives_whatever_is_sent) {
    std::mt19937 random{20261121};
    const auto below = [&](std::size_t limit) {
        return std::uniform_int_distribution<std::size_t>{0, limit - 1}(random);
    };
    constexpr std::string_view spice{"\0\r\n :;,0fF\x7f\xff\t", 14};
    int refused = 0;
    for (int round = 0; round < 20'000; ++round) {
        auto text = good_requests[below(good_requests.size())];
        for (auto changes = 1 + below(3); changes > 0; --changes) {
            const auto at = below(text.size());
            switch (below(3)) {
            case 0: text[at] = spice[below(spice.size())]; break;
            case 1: text.erase(at, 1 + below(4)); break;
            case 2: text.insert(at, 1 + below(3), spice[below(spice.size())]); break;
            }
        }
        const auto whole = read_at_once(text);
        const auto cut = read_in_pieces(text, [&] { return 1 + below(9); });
        // A refusal may come earlier in pieces than at once, but what is accepted is the same request.
        if (whole.end == outcome::complete) {
            EXPECT_EQ(cut.text, whole.text) << text;
        } else {
            ++refused;
            EXPECT_NE(cut.end, outcome::complete) << text;
        }
    }
    EXPECT_GT(refused, 5'000);
    EXPECT_LT(refused, 19'000);
}
