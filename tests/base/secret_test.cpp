#include "base/secret.hpp"
#include "tests/testing.hpp"
#include <boost/json.hpp>
#include <fmt/format.h>
#include <ostream>

namespace tremolo {
namespace {

// Every way in which a text usually gets into a log, a terminal or an answer.
template <class T>
concept can_be_formatted = fmt::is_formattable<T>::value;
template <class T>
concept can_be_streamed = requires(std::ostream& out, const T& value) {
    out << value;
};
template <class T>
concept is_a_text = std::is_convertible_v<T, std::string> || std::is_convertible_v<T, std::string_view> ||
    std::is_convertible_v<T, const char*>;
template <class T>
concept can_become_json =
    std::is_constructible_v<boost::json::value, T> || std::is_convertible_v<T, boost::json::value>;
template <class T>
concept can_be_appended = requires(std::string& out, const T& value) {
    out += value;
};

static_assert(!can_be_formatted<secret>);
static_assert(!can_be_streamed<secret>);
static_assert(!is_a_text<secret>);
static_assert(!can_become_json<secret>);
static_assert(!can_be_appended<secret>);
// A text does not become a secret in passing, either: who keeps one says so.
static_assert(!std::is_convertible_v<std::string, secret>);
// The questions are the right ones: a text passes them all.
static_assert(can_be_formatted<std::string> && can_be_streamed<std::string> && is_a_text<std::string> &&
              can_become_json<std::string> && can_be_appended<std::string>);

TEST(secret, is_told_to_who_asks_for_it) {
    const secret key{"s3cret"};
    EXPECT_EQ(key.reveal(), "s3cret");
    EXPECT_FALSE(key.empty());
    EXPECT_TRUE(secret{}.empty());
    EXPECT_TRUE(secret{""}.empty());
}

TEST(secret, is_compared_by_its_text) {
    EXPECT_TRUE(secret{"a"} == secret{"a"});
    EXPECT_FALSE(secret{"a"} == secret{"b"});
}

} // namespace
} // namespace tremolo
