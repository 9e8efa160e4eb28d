// Trades downloaded from the simulated exchange: everything asked for, once, and again where it stopped; and candles of
// them.
#include "backtest/data/trade_download.hpp"
#include "base/error.hpp"
#include "exchange/forwarding.hpp"
#include "exchange/simulated/simulated.hpp"
#include "market/trade_candles.hpp"
#include "tests/testing.hpp"
#include <gmock/gmock.h>

namespace tremolo::backtest {
namespace {

using namespace testing_support;
using namespace std::chrono_literals;
using market::candle_type;
using market::public_trade;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::int64_t now_ms = 1'767'268'800'000 + 90'000; // 2026-01-01 12:01:30
constexpr std::int64_t hour = 3'600'000;

std::vector<public_trade> rows_of(const market::trade_table& table) {
    std::vector<public_trade> rows;
    for (std::size_t i = 0; i < table.size(); ++i) {
        rows.push_back(table[i]);
        EXPECT_DOUBLE_EQ(rows[i].cost, rows[i].price * rows[i].amount);
        rows[i].cost = rows[i].price * rows[i].amount; // JSON is read to the last bits but a few, as freqtrade does
    }
    return rows;
}

struct trade_download : testing::Test {
    temporary_folder home;
    manual_clock clock{from_epoch_ms(now_ms)};
    std::shared_ptr<exchange::simulated> market = exchange::open_simulated({}, clock);
    trade_request request{.folder = {home.path(), market::file_format::json, market::trading_mode::spot},
                          .pairs = {"BTC/USDT"}};

    void SetUp() override {
        market->load_markets();
        request.range = parse_timerange("20260101T0600-20260101T0900");
    }
    trade_outcome run(const std::stop_token& stop = {}) { return download_trades(*market, request, clock, {}, stop); }
    [[nodiscard]] std::vector<public_trade> stored() const { return rows_of(request.folder.load("BTC/USDT")); }
    // As the exchange tells them, both ends included.
    [[nodiscard]] std::vector<public_trade> told(std::int64_t from_ms, std::int64_t to_ms) const {
        std::vector<public_trade> all;
        std::string after;
        for (;;) {
            const auto answer = market->fetch_public_trades("BTC/USDT", from_epoch_ms(from_ms), after, 0);
            for (const auto& trade : answer) {
                if (trade.time_ms > to_ms) return all;
                all.push_back(trade);
            }
            if (answer.empty()) return all;
            after = answer.back().id;
        }
    }
};

constexpr std::int64_t six = 1'767'268'800'000 - 6 * hour;

TEST_F(trade_download, a_range_is_stored_as_the_exchange_tells_it) {
    const auto outcome = run();
    ASSERT_THAT(outcome.pairs, SizeIs(1));
    EXPECT_FALSE(outcome.cancelled);
    EXPECT_EQ(stored(), told(six, six + 3 * hour));
    EXPECT_EQ(outcome.pairs[0].added, stored().size());
    EXPECT_EQ(outcome.pairs[0].rows, stored().size());
    EXPECT_GT(stored().size(), 180U * 3);
}

TEST_F(trade_download, it_goes_on_where_the_file_ends) {
    static_cast<void>(run());
    request.range = {};
    const auto before = stored().size();
    const auto outcome = run();
    EXPECT_EQ(stored(), told(six, now_ms));
    EXPECT_EQ(outcome.pairs[0].added, stored().size() - before);
    EXPECT_EQ(run().pairs[0].added, 0U);
    clock.advance(10min);
    EXPECT_GT(run().pairs[0].added, 0U);
    EXPECT_EQ(stored(), told(six, now_ms + 600'000));
    // A later start leaves no hole.
    clock.advance(2h);
    request.range = parse_timerange("20260101T1400-");
    static_cast<void>(run());
    EXPECT_EQ(stored(), told(six, epoch_ms(clock.now())));
}

TEST_F(trade_download, new_pairs_get_so_many_days) {
    request.range = {};
    request.new_pairs_days = 1;
    static_cast<void>(run());
    EXPECT_EQ(stored(), told(now_ms - 24 * hour, now_ms));
}

TEST_F(trade_download, an_earlier_start_is_refused_unless_it_goes_before_or_erases) {
    static_cast<void>(run());
    const auto before = stored();
    request.range = parse_timerange("20260101T0300-20260101T0900");
    const auto refused = run();
    EXPECT_THAT(refused.pairs, SizeIs(0));
    EXPECT_THAT(refused.not_available,
                ElementsAre(HasSubstr("BTC/USDT: Start 2026-01-01 03:00:00 earlier than available data (2026-01-01 "
                                      "06:00:00). Please use `--prepend`")));
    EXPECT_EQ(stored(), before);
    request.prepend = true;
    const auto outcome = run();
    EXPECT_EQ(stored(), told(six - 3 * hour, six + 3 * hour));
    EXPECT_EQ(outcome.pairs[0].added, stored().size() - before.size());
    request.prepend = false;
    request.erase = true;
    request.range = parse_timerange("20260101T0700-20260101T0730");
    static_cast<void>(run());
    EXPECT_EQ(stored(), told(six + hour, six + hour + hour / 2));
}

TEST_F(trade_download, pairs_that_are_not_there_are_named) {
    request.pairs = {"NONE/USDT", "BTC/USDT"};
    const auto outcome = run();
    EXPECT_THAT(outcome.not_available, ElementsAre("NONE/USDT: Pair not available on exchange."));
    EXPECT_THAT(outcome.pairs, SizeIs(1));
}

// An exchange that fails, repeats itself, and counts what it is asked.
class uneven : public exchange::forwarding {
  public:
    using forwarding::forwarding;
    [[nodiscard]] const tremolo::exchange::traits& about() const override {
        own = forwarding::about();
        own.trades_have_history = tells_trades;
        return own;
    }
    std::vector<public_trade> fetch_public_trades(const market::pair_name& pair, timestamp since,
                                                  const std::string& after, std::size_t) override {
        if (++asked == fails_at)
            throw tremolo::exchange::exchange_error{tremolo::exchange::failure::temporary, "no connection"};
        auto all = forwarding::fetch_public_trades(pair, since, after, 50);
        if (repeats) {
            const auto once = all;
            all.insert(all.end(), once.begin(), once.end());
        }
        if (circles && !first.empty()) return first;
        if (first.empty()) first = all;
        if (after_answer) after_answer();
        return all;
    }
    mutable tremolo::exchange::traits own;
    bool tells_trades = true;
    bool repeats = false;
    bool circles = false;
    int asked = 0;
    int fails_at = 0;
    std::function<void()> after_answer;
    std::vector<public_trade> first;
};

TEST_F(trade_download, what_is_told_twice_is_stored_once) {
    uneven odd{market};
    odd.repeats = true;
    static_cast<void>(download_trades(odd, request, clock));
    EXPECT_EQ(stored(), told(six, six + 3 * hour));
}

TEST_F(trade_download, an_exchange_that_turns_in_circles_is_left) {
    uneven odd{market};
    odd.circles = true;
    static_cast<void>(download_trades(odd, request, clock));
    EXPECT_EQ(odd.asked, 2);
    EXPECT_EQ(stored().size(), 50U);
}

TEST_F(trade_download, failures_are_reported_and_leave_the_file_alone) {
    uneven odd{market};
    odd.fails_at = 3;
    request.pairs = {"BTC/USDT", "ETH/USDT"};
    const auto outcome = download_trades(odd, request, clock);
    ASSERT_THAT(outcome.pairs, SizeIs(2));
    EXPECT_EQ(outcome.pairs[0].failure, "no connection");
    EXPECT_EQ(outcome.pairs[1].failure, "");
    EXPECT_TRUE(stored().empty());
    EXPECT_THAT(request.folder.available(), ElementsAre("ETH/USDT"));
}

TEST_F(trade_download, what_was_fetched_before_a_stop_stays_and_is_gone_on_with) {
    uneven odd{market};
    std::stop_source stop;
    odd.after_answer = [&] {
        if (odd.asked == 3) stop.request_stop();
    };
    std::vector<download_progress> heard;
    const auto outcome =
        download_trades(odd, request, clock, {}, stop.get_token(), [&](const auto& p) { heard.push_back(p); });
    EXPECT_TRUE(outcome.cancelled);
    EXPECT_EQ(stored().size(), 150U);
    EXPECT_EQ(heard.at(0).description, "Downloading trades [BTC/USDT]");
    EXPECT_GT(heard.at(1).part, 0);
    EXPECT_LT(heard.at(1).part, 1);
    static_cast<void>(run());
    EXPECT_EQ(stored(), told(six, six + 3 * hour));
    // Before the file a stop leaves no hole.
    std::stop_source again;
    odd.after_answer = [&] { again.request_stop(); };
    request.prepend = true;
    request.range = parse_timerange("20260101T0300-");
    EXPECT_TRUE(download_trades(odd, request, clock, {}, again.get_token()).cancelled);
    EXPECT_EQ(stored(), told(six, six + 3 * hour));
}

TEST_F(trade_download, an_exchange_without_trades_is_named) {
    uneven odd{market};
    odd.tells_trades = false;
    EXPECT_THROW(
        {
            try {
                static_cast<void>(download_trades(odd, request, clock));
            } catch (const configuration_error& e) {
                EXPECT_THAT(e.what(), HasSubstr("Trade history not available for Binance."));
                throw;
            }
        },
        configuration_error);
}

TEST_F(trade_download, broken_files_and_folders_end_it) {
    std::ofstream{request.folder.path_of("BTC/USDT")} << "[[1,";
    EXPECT_THROW(static_cast<void>(run()), operational_error);
    std::ofstream{home.path() / "file"} << "x";
    request.folder = {home.path() / "file" / "data", market::file_format::json, market::trading_mode::spot};
    EXPECT_THROW(static_cast<void>(run()), operational_error);
}

TEST_F(trade_download, candles_of_trades_are_those_that_are_downloaded) {
    static_cast<void>(run());
    const market::candle_folder made{home.path() / "made", market::file_format::json};
    const std::vector<std::string> lengths{"1m", "5m", "1h"};
    EXPECT_EQ(convert_trades(request.folder, made, {"BTC/USDT", "ETH/USDT"}, lengths, candle_type::spot), 3U);
    download_request candles{.folder = {home.path() / "told", market::file_format::json}, .pairs = {"BTC/USDT"}};
    candles.timeframes = lengths;
    candles.range = parse_timerange("20260101T0600-20260101T0759");
    static_cast<void>(download(*market, candles, clock));
    for (const auto& length : lengths) {
        const market::candle_series which{"BTC/USDT", length, candle_type::spot};
        const auto a = made.load_raw(which);
        const auto b = candles.folder.load_raw(which);
        ASSERT_GT(b.size(), 1U);
        ASSERT_GE(a.size(), b.size());
        for (std::size_t i = 0; i < b.size(); ++i) {
            ASSERT_EQ(a.dates()[i], b.dates()[i]) << length;
            for (const auto* column : {"open", "high", "low", "close"})
                ASSERT_EQ(a.at(i, column), b.at(i, column)) << length << " " << column << " " << i;
            ASSERT_NEAR(a.at(i, "volume"), b.at(i, "volume"), 1e-12 * b.at(i, "volume")) << length << " " << i;
        }
    }
    // What was there is replaced.
    EXPECT_EQ(convert_trades(request.folder, made, {"BTC/USDT"}, {"1h"}, candle_type::spot), 1U);
    EXPECT_EQ(made.load_raw({"BTC/USDT", "1h", candle_type::spot}).size(), 3U);
}

} // namespace
} // namespace tremolo::backtest
