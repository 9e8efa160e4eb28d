// From the words of a command line to options, and what is said about words that cannot be understood.
#include "base/error.hpp"
#include "cli/arguments.hpp"
#include <algorithm>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace tremolo::cli {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;

template <class T>
T parsed(const std::vector<std::string>& arguments) {
    return std::get<T>(parse_arguments(arguments));
}

std::string refusal_of(const std::vector<std::string>& arguments) {
    try {
        (void)parse_arguments(arguments);
    } catch (const configuration_error& error) { return error.what(); }
    return "";
}

TEST(arguments, trade_takes_freqtrades_flags) {
    const auto t = parsed<trade_options>({"trade",
                                          "-c",
                                          "a.json",
                                          "--config",
                                          "b.json",
                                          "--config=c.json",
                                          "--userdir",
                                          "ud",
                                          "-d",
                                          "data",
                                          "--db-url",
                                          "sqlite:///x.sqlite",
                                          "-s",
                                          "Sample",
                                          "--strategy-path",
                                          "sp",
                                          "--recursive-strategy-search",
                                          "--dry-run",
                                          "--dry-run-wallet",
                                          "500.5",
                                          "--fee",
                                          "0.002",
                                          "--logfile",
                                          "l.log",
                                          "--sd-notify",
                                          "-vv",
                                          "--no-color",
                                          "--clock",
                                          "1795245900.25"});
    EXPECT_THAT(t.config, ElementsAre("a.json", "b.json", "c.json"));
    EXPECT_EQ(t.user_data_dir, "ud");
    EXPECT_EQ(t.datadir, "data");
    EXPECT_EQ(t.db_url, "sqlite:///x.sqlite");
    EXPECT_EQ(t.strategy, "Sample");
    EXPECT_EQ(t.strategy_path, "sp");
    EXPECT_TRUE(t.recursive_strategy_search);
    EXPECT_TRUE(t.dry_run);
    EXPECT_EQ(t.dry_run_wallet, 500.5);
    EXPECT_EQ(t.fee, 0.002);
    EXPECT_EQ(t.logfile, "l.log");
    EXPECT_TRUE(t.sd_notify);
    EXPECT_EQ(t.verbosity, 2);
    EXPECT_TRUE(t.no_color);
    ASSERT_TRUE(t.clock.has_value());
    EXPECT_EQ(epoch_ms(*t.clock), 1795245900250);
}

TEST(arguments, trade_without_any) {
    const auto t = parsed<trade_options>({"trade"});
    EXPECT_TRUE(t.config.empty());
    EXPECT_FALSE(t.dry_run_wallet.has_value());
    EXPECT_FALSE(t.clock.has_value());
    EXPECT_EQ(t.verbosity, 0);
}

TEST(arguments, aliases) {
    const auto t = parsed<trade_options>({"trade", "--user-data-dir", "ud", "--data-dir", "d", "--log-file", "l",
                                          "--starting-balance", "7", "--verbose", "--freqaimodel", "X",
                                          "--freqaimodel-path", "Y"});
    EXPECT_EQ(t.user_data_dir, "ud");
    EXPECT_EQ(t.datadir, "d");
    EXPECT_EQ(t.logfile, "l");
    EXPECT_EQ(t.dry_run_wallet, 7);
    EXPECT_EQ(t.verbosity, 1);
    EXPECT_THAT(parsed<trade_options>({"trade", "-c", "-", "-s", "X"}).config, ElementsAre("-"));
}

TEST(arguments, beginnings_of_options) {
    const auto t = parsed<trade_options>({"trade", "--conf", "a", "--strategy-p=sp", "--strategy", "S", "--verb"});
    EXPECT_THAT(t.config, ElementsAre("a"));
    EXPECT_EQ(t.strategy_path, "sp");
    EXPECT_EQ(t.strategy, "S");
    EXPECT_EQ(t.verbosity, 1);
    EXPECT_THAT(refusal_of({"trade", "--dry"}), HasSubstr("--dry")); // two begin so
}

TEST(arguments, other_commands) {
    EXPECT_TRUE(parsed<show_config_options>({"show-config", "--show-sensitive", "-c", "a"}).show_sensitive);
    EXPECT_TRUE(parsed<list_strategies_options>({"list-strategies", "-1", "--userdir", "x"}).one_column);
    EXPECT_EQ(parsed<list_timeframes_options>({"list-timeframes", "--exchange", "kraken", "--one-column"}).exchange,
              "kraken");
    EXPECT_TRUE(parsed<create_userdir_options>({"create-userdir", "--userdir", "x", "--reset"}).reset);
    EXPECT_EQ(parsed<new_config_options>({"new-config", "-y", "--listen-port", "8081"}).listen_port, 8081);
    EXPECT_EQ(parsed<new_config_options>({"new-config", "--max-open-trades", "-1"}).max_open_trades, -1);
    EXPECT_EQ(parsed<completion_options>({"completion", "zsh"}).shell, "zsh");
    for (const auto& words : {std::vector<std::string>{"version"}, {"-V"}, {"--version"}, {"trade", "-V"}})
        EXPECT_NO_THROW((void)parsed<version_options>(words));
}

TEST(arguments, slots_of_a_backtest_are_a_whole_number) {
    EXPECT_EQ(parsed<backtesting_options>({"backtesting", "--max-open-trades", "-1"}).max_open_trades, -1);
    EXPECT_THAT(refusal_of({"backtesting", "--max-open-trades", "1.5"}), HasSubstr("--max-open-trades"));
}

TEST(arguments, what_is_given_again_counts_as_given_last) {
    const auto listed = std::get<list_data_options>(
        parsed<data_command>({"list-data", "-p", "A/B", "C/D", "--exchange", "x", "--pairs=E/F", "--exchange", "y"})
            .options);
    EXPECT_EQ(listed.pairs, (std::vector<std::string>{"E/F"}));
    EXPECT_EQ(listed.exchange, "y");
    const auto tested = std::get<test_pairlist_options>(
        parsed<data_command>({"test-pairlist", "-c", "a", "--quote", "USDT", "-c", "b", "--quote", "BTC", "ETH"})
            .options);
    EXPECT_EQ(tested.quote, (std::vector<std::string>{"BTC", "ETH"}));
    EXPECT_EQ(tested.config, (std::vector<std::string>{"a", "b"}));
    const auto analysed =
        parsed<recursive_options>({"recursive-analysis", "--startup-candle", "-5", "1", "--startup-candle", "-7", "2"});
    EXPECT_EQ(analysed.startup_candle, (std::vector<std::int64_t>{-7, 2}));
}

TEST(arguments, unknown_commands) {
    EXPECT_THAT(refusal_of({"tarde"}), HasSubstr("`tarde` is no command of Tremolo. Did you mean `trade`?"));
    EXPECT_THAT(refusal_of({"listtimeframes"}), HasSubstr("Did you mean `list-timeframes`?"));
    EXPECT_EQ(refusal_of({"xyzzy"}), "`xyzzy` is no command of Tremolo. `tremolo --help` lists all.");
    EXPECT_THAT(refusal_of({"hyperopt"}),
                HasSubstr("a command of freqtrade's that this version of Tremolo does not have"));
    EXPECT_THAT(refusal_of({}), HasSubstr("needs a command"));
}

TEST(arguments, unknown_options_and_bad_values) {
    EXPECT_THAT(refusal_of({"trade", "--stratgy", "x"}), HasSubstr("Did you mean --strategy?"));
    EXPECT_THAT(refusal_of({"trade", "--stratgy", "x"}), HasSubstr("`tremolo trade --help`"));
    EXPECT_THAT(refusal_of({"trade", "--fee", "much"}), HasSubstr("--fee"));
    EXPECT_THAT(refusal_of({"trade", "--fee"}), HasSubstr("--fee"));
    EXPECT_THAT(refusal_of({"trade", "surplus"}), HasSubstr("surplus"));
    EXPECT_THAT(refusal_of({"trade", "--clock", "-5"}), HasSubstr("--clock: found -5"));
    EXPECT_THAT(refusal_of({"trade", "--clock", "nan"}), HasSubstr("--clock"));
    EXPECT_THAT(refusal_of({"completion", "tcsh"}), HasSubstr("tcsh"));
    EXPECT_THAT(refusal_of({"completion"}), HasSubstr("shell"));
    EXPECT_THAT(refusal_of({"list-timeframes", "--trading-mode", "options"}), HasSubstr("options"));
}

TEST(arguments, every_command_explains_itself) {
    EXPECT_THAT(parsed<help_options>({"--help"}).text, HasSubstr("tremolo trade --config user_data/config.json"));
    for (const auto& command : outlines()) {
        const auto text = parsed<help_options>({command.name, "--help"}).text;
        EXPECT_THAT(text, HasSubstr("tremolo " + command.name)) << command.name;
        EXPECT_THAT(text, HasSubstr(command.help));
        if (command.name != "version") { EXPECT_THAT(text, HasSubstr("Example")) << command.name; }
        EXPECT_THAT(parsed<help_options>({command.name, "-h"}).text, text);
        for (const auto& option : command.options)
            EXPECT_FALSE(option.help.empty()) << command.name << option.names.front();
    }
}

TEST(arguments, outlines_name_what_completion_needs) {
    const auto all = outlines();
    const auto trade = std::ranges::find(all, "trade", &command_outline::name);
    ASSERT_NE(trade, all.end());
    const auto named = [&](const char* name) {
        return std::ranges::find_if(trade->options,
                                    [&](const auto& o) { return std::ranges::find(o.names, name) != o.names.end(); });
    };
    ASSERT_NE(named("--config"), trade->options.end());
    EXPECT_THAT(named("--config")->names, ElementsAre("-c", "--config"));
    EXPECT_TRUE(named("--config")->is_path);
    EXPECT_TRUE(named("--strategy")->takes_value);
    EXPECT_FALSE(named("--strategy")->is_path);
    EXPECT_FALSE(named("--dry-run")->takes_value);
    EXPECT_EQ(named("--freqaimodel"), trade->options.end());
}

TEST(arguments, nearest_word) {
    const std::vector<std::string> known{"trade", "version"};
    EXPECT_EQ(nearest("trad", known), "trade");
    EXPECT_EQ(nearest("versoin", known), "version");
    EXPECT_EQ(nearest("elephant", known), "");
    EXPECT_EQ(nearest("", {}), "");
}

} // namespace
} // namespace tremolo::cli
