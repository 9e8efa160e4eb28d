// Prices for the display currency: from the configuration, or from CoinGecko, which is asked rarely and never waited
// for.
#include "base/error.hpp"
#include "bot/fiat.hpp"
#include "tests/bot/asked_elsewhere.hpp"
#include "tests/testing.hpp"
#include <mutex>

namespace {

using namespace tremolo;
using namespace std::chrono_literals;
using fiat_testing::eventually;
using fiat_testing::shared_clock;

class told_web final : public plugins::web {
  public:
    [[nodiscard]] plugins::web_answer get(const plugins::web_question& question) override {
        const std::scoped_lock lock{mutex_};
        asked_.push_back(question);
        if (fails_) throw plugins::web_failure{"no network"};
        return answer_;
    }
    void tell(int status, std::string body) {
        const std::scoped_lock lock{mutex_};
        fails_ = false;
        answer_ = {.status = status, .body = std::move(body)};
    }
    void fail() {
        const std::scoped_lock lock{mutex_};
        fails_ = true;
    }
    std::vector<plugins::web_question> asked() const {
        const std::scoped_lock lock{mutex_};
        return asked_;
    }

  private:
    mutable std::mutex mutex_;
    plugins::web_answer answer_{};
    std::vector<plugins::web_question> asked_;
    bool fails_ = false;
};

struct coin_gecko : testing::Test {
    std::shared_ptr<told_web> web = std::make_shared<told_web>();
    shared_clock clock;
    bot::coin_gecko_fiat_rates rates{web, clock, {}, {}};
};

TEST_F(coin_gecko, is_asked_once_for_a_price_that_is_then_kept) {
    web->tell(200, R"({"tether":{"eur":0.86}})");
    EXPECT_TRUE(eventually([&] { return rates.rate("USDT", "EUR") == 0.86; }));
    for (int i = 0; i < 10; ++i) EXPECT_EQ(rates.rate("USDT", "EUR"), 0.86);
    ASSERT_EQ(web->asked().size(), 1U);
    EXPECT_EQ(web->asked()[0].url, "https://api.coingecko.com/api/v3/simple/price?ids=tether&vs_currencies=eur");
    clock.advance(6h);
    web->tell(200, R"({"tether":{"eur":0.9}})");
    EXPECT_EQ(rates.rate("USDT", "EUR"), 0.86); // the old one while the new one is on its way
    EXPECT_TRUE(eventually([&] { return rates.rate("USDT", "EUR") == 0.9; }));
}

TEST_F(coin_gecko, is_left_alone_for_a_while_after_a_failure) {
    web->fail();
    EXPECT_FALSE(rates.rate("USDT", "EUR"));
    EXPECT_TRUE(eventually([&] {
        // A failure is known once asking again does not ask.
        const auto before = web->asked().size();
        (void)rates.rate("USDT", "EUR");
        std::this_thread::sleep_for(20ms);
        return before > 0 && web->asked().size() == before;
    }));
    const auto before = web->asked().size();
    web->tell(200, R"({"tether":{"eur":0.86}})");
    clock.advance(2h);
    EXPECT_TRUE(eventually([&] { return rates.rate("USDT", "EUR") == 0.86; }));
    EXPECT_EQ(web->asked().size(), before + 1);
}

TEST_F(coin_gecko, without_a_usable_price_knows_none) {
    for (const auto* body :
         {R"({})", R"([])", "no JSON", R"({"tether":{}})", R"({"tether":{"eur":"x"}})", R"({"tether":{"eur":0}})"}) {
        const auto before = web->asked().size();
        web->tell(200, body);
        clock.advance(2h);
        EXPECT_FALSE(rates.rate("USDT", "EUR"));
        EXPECT_TRUE(eventually([&] {
            (void)rates.rate("USDT", "EUR");
            return web->asked().size() > before;
        })) << body;
    }
    EXPECT_FALSE(rates.rate("USDT", "EUR"));
}

TEST_F(coin_gecko, turns_the_price_of_dollars_round) {
    web->tell(200, R"({"bitcoin":{"usd":80000}})");
    EXPECT_TRUE(eventually([&] { return rates.rate("USD", "BTC") == 1.0 / 80000; }));
    EXPECT_EQ(web->asked()[0].url, "https://api.coingecko.com/api/v3/simple/price?ids=bitcoin&vs_currencies=usd");
}

TEST_F(coin_gecko, is_not_needed_where_both_are_the_same) {
    EXPECT_EQ(rates.rate("BTC", "BTC"), 1.0);
    EXPECT_TRUE(web->asked().empty());
}

TEST(fiat_source, is_what_the_configuration_says) {
    const manual_clock clock{from_epoch_ms(0)};
    EXPECT_FALSE(bot::make_fiat_source({}, nullptr, clock, {}));
    EXPECT_FALSE(bot::make_fiat_source({{"fiat_display_currency", "EUR"}}, nullptr, clock, {}));
    const auto fixed = bot::make_fiat_source({{"fiat_display_currency", "EUR"}, {"fiat_rates", {{"USDT/EUR", 0.86}}}},
                                             nullptr, clock, {});
    ASSERT_TRUE(fixed);
    EXPECT_EQ(fixed->rate("USDT", "EUR"), 0.86);
    EXPECT_FALSE(fixed->rate("USDT", "JPY"));
    EXPECT_TRUE(bot::make_fiat_source({{"fiat_display_currency", "EUR"}}, std::make_shared<told_web>(), clock, {}));
}

TEST(fiat_source, refuses_prices_that_are_none) {
    const manual_clock clock{from_epoch_ms(0)};
    for (const auto* rates : {R"([1])", R"({"USDT/EUR":"x"})", R"({"USDT/EUR":0})", R"({"USDT/EUR":-1})"}) {
        boost::json::object settings{{"fiat_display_currency", "EUR"}};
        settings["fiat_rates"] = boost::json::parse(rates);
        EXPECT_THROW((void)bot::make_fiat_source(settings, nullptr, clock, {}), configuration_error) << rates;
    }
}

} // namespace
