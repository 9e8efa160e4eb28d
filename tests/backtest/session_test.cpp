// Whole backtests on candles that the test makes: what is wrong with data, ranges and strategies, and what a run
// leaves.
#include "backtest/past_exchange.hpp"
#include "backtest/results/archive.hpp"
#include "backtest/session.hpp"
#include "backtest/statistics/statistics.hpp"
#include "backtest/told_trades.hpp"
#include "config/load.hpp"
#include "market/candles.hpp"
#include "strategy/export.hpp"
#include "tests/testing.hpp"
#include <fstream>
#include <gmock/gmock.h>

namespace {

using namespace tremolo;
using namespace tremolo::backtest;
using testing::HasSubstr;

constexpr std::int64_t first_ms = 1'700'000'100'000 / 300'000 * 300'000;

// Enters at every tenth candle, leaves five candles later.
class every_tenth : public strategy::strategy {
  public:
    every_tenth()
        : strategy{{.timeframe = "5m", .minimal_roi = {{0, 10.0}}, .stoploss = -0.5, .startup_candle_count = 2}} {}
    void populate_indicators(market::frame& df, const ::tremolo::strategy::metadata& about) override {
        if (about.pair == "BAD/USDT") throw std::runtime_error{"no such thing"};
        std::vector<double> row(df.size());
        for (std::size_t i = 0; i < row.size(); ++i) row[i] = static_cast<double>(i % 10);
        df.set("row", market::series{std::move(row)});
    }
    void populate_entry_trend(market::frame& df, const ::tremolo::strategy::metadata&) override {
        df.set_where(df["row"] == 4, {{"enter_long", 1}, {"enter_tag", "fourth"}});
    }
    void populate_exit_trend(market::frame& df, const ::tremolo::strategy::metadata&) override {
        df.set_where(df["row"] == 9, "exit_long", 1);
    }
};

market::frame candles(std::size_t rows) {
    std::vector<std::int64_t> dates(rows);
    std::vector<double> open(rows), high(rows), low(rows), close(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        dates[i] = first_ms + static_cast<std::int64_t>(i) * 300'000;
        open[i] = 100 + static_cast<double>(i % 7);
        close[i] = 100 + static_cast<double>((i + 1) % 7);
        high[i] = std::max(open[i], close[i]) + 0.25;
        low[i] = std::min(open[i], close[i]) - 0.25;
    }
    market::frame df{std::move(dates)};
    df.set("open", market::series{open});
    df.set("high", market::series{high});
    df.set("low", market::series{low});
    df.set("close", market::series{close});
    df.set("volume", market::series{rows, 1.0});
    return df;
}

class sessions : public testing::Test {
  protected:
    sessions() : data_{folder_.path() / "data", market::file_format::json} {}

    void store(const std::string& pair, const market::frame& df) {
        data_.store({pair, "5m", market::candle_type::spot}, df);
    }
    finished_run run(const std::string& pairs, const std::string& timerange = "", std::size_t instances = 2,
                     bool collect_signals = false, const std::string& more = "") {
        const auto file = folder_.path() / "config.json";
        std::ofstream{file} << R"({"stake_currency": "USDT", "stake_amount": 100, "dry_run": true, "max_open_trades": 2,
            "fee": 0.001, "dataformat_ohlcv": "json", "pairlists": [{"method": "StaticPairList"}],
            "entry_pricing": {"price_side": "same"}, "exit_pricing": {"price_side": "same"},
            "exchange": {"name": "binance", "pair_whitelist": [)"
                            << pairs << "]}" << more << "}";
        config::load_options how{.files = {file.string()}, .mode = config::run_mode::backtest};
        how.user_data_dir = folder_.path();
        how.datadir = folder_.path() / "data";
        if (!timerange.empty()) how.command_line["timerange"] = timerange;
        const auto configured = std::make_shared<const config::configuration>(config::load(how));
        const auto venue =
            exchange_of_names(configured->exchange.name, configured->trading_mode == config::trading_mode::futures,
                              configured->exchange.pair_whitelist);
        candidate subject{.name = "EveryTenth", .implemented = strategy::callbacks_of<every_tenth>()};
        for (std::size_t i = 0; i < instances; ++i) subject.instances.push_back(std::make_shared<every_tenth>());
        session all{{.configured = configured, .candidates = {subject}, .threads = 2},
                    {.venue = *venue,
                     .time = time_,
                     .closed =
                         [this](std::size_t trades) {
                             closed_.push_back(trades);
                             if (trades > stop_after_) stop_.request_stop();
                         },
                     .stop = stop_.get_token(),
                     .for_archive = for_archive_,
                     .collect_signals = collect_signals}};
        return all.run(all.candidates().front());
    }
    std::string refusal(const std::string& pairs, const std::string& timerange = "") {
        try {
            (void)run(pairs, timerange);
        } catch (const error& e) { return e.what(); }
        return "(ran)";
    }

    testing_support::temporary_folder folder_;
    market::candle_folder data_;
    system_clock time_;
    std::vector<std::size_t> closed_; // as the runs told it
    bool for_archive_ = false;
    std::stop_source stop_;
    std::size_t stop_after_ = std::numeric_limits<std::size_t>::max();
};

TEST_F(sessions, enters_at_the_open_after_the_signal_and_leaves_after_the_other) {
    store("AAA/USDT", candles(40));
    const auto done = run(R"("AAA/USDT")");
    ASSERT_FALSE(done.trades.empty());
    const auto& t = done.trades.front();
    EXPECT_EQ(epoch_ms(t.open_date), first_ms + 5 * 300'000);
    EXPECT_EQ(epoch_ms(*t.close_date), first_ms + 10 * 300'000);
    EXPECT_EQ(t.open_rate, 105);
    EXPECT_EQ(t.enter_tag, "fourth");
    EXPECT_EQ(t.exit_reason, "exit_signal");
    EXPECT_EQ(done.backtest_start, from_epoch_ms(first_ms + 2 * 300'000));
    EXPECT_EQ(done.backtest_end, from_epoch_ms(first_ms + 39 * 300'000));
    EXPECT_EQ(done.wallet.at(0, "balance"), 1000);
    double profit = 0;
    for (const auto& one : done.trades) profit += one.close_profit_abs.value_or(0);
    EXPECT_NEAR(done.final_balance, 1000 + profit, 1e-9);
}

TEST_F(sessions, refuse_modes_that_freqtrade_does_not_trade_on_the_exchange) {
    store("BTC/USDT", candles(400));
    try {
        run(R"("BTC/USDT")", "", 1, false, R"(, "trading_mode": "futures", "margin_mode": "")");
        FAIL() << "ran with futures without a margin mode";
    } catch (const configuration_error& e) {
        EXPECT_STREQ(e.what(), "Freqtrade does not support '' 'futures' on Binance.");
    }
}

TEST_F(sessions, refuse_what_the_exchange_does_not_offer) {
    store("BTC/USDT", candles(400));
    const auto why = [&](const std::string& more) -> std::string {
        try {
            run(R"("BTC/USDT")", "", 1, false, more);
        } catch (const error& e) { return e.what(); }
        return "(ran)";
    };
    EXPECT_EQ(why(R"(, "startup_candle_count": 4999)"), "No data left after adjusting for startup candles.");
    EXPECT_EQ(why(R"(, "startup_candle_count": 5000)"),
              "This strategy requires 5000 candles to start, which is more than 5x (4999 candles) the amount of "
              "candles Binance provides for 5m.");
    EXPECT_THAT(why(R"(, "timeframe": "7m")"), testing::StartsWith("Invalid timeframe '7m'. This exchange supports: "));
    EXPECT_EQ(why(R"(, "stake_currency": "EUR")"),
              "EUR is not available as stake on Binance. Available currencies are: USDT");
}

TEST_F(sessions, one_instance_or_several_make_the_same_trades) {
    for (const auto* pair : {"AAA/USDT", "BBB/USDT", "CCC/USDT"}) store(pair, candles(200));
    const std::string pairs = R"("AAA/USDT", "BBB/USDT", "CCC/USDT")";
    const auto one = run(pairs, "", 1), several = run(pairs, "", 3);
    ASSERT_EQ(one.trades.size(), several.trades.size());
    for (std::size_t i = 0; i < one.trades.size(); ++i) {
        EXPECT_EQ(one.trades[i].pair, several.trades[i].pair);
        EXPECT_EQ(one.trades[i].close_profit_abs, several.trades[i].close_profit_abs);
    }
    EXPECT_GT(one.counters.rejected_signals, 0) << "two slots for three pairs";
}

TEST_F(sessions, tell_how_many_trades_were_closed_so_far) {
    store("AAA/USDT", candles(600));
    const auto done = run(R"("AAA/USDT")");
    ASSERT_GT(closed_.size(), 2U);
    EXPECT_EQ(closed_.front(), 0U);
    EXPECT_TRUE(std::ranges::is_sorted(closed_));
    EXPECT_GT(closed_.back(), 10U);
    EXPECT_LE(closed_.back(), done.trades.size());
}

TEST_F(sessions, an_archive_tells_the_trades_that_were_written_during_the_walk) {
    constexpr std::size_t rows = 12'000; // more than a part's trades
    for (const auto* pair : {"AAA/USDT", "BBB/USDT", "CCC/USDT"}) store(pair, candles(rows));
    const std::string pairs = R"("AAA/USDT", "BBB/USDT", "CCC/USDT")";
    auto plain = run(pairs);
    for_archive_ = true;
    std::vector early{run(pairs)};
    ASSERT_GT(early.front().trades.size(), 2 * trades_a_part);
    ASSERT_FALSE(plain.told);
    ASSERT_TRUE(early.front().told);
    EXPECT_EQ(early.front().told->rows.size(), early.front().trades.size());

    const auto result = make_result(early);
    EXPECT_EQ(json::text(result.strategy.front().second.trades), json::text(make_result(plain).trades));
    const archive kept{store_archive(folder_.path() / "results", {result, {}, early}, time_.now())};
    EXPECT_EQ(json::text(kept.result().strategy), json::text(result.strategy));
}

TEST_F(sessions, a_stopped_walk_leaves_its_trades_untold) {
    store("AAA/USDT", candles(6000));
    for_archive_ = true;
    stop_after_ = 20;
    EXPECT_THROW((void)run(R"("AAA/USDT")"), aborted);
    EXPECT_LT(closed_.back(), 100U);
}

TEST_F(sessions, rejected_signals_are_counted_the_same_when_they_are_kept) {
    for (const auto* pair : {"AAA/USDT", "BBB/USDT", "CCC/USDT"}) store(pair, candles(200));
    const std::string pairs = R"("AAA/USDT", "BBB/USDT", "CCC/USDT")";
    const auto counted = run(pairs), kept = run(pairs, "", 2, true);
    EXPECT_EQ(counted.counters.rejected_signals, kept.counters.rejected_signals);
    EXPECT_EQ(static_cast<std::size_t>(kept.counters.rejected_signals), kept.rejected.size());
    EXPECT_EQ(counted.final_balance, kept.final_balance);
}

TEST_F(sessions, candles_in_disorder_told_twice_and_with_holes_are_put_right) {
    store("AAA/USDT", candles(60));
    const auto straight = run(R"("AAA/USDT")");
    const auto df = candles(60);
    store("AAA/USDT", market::concatenated_rows(df.slice(30, 30), df.slice(0, 40)));
    const auto twisted = run(R"("AAA/USDT")");
    ASSERT_EQ(straight.trades.size(), twisted.trades.size());
    EXPECT_EQ(straight.final_balance, twisted.final_balance);
    store("AAA/USDT", market::concatenated_rows(df.slice(0, 20), df.slice(30, 30)));
    EXPECT_EQ(run(R"("AAA/USDT")").candles.front().candles.size(), 60U);
}

TEST_F(sessions, say_what_is_wrong_with_candles_and_ranges) {
    EXPECT_EQ(refusal(R"("AAA/USDT")"), "No data found. Terminating.");
    store("AAA/USDT", candles(40));
    EXPECT_EQ(refusal(R"("AAA/USDT")", "20300101-"), "No data found. Terminating.");
    EXPECT_EQ(refusal(R"("AAA/USDT")", "-20100101"), "No data found. Terminating.");
    EXPECT_THAT(refusal(R"("AAA/USDT")", "20240101-20230101"), HasSubstr("Start date is after stop date"));
    EXPECT_THAT(refusal(R"("AAA/USDT")", "yesterday"), HasSubstr("Incorrect syntax for timerange"));
    store("AAA/USDT", candles(2));
    EXPECT_EQ(refusal(R"("AAA/USDT")"), "No data left after adjusting for startup candles.");
    std::ofstream{folder_.path() / "data" / "AAA_USDT-5m.json"} << "[[1700000000000, 1, 2";
    EXPECT_THAT(refusal(R"("AAA/USDT")"), HasSubstr("AAA_USDT-5m.json"));
}

TEST_F(sessions, pairs_without_candles_are_left_out) {
    store("AAA/USDT", candles(40));
    const auto done = run(R"("AAA/USDT", "BBB/USDT")");
    EXPECT_EQ(done.pairlist.size(), 2U);
    EXPECT_EQ(done.candles.size(), 1U);
}

TEST_F(sessions, a_strategy_that_throws_in_analysis_is_named_with_the_pair) {
    store("AAA/USDT", candles(40));
    store("BAD/USDT", candles(40));
    EXPECT_EQ(refusal(R"("AAA/USDT", "BAD/USDT")"),
              "Strategy EveryTenth: populate_indicators failed for BAD/USDT: no such thing");
}

} // namespace
