// Downloads from the simulated exchange: everything asked for, once, and again where they stopped.
#include "backtest/data/download.hpp"
#include "base/error.hpp"
#include "exchange/forwarding.hpp"
#include "exchange/simulated/simulated.hpp"
#include "market/candles.hpp"
#include "tests/testing.hpp"
#include <gmock/gmock.h>

namespace tremolo::backtest {
namespace {

using namespace testing_support;
using namespace std::chrono_literals;
using market::candle_type;
using testing::IsEmpty;
using testing::SizeIs;

constexpr std::int64_t minute = 60'000;

struct fixture {
    temporary_folder home;
    manual_clock clock{from_epoch_ms(1'767'268'800'000 + 90'000)}; // 2026-01-01 12:01:30
    std::shared_ptr<exchange::simulated> market;
    download_request request{.folder = {home.path(), market::file_format::json}, .pairs = {"BTC/USDT"}};

    explicit fixture(market::trading_mode mode = market::trading_mode::spot) {
        exchange::simulated_settings settings;
        settings.mode = mode;
        market = exchange::open_simulated(settings, clock);
        market->load_markets();
        request.mode = mode;
        request.timeframes = {"1m"};
        request.new_pairs_days = 1;
    }
    download_outcome run(const std::stop_token& stop = {}) { return download(*market, request, clock, {}, stop); }
    [[nodiscard]] std::vector<std::int64_t> dates(const market::candle_series& which) const {
        const auto rows = request.folder.load_raw(which);
        return {rows.dates().begin(), rows.dates().end()};
    }
};

const market::candle_series minutes_of_btc{"BTC/USDT", "1m", candle_type::spot};

void expect_every_minute(const std::vector<std::int64_t>& dates, std::int64_t first, std::int64_t last) {
    ASSERT_FALSE(dates.empty());
    EXPECT_EQ(dates.front(), first);
    EXPECT_EQ(dates.back(), last);
    for (std::size_t i = 1; i < dates.size(); ++i) ASSERT_EQ(dates[i] - dates[i - 1], minute) << i;
}

TEST(download, new_pairs_get_so_many_days_and_no_candle_that_still_forms) {
    fixture f;
    const auto outcome = f.run();
    ASSERT_THAT(outcome.series, SizeIs(1));
    EXPECT_THAT(outcome.not_available, IsEmpty());
    const auto last = epoch_ms(f.clock.now()) / minute * minute - minute;
    expect_every_minute(f.dates(minutes_of_btc), last - 24 * 60 * minute + minute, last);
    EXPECT_EQ(outcome.series[0].added, 1440U);
    EXPECT_EQ(outcome.series[0].missing, 0U);
    // As the exchange tells it.
    const auto rows = f.request.folder.load_raw(minutes_of_btc);
    const auto told = f.market->fetch_candles("BTC/USDT", "1m", candle_type::spot, from_epoch_ms(rows.dates()[7]), 1);
    EXPECT_EQ(rows["close"][7], told.at(0).close);
}

TEST(download, it_goes_on_where_the_file_ends) {
    fixture f;
    static_cast<void>(f.run());
    const auto first = f.dates(minutes_of_btc).front();
    f.clock.advance(3h);
    const auto outcome = f.run();
    EXPECT_EQ(outcome.series[0].added, 180U);
    EXPECT_EQ(outcome.series[0].rows, 1620U);
    expect_every_minute(f.dates(minutes_of_btc), first, epoch_ms(f.clock.now()) / minute * minute - minute);
    EXPECT_EQ(f.run().series[0].added, 0U);
}

TEST(download, a_range_is_kept_to_and_may_be_put_before_what_is_there) {
    fixture f;
    f.request.range = parse_timerange("20251230-20251231");
    static_cast<void>(f.run());
    const auto day = std::int64_t{1440} * minute;
    const auto start = 1'767'052'800'000; // 2025-12-30
    expect_every_minute(f.dates(minutes_of_btc), start, start + day);
    // An earlier start alone changes nothing.
    f.request.range = parse_timerange("20251228-20251231");
    static_cast<void>(f.run());
    expect_every_minute(f.dates(minutes_of_btc), start, start + day);
    f.request.prepend = true;
    static_cast<void>(f.run());
    expect_every_minute(f.dates(minutes_of_btc), start - 2 * day, start + day);
    f.request.prepend = false;
    f.request.erase = true;
    f.request.range = parse_timerange("20251230-20251230T0100");
    static_cast<void>(f.run());
    expect_every_minute(f.dates(minutes_of_btc), start, start + 60 * minute);
}

TEST(download, futures_come_with_marks_and_funding_rates) {
    fixture f{market::trading_mode::futures};
    f.request.pairs = {"BTC/USDT:USDT"};
    f.request.timeframes = {"1h"};
    f.request.new_pairs_days = 10;
    const auto outcome = f.run();
    ASSERT_THAT(outcome.series, SizeIs(3));
    for (const auto& one : outcome.series) EXPECT_EQ(one.failure, "");
    EXPECT_EQ(f.dates({"BTC/USDT:USDT", "1h", candle_type::futures}).size(), 240U);
    EXPECT_EQ(f.dates({"BTC/USDT:USDT", "1h", candle_type::mark}).size(), 240U);
    const auto rates = f.dates({"BTC/USDT:USDT", "1h", candle_type::funding_rate});
    EXPECT_EQ(rates.size(), 30U); // every eight hours
    f.clock.advance(24h);
    EXPECT_EQ(f.run().series.back().added, 3U);
}

TEST(download, pairs_and_timeframes_that_are_not_there_are_named) {
    fixture f;
    f.request.pairs = {"NONE/USDT", "BTC/USDT"};
    const auto outcome = f.run();
    EXPECT_THAT(outcome.not_available, testing::ElementsAre("NONE/USDT: Pair not available on exchange."));
    EXPECT_THAT(outcome.series, SizeIs(1));
    f.request.timeframes = {"7m"};
    EXPECT_THROW(static_cast<void>(f.run()), configuration_error);
    EXPECT_THAT(expanded_pairs(*f.market, {"BTC/.*", "ETH/USDT", "ETH/.*", "odd/PAIR"}, false),
                testing::ElementsAre("BTC/USDT", "ETH/USDT", "odd/PAIR"));
}

// An exchange that leaves candles out, fails, and counts what it is asked.
class uneven : public exchange::forwarding {
  public:
    using forwarding::forwarding;
    std::vector<market::raw_candle> fetch_candles(const market::pair_name& pair, const std::string& timeframe,
                                                  candle_type type, std::optional<timestamp> since,
                                                  std::size_t limit) override {
        if (++asked == fails_at)
            throw tremolo::exchange::exchange_error{tremolo::exchange::failure::temporary, "no connection"};
        auto all = forwarding::fetch_candles(pair, timeframe, type, since, limit);
        std::erase_if(all,
                      [&](const auto& c) { return c.open_ms / minute % 100 == 50 || c.open_ms / minute % 100 == 51; });
        if (after_answer) after_answer();
        return all;
    }
    int asked = 0;
    int fails_at = 0;
    std::function<void()> after_answer;
};

TEST(download, gaps_are_counted_and_failures_reported) {
    fixture f;
    uneven odd{f.market};
    f.request.pairs = {"BTC/USDT", "ETH/USDT"};
    odd.fails_at = 1;
    const auto outcome = download(odd, f.request, f.clock);
    ASSERT_THAT(outcome.series, SizeIs(2));
    EXPECT_EQ(outcome.series[0].failure, "no connection");
    EXPECT_FALSE(f.request.folder.has(minutes_of_btc));
    EXPECT_EQ(outcome.series[1].failure, "");
    EXPECT_GE(outcome.series[1].missing, 27U);
    EXPECT_EQ(outcome.series[1].missing + outcome.series[1].rows, 1440U);
}

TEST(download, what_was_fetched_before_a_stop_stays_and_is_gone_on_with) {
    fixture f;
    uneven odd{f.market};
    std::stop_source stop;
    odd.after_answer = [&] { stop.request_stop(); };
    std::vector<download_progress> told;
    const auto outcome =
        download(odd, f.request, f.clock, {}, stop.get_token(), [&](const auto& p) { told.push_back(p); });
    EXPECT_TRUE(outcome.cancelled);
    const auto some = f.dates(minutes_of_btc).size();
    EXPECT_GT(some, 0U);
    EXPECT_LT(some, 1440U);
    EXPECT_GT(told.at(1).part, 0);
    EXPECT_LT(told.at(1).part, 1);
    EXPECT_EQ(told.at(0).description, "Downloading BTC/USDT, 1m, spot");
    const auto whole = f.run().series[0];
    EXPECT_GT(whole.added, 0U);
    EXPECT_EQ(f.dates(minutes_of_btc).back(), epoch_ms(f.clock.now()) / minute * minute - minute);
    EXPECT_EQ(whole.rows + whole.missing, 1440U);
}

TEST(download, a_stop_leaves_no_hole_before_what_is_there) {
    fixture f;
    f.request.range = parse_timerange("20251231-20251231T0100");
    static_cast<void>(f.run());
    const auto before = f.dates(minutes_of_btc);
    uneven odd{f.market};
    std::stop_source stop;
    odd.after_answer = [&] { stop.request_stop(); };
    f.request.prepend = true;
    f.request.range = parse_timerange("20251220-");
    EXPECT_TRUE(download(odd, f.request, f.clock, {}, stop.get_token()).cancelled);
    EXPECT_EQ(f.dates(minutes_of_btc), before);
}

TEST(download, a_folder_that_cannot_be_written_ends_it) {
    fixture f;
    std::ofstream{f.home.path() / "file"} << "x";
    f.request.folder = {f.home.path() / "file" / "data", market::file_format::json};
    EXPECT_THROW(static_cast<void>(f.run()), operational_error);
}

} // namespace
} // namespace tremolo::backtest
