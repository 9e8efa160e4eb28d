#include "api/login_guard.hpp"
#include "tests/api/fake_bot.hpp"
#include <gmock/gmock.h>

namespace {

using namespace api_testing;
using namespace std::chrono_literals;

const std::string wrong = "Basic ZnJlcXRyYWRlcjpub3Bl"; // freqtrader:nope

TEST(login_guard, an_address_waits_longer_after_every_further_failure) {
    manual_clock clock{noon()};
    api::login_guard guard{clock};
    for (int i = 0; i < 9; ++i) guard.failed("a");
    EXPECT_EQ(guard.wait_of("a"), 0s);
    guard.failed("a");
    EXPECT_EQ(guard.wait_of("a"), 1s);
    EXPECT_EQ(guard.wait_of("b"), 0s);
    clock.advance(1s);
    EXPECT_EQ(guard.wait_of("a"), 0s);
    guard.failed("a");
    EXPECT_EQ(guard.wait_of("a"), 2s);
    for (int i = 0; i < 100; ++i) guard.failed("a");
    EXPECT_EQ(guard.wait_of("a"), 300s);
    clock.advance(16min);
    EXPECT_EQ(guard.wait_of("a"), 0s);
    guard.failed("a"); // counts from the beginning
    EXPECT_EQ(guard.wait_of("a"), 0s);
}

TEST(login_guard, a_success_is_forgiven_everything) {
    manual_clock clock{noon()};
    api::login_guard guard{clock};
    for (int i = 0; i < 9; ++i) guard.failed("a");
    guard.succeeded("a");
    for (int i = 0; i < 9; ++i) guard.failed("a");
    EXPECT_EQ(guard.wait_of("a"), 0s);
}

TEST(login_guard, does_not_remember_more_addresses_than_it_may) {
    manual_clock clock{noon()};
    api::login_guard guard{clock};
    for (int i = 0; i < 10; ++i) guard.failed("first");
    for (std::size_t i = 0; i < api::login_guard::most_addresses; ++i) {
        clock.advance(1ms);
        guard.failed("x" + std::to_string(i));
    }
    EXPECT_EQ(guard.wait_of("first"), 0s);
}

TEST(logins, ten_wrong_passwords_in_a_row_are_answered_as_ever_and_the_next_one_has_to_wait) {
    bench b;
    const auto log_in = [&](const std::string& with) {
        return b.service.answer({"POST", "/api/v1/token/login", {{"authorization", with}}});
    };
    const auto ask = [&](const std::string& with) {
        return b.service.answer({"GET", "/api/v1/version", {{"authorization", with}}});
    };
    const auto token = log_in(basic);
    for (int i = 0; i < 10; ++i) EXPECT_EQ((i % 2 ? ask(wrong) : log_in(wrong)).status(), 401) << i;
    const auto refused = log_in(wrong);
    EXPECT_EQ(refused.status(), 429);
    EXPECT_EQ(refused.header("retry-after"), "1");
    EXPECT_EQ(refused.body(), R"({"detail":"Too many failed logins. Try again later."})");
    // Neither is the right password tried now, or the wait would tell it; tokens are not guessed and go on.
    EXPECT_EQ(ask(basic).status(), 429);
    const auto body = boost::json::parse(std::string{token.body()});
    const std::string bearer = "Bearer " + std::string{body.at("access_token").as_string()};
    EXPECT_EQ(ask(bearer).status(), 200);
    EXPECT_EQ(b.service.answer({"GET", "/api/v1/version"}).status(), 401);
    b.clock.advance(1s);
    EXPECT_EQ(ask(basic).status(), 200);
    EXPECT_EQ(ask(wrong).status(), 401);
}

} // namespace
