// Prices for the display currency over real sockets: a server on loopback that answers as CoinGecko does, one that
// refuses, and none at all.
#include "base/error.hpp"
#include "bot/fiat.hpp"
#include "cli/web_access.hpp"
#include "http/server.hpp"
#include "tests/bot/asked_elsewhere.hpp"
#include "tests/testing.hpp"
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <mutex>

namespace tremolo {
namespace {

using namespace std::chrono_literals;
using fiat_testing::eventually;
using fiat_testing::shared_clock;
using testing::ElementsAre;
using testing::HasSubstr;

// CoinGecko on loopback: prices by id, and what was asked of it.
class gecko {
  public:
    gecko() { server_.start(); }
    ~gecko() { server_.stop(); }

    [[nodiscard]] std::string address() const { return fmt::format("http://127.0.0.1:{}", server_.port()); }
    [[nodiscard]] std::vector<std::string> asked() const {
        const std::scoped_lock lock{mutex_};
        return asked_;
    }
    // From now on every answer has this status; 200 brings prices.
    void answer_with(int status) {
        const std::scoped_lock lock{mutex_};
        status_ = status;
    }

  private:
    void handle(const http::request& in, http::responder out) {
        const std::scoped_lock lock{mutex_};
        asked_.push_back(fmt::format("{} {}?{} {}", in.method(), in.path(), in.query(),
                                     in.header("x-cg-demo-api-key").value_or("-")));
        if (status_ != 200)
            return out.answer({status_, "application/json",
                               std::string{R"({"status":{"error_code":429,"error_message":"You've exceeded it"}})"}});
        out.answer({200, "application/json; charset=utf-8", std::string{R"({"tether":{"eur":0.8625}})"}});
    }

    mutable std::mutex mutex_;
    std::vector<std::string> asked_;
    int status_ = 200;
    system_clock clock_;
    http::server server_{clock_, {}, [this](auto&& in, auto out) { handle(in, std::move(out)); }};
};

// The program's own way to the web, with CoinGecko's address turned to another one.
class turned_web final : public plugins::web {
  public:
    explicit turned_web(std::string to) : to_{std::move(to)} {}
    [[nodiscard]] plugins::web_answer get(const plugins::web_question& question) override {
        constexpr std::string_view from = "https://api.coingecko.com";
        if (!question.url.starts_with(from)) throw plugins::web_failure{"asked of somebody else: " + question.url};
        auto turned = question;
        turned.url = to_ + question.url.substr(from.size());
        return access_.get(turned);
    }

  private:
    std::string to_;
    cli::web_access access_;
};

struct fiat_over_http : testing::Test {
    gecko server;
    shared_clock time;
};

TEST_F(fiat_over_http, a_price_is_asked_for_once) {
    bot::coin_gecko_fiat_rates rates{
        std::make_shared<turned_web>(server.address()), time, {{"api_key", "a-key"}, {"is_demo", true}}, {}};
    EXPECT_FALSE(rates.rate("USDT", "EUR")) << "nobody waits for it";
    EXPECT_TRUE(eventually([&] { return rates.rate("USDT", "EUR") == 0.8625; }));
    for (int i = 0; i < 100; ++i) EXPECT_EQ(rates.rate("USDT", "EUR"), 0.8625);
    EXPECT_THAT(server.asked(), ElementsAre("GET /api/v3/simple/price?ids=tether&vs_currencies=eur a-key"));
}

TEST_F(fiat_over_http, a_refusal_is_no_price) {
    server.answer_with(429);
    bot::coin_gecko_fiat_rates rates{std::make_shared<turned_web>(server.address()), time, {}, {}};
    EXPECT_FALSE(rates.rate("USDT", "EUR"));
    EXPECT_TRUE(eventually([&] { return server.asked().size() == 1; }));
    for (int i = 0; i < 10; ++i) EXPECT_FALSE(rates.rate("USDT", "EUR"));
    server.answer_with(200);
    // It is left alone until the pause is over; asking again and again changes nothing.
    EXPECT_TRUE(eventually([&] {
        time.advance(1h);
        return rates.rate("USDT", "EUR") == 0.8625;
    }));
    EXPECT_THAT(server.asked().back(), HasSubstr("ids=tether"));
}

TEST_F(fiat_over_http, nobody_there_is_no_price) {
    bot::coin_gecko_fiat_rates rates{std::make_shared<turned_web>("http://127.0.0.1:1"), time, {}, {}};
    for (int i = 0; i < 50; ++i) {
        EXPECT_FALSE(rates.rate("USDT", "EUR"));
        std::this_thread::sleep_for(2ms);
    }
}

} // namespace
} // namespace tremolo
