// The commands about data, markets and results, run inside the test: what one makes, the next one shows.
#include "backtest/results/zip_file.hpp"
#include "cli/run.hpp"
#include "market/candle_files.hpp"
#include "store/database.hpp"
#include "tests/backtest/recorded.hpp"
#include <gmock/gmock.h>

namespace tremolo::cli {
namespace {
namespace fs = std::filesystem;
using namespace testing_support;
using testing::HasSubstr;
using testing::Not;

#define NEEDS_FEATHER()                                                                                                \
    if (const auto feather = market::check_feather(); !feather.available) GTEST_SKIP() << "skipped: " << feather.reason

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) out.push_back(line);
    return out;
}

class data_commands : public testing::Test {
  protected:
    // With the folder as --userdir.
    int run_with(std::vector<std::string> arguments) {
        std::istringstream in;
        std::ostringstream to_out;
        std::ostringstream to_errors;
        terminal talk{in, to_out, to_errors, false, false};
        arguments.insert(arguments.end(), {"--userdir", home.path().string()});
        const int code = run(arguments, {}, talk);
        out = to_out.str();
        errors = to_errors.str();
        return code;
    }
    void put_recorded(const std::string& run) const {
        fs::create_directories(home.path() / "backtest_results");
        for (const auto& entry : fs::directory_iterator{recorded_backtests() / run}) {
            const auto name = entry.path().filename().string();
            if (!name.starts_with("backtest-result-")) continue;
            backtest::write_whole(home.path() / "backtest_results" / name, read_file(entry.path()));
            if (name.ends_with(".zip"))
                backtest::write_whole(home.path() / "backtest_results" / ".last_result.json",
                                      "{\"latest_backtest\":\"" + name + "\"}");
        }
    }
    temporary_folder home;
    std::string out;
    std::string errors;
};

TEST_F(data_commands, what_is_downloaded_is_listed_and_converted) {
    const std::vector<std::string> download{
        "download-data",       "--exchange", "binance", "-p", "BTC/USDT", "ETH/USDT", "-t", "1h", "4h", "--days", "2",
        "--data-format-ohlcv", "json"};
    ASSERT_EQ(run_with(download), 0) << errors;
    EXPECT_THAT(out, HasSubstr("new candles of 4 series into"));
    EXPECT_TRUE(fs::exists(home.path() / "data" / "binance" / "BTC_USDT-1h.json"));
    ASSERT_EQ(run_with({"list-data", "--exchange", "binance", "--data-format-ohlcv", "json"}), 0) << errors;
    EXPECT_THAT(out, HasSubstr("Found 4 pair / timeframe combinations."));
    EXPECT_THAT(out, HasSubstr("│         BTC/USDT │            1h, 4h │    spot │"));
    ASSERT_EQ(run_with({"convert-data", "--exchange", "binance", "--format-from", "json", "--format-to", "jsongz", "-t",
                        "4h", "--erase"}),
              0)
        << errors;
    EXPECT_THAT(out, HasSubstr("Converted 2 files from json to jsongz."));
    EXPECT_FALSE(fs::exists(home.path() / "data" / "binance" / "BTC_USDT-4h.json"));
    ASSERT_EQ(run_with({"list-data", "--exchange", "binance", "--data-format-ohlcv", "jsongz", "-p", "ETH/USDT",
                        "--show-timerange"}),
              0)
        << errors;
    EXPECT_THAT(out, HasSubstr("Found 1 pair / timeframe combinations."));
    EXPECT_THAT(out, testing::ContainsRegex("ETH/USDT │ +4h │ spot │ 20.* 00:00:00 │ 20.*:00:00 │ +1[0-9] │"));
}

TEST_F(data_commands, downloads_that_cannot_be_are_refused_with_the_reason) {
    EXPECT_EQ(run_with({"download-data", "--exchange", "binance"}), 2);
    EXPECT_THAT(errors, HasSubstr("download-data needs pairs"));
    EXPECT_EQ(run_with({"download-data", "-p", "BTC/USDT"}), 2);
    EXPECT_THAT(errors, HasSubstr("download-data needs an exchange"));
    const std::vector<std::string> both{"download-data", "--exchange", "binance",     "-p",       "BTC/USDT",
                                        "--days",        "2",          "--timerange", "20260101-"};
    EXPECT_EQ(run_with(both), 2);
    EXPECT_THAT(errors, HasSubstr("--days and --timerange exclude each other"));
    EXPECT_EQ(run_with({"download-data", "--exchange", "binance", "-p", "BTC/USDT", "-t", "9m"}), 2);
    EXPECT_THAT(errors, HasSubstr("Invalid timeframe '9m'"));
    EXPECT_EQ(run_with({"download-data", "--exchange", "binance", "-p", "BTC/USDT", "--timerange", "tomorrow"}), 2);
    backtest::write_whole(home.path() / "pairs.json", "{\"no\":\"list\"}");
    EXPECT_EQ(
        run_with({"download-data", "--exchange", "binance", "--pairs-file", (home.path() / "pairs.json").string()}), 2);
    EXPECT_THAT(errors, HasSubstr("holds no JSON list of pairs"));
}

TEST_F(data_commands, markets_are_listed_in_every_shape) {
    ASSERT_EQ(run_with({"list-pairs", "--exchange", "binance", "--print-json", "--base", "BTC", "ETH"}), 0) << errors;
    EXPECT_EQ(out, "[\"BTC/USDT\",\"ETH/USDT\"]\n");
    ASSERT_EQ(run_with({"list-pairs", "--exchange", "binance", "-1", "--base", "BTC"}), 0);
    EXPECT_EQ(out, "BTC/USDT\n");
    ASSERT_EQ(run_with({"list-pairs", "--exchange", "binance", "--print-list", "--base", "BTC", "--quote", "USDT"}), 0);
    EXPECT_EQ(out, "\nExchange Binance has 1 active pair with BTC as base currency and with USDT as quote currency: "
                   "BTC/USDT.\n");
    ASSERT_EQ(run_with({"list-markets", "--exchange", "binance", "--print-csv", "--base", "BTC"}), 0);
    EXPECT_THAT(out, testing::StartsWith("Id,Symbol,Base,Quote,Active,Spot,Margin,Future,Leverage,Min Stake\r\n"
                                         "BTCUSDT,BTC/USDT,BTC,USDT,True,Spot,,,1.0,"));
    ASSERT_EQ(run_with({"list-markets", "--exchange", "binance", "--base", "BTC", "--trading-mode", "futures"}), 0)
        << errors;
    EXPECT_THAT(out, HasSubstr("Exchange Binance has 1 active market with BTC as base currency"));
    EXPECT_THAT(out, HasSubstr("│ BTC/USDT:USDT │"));
    ASSERT_EQ(run_with({"list-pairs", "--exchange", "binance", "--base", "NONE"}), 0);
    EXPECT_EQ(out, "\nExchange Binance has 0 active pairs with NONE as base currency.\n");
    ASSERT_EQ(run_with({"list-exchanges", "-1"}), 0);
    EXPECT_EQ(out, "simulated\n");
    ASSERT_EQ(run_with({"list-exchanges"}), 0);
    EXPECT_THAT(out, HasSubstr("Exchanges available for Tremolo (1):"));
}

TEST_F(data_commands, pair_lists_are_tried) {
    const auto file = (home.path() / "config.json").string();
    backtest::write_whole(file, R"({"stake_currency":"USDT","exchange":{"name":"binance","pair_whitelist":
        ["ETH/USDT","BTC/USDT","NONE/USDT"],"pair_blacklist":[]},"pairlists":[{"method":"StaticPairList"}]})");
    ASSERT_EQ(run_with({"test-pairlist", "-c", file, "--print-json"}), 0) << errors;
    EXPECT_EQ(out, "[\"ETH/USDT\",\"BTC/USDT\"]\n");
    ASSERT_EQ(run_with({"test-pairlist", "-c", file}), 0) << errors;
    EXPECT_EQ(out, "Pairs for USDT: \n['ETH/USDT', 'BTC/USDT']\n");
}

TEST_F(data_commands, trades_of_a_database_are_shown) {
    const auto url = "sqlite:///" + (home.path() / "trades.sqlite").string();
    EXPECT_EQ(run_with({"show-trades", "--db-url", url}), 1);
    EXPECT_THAT(errors, HasSubstr("There is no database"));
    EXPECT_FALSE(fs::exists(home.path() / "trades.sqlite"));
    const system_clock clock;
    for (const auto* pair : {"BTC/USDT", "ETH/USDT"}) {
        store::database database{url, clock};
        trading::trade t;
        t.pair = pair;
        t.exchange = "binance";
        t.base_currency = std::string{pair}.substr(0, 3);
        t.stake_currency = "USDT";
        t.amount = 2;
        t.open_rate = 100;
        t.stake_amount = 200;
        t.open_date = from_epoch_ms(1'700'000'000'000);
        database.insert(t);
    }
    ASSERT_EQ(run_with({"show-trades", "--db-url", url}), 0) << errors;
    EXPECT_EQ(lines_of(out).size(), 2U);
    EXPECT_THAT(out, HasSubstr("Trade(id=1, pair=BTC/USDT, amount=2, is_short=False, leverage=1, open_rate=100, "
                               "open_since=2023-11-14 22:13:20)"));
    ASSERT_EQ(run_with({"show-trades", "--db-url", url, "--trade-ids", "2", "--print-json"}), 0) << errors;
    const auto shown = json::parse(out);
    ASSERT_TRUE(shown);
    ASSERT_EQ(shown.value.get_array().size(), 1U);
    EXPECT_EQ(shown.value.get_array()[0].at("pair"), "ETH/USDT");
}

TEST_F(data_commands, freqtrades_results_are_shown) {
    NEEDS_SHARED(recorded_backtests());
    EXPECT_EQ(run_with({"backtesting-show"}), 1);
    EXPECT_THAT(errors, HasSubstr("does not exist"));
    put_recorded("BtPlain");
    const auto recorded = lines_of(read_file(recorded_backtests() / "BtPlain" / "show.txt"));
    for (const auto& file :
         {std::vector<std::string>{},
          {"--backtest-filename", "backtest-result-2026-11-21_08-20-16"},
          {"--export-filename",
           (home.path() / "backtest_results" / "backtest-result-2026-11-21_08-20-16.zip").string()}}) {
        std::vector<std::string> words{"backtesting-show", "--show-pair-list", "--breakdown", "weekday"};
        words.insert(words.end(), file.begin(), file.end());
        ASSERT_EQ(run_with(words), 0) << errors;
        const auto shown = lines_of(out);
        ASSERT_EQ(shown.size(), recorded.size());
        EXPECT_EQ(shown[2], recorded[2]);
        EXPECT_EQ(shown.back(), recorded.back());
    }
    EXPECT_EQ(run_with({"backtesting-show", "--backtest-filename", "../../other"}), 1);
    EXPECT_EQ(run_with({"backtesting-show", "--breakdown", "hour"}), 2);
}

// The titles of the groups and their rows, without what only looks.
std::vector<std::string> contents(const std::string& text) {
    std::vector<std::string> out;
    for (const auto& line : lines_of(text)) {
        if (line.starts_with("Group")) out.push_back(line);
        if (!line.starts_with("│")) continue;
        std::string cells;
        std::istringstream words{line};
        for (std::string word; words >> word;)
            if (word != "│") cells += (word == "-0.000" ? "0.000" : word) + " ";
        out.push_back(cells);
    }
    return out;
}

TEST_F(data_commands, groups_of_trades_are_those_of_freqtrade) {
    NEEDS_SHARED(recorded_backtests());
    put_recorded("BtMulti");
    ASSERT_EQ(run_with({"backtesting-analysis", "--analysis-groups", "0", "1", "2", "3", "4", "5"}), 0) << errors;
    // What `freqtrade backtesting-analysis` prints of the same file.
    const auto recorded = contents(read_file(data() / "backtest" / "analysis_BtMulti.txt"));
    const auto shown = contents(out);
    ASSERT_EQ(shown.size(), recorded.size());
    for (std::size_t i = 0; i < shown.size(); ++i) EXPECT_EQ(shown[i], recorded[i]);

    ASSERT_EQ(run_with({"backtesting-analysis", "--analysis-groups", "5", "--exit-reason-list", "roi", "--timerange",
                        "20180116-20180117"}),
              0);
    EXPECT_THAT(out, HasSubstr("roi"));
    EXPECT_THAT(out, Not(HasSubstr("stop_loss")));
    ASSERT_EQ(run_with({"backtesting-analysis", "--analysis-groups", "1", "--enter-reason-list", "nothing"}), 0);
    EXPECT_THAT(out, HasSubstr("No trades to show"));
    EXPECT_EQ(run_with({"backtesting-analysis", "--indicator-list", "rsi"}), 1);
    EXPECT_THAT(errors, HasSubstr("only Python reads"));
    EXPECT_EQ(run_with({"backtesting-analysis", "--analysis-groups", "7"}), 2);
}

TEST_F(data_commands, groups_go_into_files_as_well) {
    NEEDS_SHARED(recorded_backtests());
    put_recorded("BtPlain");
    ASSERT_EQ(run_with({"backtesting-analysis", "--analysis-groups", "0", "2", "--analysis-to-csv"}), 0) << errors;
    const auto zero = lines_of(read_file(home.path() / "backtest_results" / "group_0.csv"));
    EXPECT_EQ(zero.at(0), "enter_reason,total_num_buys,wins,losses,profit_abs_wins,profit_abs_loss,profit_tot,"
                          "wl_ratio_pct,avg_win,avg_loss,exp_ratio");
    EXPECT_THAT(zero.at(1), testing::StartsWith("dip,497,276,221,"));
    EXPECT_THAT(lines_of(read_file(home.path() / "backtest_results" / "group_2.csv")).at(1),
                testing::StartsWith("8,dip,stop_loss,131,"));
}

TEST_F(data_commands, profits_are_drawn_as_a_page_of_their_own) {
    NEEDS_SHARED(recorded_backtests());
    put_recorded("BtPlain");
    const int code = run_with({"plot-profit", "--exchange-is-not-asked"});
    EXPECT_EQ(code, 2);
    if (run_with({"plot-profit", "-p", "ETH/BTC"}) == 1 && errors.find("chart library") != std::string::npos)
        GTEST_SKIP() << "skipped: " << errors;
    const auto page = read_file(home.path() / "plot" / "tremolo-profit-plot.html");
    EXPECT_THAT(page, HasSubstr("<title>Profit of BtPlain</title>"));
    EXPECT_THAT(page, HasSubstr("\"pairs\":[\"ETH/BTC\"]"));
    EXPECT_THAT(page, HasSubstr("TradingView"));
    EXPECT_THAT(page, Not(HasSubstr("ADA/BTC")));
    EXPECT_THAT(page, Not(HasSubstr("@DATA@")));
    EXPECT_THAT(page, Not(HasSubstr(" src=")));
    EXPECT_EQ(run_with({"plot-profit", "-p", "NONE/BTC"}), 1);
    EXPECT_THAT(errors, HasSubstr("No trades found"));
}

} // namespace
} // namespace tremolo::cli
