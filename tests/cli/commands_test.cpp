// The small subcommands, run inside the test with streams of its own.
#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/pretty_json.hpp"
#include "cli/run.hpp"
#include "cli/samples.hpp"
#include "cli/simulated_exchange.hpp"
#include "cli/start.hpp"
#include "cli/table.hpp"
#include "tests/testing.hpp"
#include <boost/json/parse.hpp>
#include <gmock/gmock.h>

namespace tremolo::cli {
namespace {
namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr auto plain = R"({
    // the smallest that trades
    "max_open_trades": 3, "stake_currency": "USDT", "stake_amount": 100, "dry_run": true,
    "entry_pricing": {"price_side": "same"}, "exit_pricing": {"price_side": "same"},
    "exchange": {"name": "binance", "key": "hunter1", "secret": "hunter2", "pair_whitelist": ["BTC/USDT"]},
    "pairlists": [{"method": "StaticPairList"}],
    "api_server": {"enabled": true, "listen_ip_address": "127.0.0.1", "listen_port": 8081, "username": "me",
                   "password": "hunter3", "jwt_secret_key": "hunter4-hunter4-hunter4-hunter4-hunter4",
                   "ws_token": "hunter5"},
})";

class commands_test : public testing::Test {
  protected:
    int run_with(const std::vector<std::string>& arguments, const config::environment& variables = {}) {
        std::istringstream in;
        std::ostringstream to_out;
        std::ostringstream to_errors;
        terminal talk{in, to_out, to_errors, false, false};
        const int code = run(arguments, variables, talk);
        out = to_out.str();
        errors = to_errors.str();
        return code;
    }
    std::string write(const std::string& name, const std::string& text) const {
        fs::create_directories((folder.path() / name).parent_path());
        std::ofstream{folder.path() / name} << text;
        return (folder.path() / name).string();
    }
    testing_support::temporary_folder folder;
    std::string out;
    std::string errors;
};

TEST_F(commands_test, version) {
    EXPECT_EQ(run_with({"version"}), 0);
    EXPECT_THAT(out, testing::MatchesRegex(
                         "tremolo [0-9]+\\.[0-9]+\\.[0-9]+\nspeaks freqtrade's REST API 2.50, as freqtrade 2026.9\n"));
}

TEST_F(commands_test, show_config_hides_secrets) {
    const auto file = write("config.json", plain);
    EXPECT_EQ(run_with({"show-config", "-c", file}), 0) << errors;
    ASSERT_TRUE(out.starts_with("Your combined configuration is:\n{\n  \"max_open_trades\": 3,\n"));
    EXPECT_THAT(out, testing::Not(HasSubstr("hunter")));
    EXPECT_THAT(out, testing::Not(HasSubstr("reduce_df_footprint"))); // nobody set it
    const auto shown = boost::json::parse(out.substr(out.find('{')));
    EXPECT_EQ(shown.at("exchange").at("key"), boost::json::value("REDACTED"));
    EXPECT_EQ(shown.at("api_server").at("username"), boost::json::value("me"));
    EXPECT_EQ(shown.at("config_files"), (boost::json::array{file}));
}

TEST_F(commands_test, show_config_shows_all_when_asked_to) {
    EXPECT_EQ(run_with({"show-config", "--show-sensitive", "-c", write("config.json", plain)}), 0);
    for (const auto* secret : {"hunter1", "hunter2", "hunter3", "hunter4", "hunter5"})
        EXPECT_THAT(out, HasSubstr(secret));
}

TEST_F(commands_test, show_config_merges_files_and_environment) {
    const auto first = write("a.json", plain);
    const auto second = write("b.json", R"({"max_open_trades": 4, "timeframe": "1h"})");
    EXPECT_EQ(run_with({"show-config", "-c", first, "-c", second}, {{"FREQTRADE__TIMEFRAME", "15m"}}), 0);
    const auto shown = boost::json::parse(out.substr(out.find('{')));
    EXPECT_EQ(shown.at("max_open_trades"), boost::json::value(4));
    EXPECT_EQ(shown.at("timeframe"), boost::json::value("15m"));
}

TEST_F(commands_test, a_missing_or_broken_file_is_named) {
    EXPECT_EQ(run_with({"show-config", "-c", (folder.path() / "none.json").string()}), 2);
    EXPECT_THAT(errors, HasSubstr("none.json does not exist"));
    EXPECT_EQ(run_with({"show-config", "-c", write("broken.json", "{\n \"password\": \"hunter2\"\n \"b\": 1}")}), 2);
    EXPECT_THAT(errors, HasSubstr("broken.json is not valid JSON: line 3, column 2"));
    EXPECT_THAT(errors, testing::Not(HasSubstr("hunter")));
    EXPECT_EQ(out, "");
}

TEST_F(commands_test, list_timeframes) {
    const auto user_data = folder.path().string();
    EXPECT_EQ(run_with({"list-timeframes", "--exchange", "binance", "--userdir", user_data}), 0) << errors;
    EXPECT_THAT(out, HasSubstr("Timeframes available for the exchange `Binance`: 1s, 1m, 3m, 5m, "));
    EXPECT_EQ(run_with({"list-timeframes", "-1", "-c", write("config.json", plain)}), 0) << errors;
    EXPECT_THAT(out, HasSubstr("1m\n3m\n5m\n"));
    EXPECT_EQ(run_with({"list-timeframes", "--userdir", (folder.path() / "other").string()}), 2);
    EXPECT_THAT(errors, HasSubstr("--exchange"));
}

TEST_F(commands_test, list_strategies_by_name) {
    write("strategies/Beta.cpp", "#include \"strategy/prelude.hpp\"\nclass Beta {};\nTREMOLO_STRATEGY(Beta)\n");
    write("strategies/Alpha.cpp", "class Alpha {};\nTREMOLO_STRATEGY(Alpha)\n");
    write("strategies/deeper/Gamma.cpp", "class Gamma {};\nTREMOLO_STRATEGY(Gamma)\n");
    EXPECT_EQ(run_with({"list-strategies", "-1", "--userdir", folder.path().string()}), 0) << errors;
    EXPECT_EQ(out, "Alpha\nBeta\n");
    EXPECT_EQ(run_with({"list-strategies", "-1", "--userdir", folder.path().string(), "--recursive-strategy-search"}),
              0);
    EXPECT_EQ(out, "Alpha\nBeta\nGamma\n");
    EXPECT_EQ(run_with({"list-strategies", "-1", "--userdir", folder.path().string(), "--strategy-path",
                        (folder.path() / "strategies" / "deeper").string()}),
              0);
    EXPECT_EQ(out, "Alpha\nBeta\nGamma\n");
}

TEST_F(commands_test, create_userdir) {
    const auto user_data = folder.path() / "user_data";
    EXPECT_EQ(run_with({"create-userdir", "--userdir", user_data.string()}), 0) << errors;
    for (const auto* part :
         {"backtest_results", "data", "hyperopts", "hyperopt_results", "logs", "notebooks", "plot", "strategies"})
        EXPECT_TRUE(fs::is_directory(user_data / part)) << part;
    EXPECT_EQ(run_with({"create-userdir"}), 2);
    EXPECT_THAT(errors, HasSubstr("--userdir"));
    EXPECT_EQ(run_with({"create-userdir", "--userdir", write("file", "")}), 1);
    EXPECT_THAT(errors, HasSubstr("is a file, not a user_data folder"));
}

TEST_F(commands_test, samples_are_found_beside_the_program) {
    fs::create_directories(folder.path() / "build" / "release");
    const auto program = folder.path() / "build" / "release" / "tremolo";
    EXPECT_FALSE(sample_strategies_folder(program).has_value());
    fs::create_directories(folder.path() / "strategies");
    EXPECT_EQ(sample_strategies_folder(program), folder.path() / "strategies");
    fs::create_directories(folder.path() / "build" / "share" / "tremolo" / "strategies");
    EXPECT_EQ(sample_strategies_folder(program), folder.path() / "build" / "share" / "tremolo" / "strategies");
}

TEST_F(commands_test, completion_knows_commands_and_options) {
    for (const auto* shell : {"bash", "zsh", "fish"}) {
        EXPECT_EQ(run_with({"completion", shell}), 0);
        for (const auto* word : {"trade", "list-strategies", "completion", "zsh"})
            EXPECT_THAT(out, HasSubstr(word)) << shell;
        EXPECT_THAT(out, HasSubstr(shell == std::string{"fish"} ? "-l dry-run-wallet" : "--dry-run-wallet")) << shell;
    }
}

TEST_F(commands_test, bash_completes) {
    EXPECT_EQ(run_with({"completion", "bash"}), 0);
    const auto script =
        write("completion.bash",
              out + "\nCOMP_WORDS=(tremolo tr); COMP_CWORD=1; _tremolo; echo \"${COMPREPLY[@]}\"\n"
                    "COMP_WORDS=(tremolo trade --dry); COMP_CWORD=2; _tremolo; echo \"${COMPREPLY[@]}\"\n"
                    "COMP_WORDS=(tremolo completion f); COMP_CWORD=2; _tremolo; echo \"${COMPREPLY[@]}\"\n");
    const auto result = (folder.path() / "result").string();
    ASSERT_EQ(std::system(("bash " + script + " > " + result + " 2>&1").c_str()), 0);
    EXPECT_EQ(testing_support::read_file(result), "trade trades-to-ohlcv\n--dry-run --dry-run-wallet\nfish\n");
}

// -- what commands stand on

TEST(pretty, one_key_a_line) {
    EXPECT_EQ(pretty(boost::json::parse(R"({"a": {"b": [1, 2.0], "c": [], "d": {}}, "e": "x\"y"})")),
              "{\n  \"a\": {\n    \"b\": [\n      1,\n      2.0\n    ],\n    \"c\": [],\n    \"d\": {}\n  },\n  \"e\": "
              "\"x\\\"y\"\n}");
}

TEST_F(commands_test, trade_options_win_over_files) {
    trade_options options;
    options.config = {write("config.json", plain)};
    options.strategy = "Mine";
    options.dry_run_wallet = 7;
    options.db_url = "sqlite:///other.sqlite";
    options.sd_notify = true;
    options.fee = 0.002;
    const manual_clock clock{timestamp{}};
    const auto begun = start(load_options_of(options, {{"FREQTRADE__STRATEGY", "Other"}}), options, clock);
    EXPECT_EQ(begun.settings.strategy, "Mine");
    EXPECT_EQ(begun.settings.starting_balances(), (std::map<std::string, double>{{"USDT", 7}}));
    EXPECT_EQ(begun.settings.db_url, "sqlite:///other.sqlite");
    EXPECT_TRUE(begun.settings.internals.sd_notify);
    EXPECT_EQ(begun.settings.fee, 0.002);
    // What was said while loading is in the log, without a secret.
    std::string all;
    for (const auto& line : begun.log->last(0)) all += line.message + "\n";
    EXPECT_THAT(all, HasSubstr("Using config: "));
    EXPECT_THAT(all, testing::Not(HasSubstr("hunter")));
}

TEST_F(commands_test, a_logfile_is_written) {
    trade_options options;
    options.config = {write("config.json", plain)};
    options.logfile = (folder.path() / "bot.log").string();
    const manual_clock clock{timestamp{}};
    const auto begun = start(load_options_of(options, {}), options, clock);
    EXPECT_THAT(testing_support::read_file(options.logfile),
                HasSubstr("1970-01-01 00:00:00,000 - tremolo.configuration - INFO - Dry run is enabled"));
    options.logfile = "journald";
    EXPECT_THROW((void)start(load_options_of(options, {}), options, clock), configuration_error);
}

TEST_F(commands_test, the_simulated_exchange_gets_its_settings) {
    trade_options options;
    options.config = {write("config.json", plain),
                      write("sim.json", R"({"trading_mode": "futures", "exchange": {"name": "Kraken",
        "simulated": {"source": "replay", "seed": 9, "path": "candles", "speed": 60, "start": "2026-01-31 00:00",
        "wallet": {"USDT": 5}, "latency_ms": 3, "faults": {"errors": 0.1, "delay_ms": 4}}}})")};
    fs::create_directories(folder.path() / "candles");
    const manual_clock clock{timestamp{}};
    const auto made = simulated_settings_of(start(load_options_of(options, {}), options, clock).settings);
    EXPECT_EQ(made.source, exchange::simulated_source::replay);
    EXPECT_EQ(made.seed, 9U);
    EXPECT_EQ(made.path, fs::canonical(folder.path()) / "candles");
    EXPECT_EQ(made.speed, 60);
    EXPECT_EQ(epoch_seconds(*made.start), 1769817600);
    EXPECT_EQ(made.id, "kraken");
    EXPECT_EQ(made.stake_currency, "USDT");
    EXPECT_EQ(made.mode, market::trading_mode::futures);
    EXPECT_EQ(made.wallet.at("USDT"), 5);
    EXPECT_EQ(made.latency.count(), 3);
    EXPECT_EQ(made.faults.errors, 0.1);
    EXPECT_EQ(made.faults.delay.count(), 4);
}

} // namespace
} // namespace tremolo::cli
