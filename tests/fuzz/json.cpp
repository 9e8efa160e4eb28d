// JSON text: parsed, written, parsed again to the same; and read into a struct that has a member of every kind.
#include "tests/fuzz/fuzz.hpp"
#include "json/parse.hpp"
#include "json/read.hpp"
#include "json/write.hpp"
#include <array>
#include <map>

namespace {
using namespace tremolo;

enum class colour { red, green };
BOOST_DESCRIBE_ENUM(colour, red, green)

struct inner {
    std::int64_t number = 0;
    std::optional<std::string> text;
};
BOOST_DESCRIBE_STRUCT(inner, (), (number, text))

struct every_kind {
    bool yes = false;
    std::int64_t whole = 0;
    std::uint8_t small = 0;
    double real = 0;
    std::string text;
    timestamp at{};
    json::aware_time zoned{};
    colour shade = colour::red;
    std::optional<inner> one;
    std::vector<inner> many;
    std::map<std::string, double> named;
    std::variant<std::int64_t, std::string, inner> either;
    boost::json::value any;
};
BOOST_DESCRIBE_STRUCT(every_kind, (), (yes, whole, small, real, text, at, zoned, shade, one, many, named, either, any))
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const auto text = fuzzing::text_of(data, size);
    const auto parsed = json::parse(text);
    if (!parsed) {
        fuzzing::require(parsed.failure->why != json::parse_failure::reason::syntax ||
                             (!parsed.failure->message.empty() && parsed.failure->offset <= size),
                         "a syntax error is told with its place");
        return 0;
    }
    const auto written = json::text(parsed.value);
    fuzzing::require(json::is_utf8(written), "what is written is UTF-8");
    const auto again = json::parse(written);
    fuzzing::require(static_cast<bool>(again), "what is written can be parsed");
    fuzzing::require(json::text(again.value) == written, "writing is stable");

    for (const bool defaults : {true, false}) {
        every_kind into;
        json::reader notes{{"body"}, {.every_member_has_a_default = defaults}};
        const bool good = json::read(parsed.value, into, notes);
        fuzzing::require(good == notes.good(), "reading fails with a reason and with no other");
        const auto told = json::text(notes.violations());
        fuzzing::require(static_cast<bool>(json::parse(told)), "violations can be sent");
        if (good) fuzzing::require(static_cast<bool>(json::parse(json::text(into))), "what was read can be written");
    }
    return 0;
}
