// From files, environment and command line to the typed configuration, and its completion with a strategy.
#include "base/error.hpp"
#include "config/folders.hpp"
#include "config/load.hpp"
#include "config/redact.hpp"
#include "tests/testing.hpp"
#include <boost/json/serialize.hpp>
#include <cmath>
#include <gmock/gmock.h>

namespace tremolo::config {
namespace {
namespace bj = boost::json;
namespace fs = std::filesystem;
using testing::HasSubstr;

constexpr auto plain = R"({
    "max_open_trades": 3, "stake_currency": "USDT", "stake_amount": 100, "dry_run": true, "dry_run_wallet": 1000,
    "timeframe": "5m", "stoploss": -0.1, "minimal_roi": {"0": 0.1, "30": 0.05},
    "entry_pricing": {"price_side": "same", "use_order_book": true, "order_book_top": 1,
                      "check_depth_of_market": {"enabled": true, "bids_to_ask_delta": 1.5}},
    "exit_pricing": {"price_side": "other"},
    "exchange": {"name": "binance", "key": "the-key", "secret": "the-secret", "pair_whitelist": ["BTC/USDT"],
                 "pair_blacklist": ["BNB/.*"]},
    "pairlists": [{"method": "StaticPairList"}, {"method": "PriceFilter", "min_price": 0.01}],
    "api_server": {"enabled": true, "listen_ip_address": "127.0.0.1", "listen_port": 8081, "username": "me",
                   "password": "the-password", "jwt_secret_key": "the-jwt-key-of-at-least-32-characters",
                   "ws_token": ["one-token", "two-token"], "CORS_origins": ["http://x"], "verbosity": "info"},
    "initial_state": "paused", "trading_mode": "spot", "margin_mode": "", "internals": {"process_throttle_secs": 2},
    "export": "none"
})";

class load_test : public testing::Test {
  protected:
    fs::path write(const std::string& name, const std::string& text) const {
        const auto path = folder.path() / name;
        fs::create_directories(path.parent_path());
        std::ofstream{path} << text;
        return path;
    }
    load_options with(const std::string& text) const { return {.files = {write("config.json", text).string()}}; }
    std::string refusal_of(const load_options& options) const {
        try {
            (void)load(options);
        } catch (const configuration_error& error) { return error.what(); }
        return "";
    }
    testing_support::temporary_folder folder;
};

TEST_F(load_test, fills_the_typed_struct) {
    const auto c = load(with(plain));
    EXPECT_EQ(c.mode, run_mode::dry_run);
    EXPECT_EQ(c.max_open_trades, 3);
    EXPECT_EQ(c.stake_currency, "USDT");
    EXPECT_EQ(c.stake_amount, (stake_setting{false, 100}));
    EXPECT_EQ(c.minimal_roi, (roi_table{{0, 0.1}, {30, 0.05}}));
    EXPECT_EQ(c.stoploss, -0.1);
    EXPECT_FALSE(c.trailing_stop.has_value());
    EXPECT_EQ(c.entry_pricing.price_side, price_side::same);
    EXPECT_TRUE(c.entry_pricing.use_order_book);
    EXPECT_TRUE(c.entry_pricing.check_depth_of_market.enabled);
    EXPECT_EQ(c.entry_pricing.check_depth_of_market.bids_to_ask_delta, 1.5);
    EXPECT_EQ(c.exit_pricing.price_side, price_side::other);
    EXPECT_FALSE(c.exit_pricing.use_order_book);
    EXPECT_EQ(c.exchange.name, "binance");
    EXPECT_EQ(c.exchange.connector, connector_kind::none);
    EXPECT_EQ(c.exchange.pair_whitelist, std::vector<std::string>{"BTC/USDT"});
    EXPECT_EQ(c.exchange.outdated_offset, 5);
    ASSERT_EQ(c.pairlists.size(), 2U);
    EXPECT_EQ(c.pairlists[1].at("min_price"), bj::value(0.01));
    EXPECT_EQ(c.api_server.listen_port, 8081);
    ASSERT_EQ(c.api_server.ws_token.tokens.size(), 2U);
    EXPECT_EQ(c.api_server.ws_token.tokens[1].reveal(), "two-token");
    EXPECT_EQ(c.api_server.verbosity, access_log::info);
    EXPECT_EQ(c.initial_state, starting_state::paused);
    EXPECT_EQ(c.margin_mode, margin_mode::none);
    EXPECT_EQ(c.internals.process_throttle_secs, 2);
    EXPECT_EQ(c.export_, "none");
    EXPECT_EQ(c.tradable_balance_ratio, 0.99);
    EXPECT_EQ(c.starting_balances(), (std::map<std::string, double>{{"USDT", 1000}}));
    EXPECT_EQ(c.raw.at("max_open_trades"), bj::value(3));
    EXPECT_FALSE(c.original.contains("reduce_df_footprint")); // a default, not set by anyone
    EXPECT_TRUE(c.raw.contains("reduce_df_footprint"));
}

TEST_F(load_test, no_limit_of_a_file_loses_its_point_and_one_laid_over_keeps_it) {
    auto settings = bj::parse(plain).as_object();
    settings["max_open_trades"] = -1.0;
    auto options = with(bj::serialize(settings));
    EXPECT_EQ(load(options).raw.at("max_open_trades"), bj::value(-1));
    options.command_line["max_open_trades"] = -1.0;
    EXPECT_EQ(load(options).raw.at("max_open_trades"), bj::value(-1.0));
    EXPECT_TRUE(std::isinf(*load(options).max_open_trades));
}

TEST_F(load_test, other_forms_of_values) {
    auto options = with(plain);
    options.command_line = {{"max_open_trades", -1},
                            {"trading_mode", "futures"},
                            {"margin_mode", "isolated"},
                            {"api_server", {{"ws_token", "single"}}},
                            {"exchange", {{"simulated", {{"source", "synthetic"}, {"seed", 18446744073709551615U}}}}}};
    const auto c = load(options);
    EXPECT_TRUE(std::isinf(*c.max_open_trades));
    EXPECT_EQ(c.trading_mode, trading_mode::futures);
    EXPECT_EQ(c.margin_mode, margin_mode::isolated);
    ASSERT_EQ(c.api_server.ws_token.tokens.size(), 1U);
    EXPECT_EQ(c.exchange.simulated.seed, 18446744073709551615U);
}

TEST_F(load_test, a_wallet_of_several_currencies_and_unlimited_stakes) {
    auto settings = bj::parse(plain).as_object();
    settings["dry_run_wallet"] = {{"BTC", 1}, {"USDT", 500}};
    settings["stake_amount"] = "unlimited";
    const auto c = load(with(bj::serialize(settings)));
    EXPECT_EQ(c.starting_balances(), (std::map<std::string, double>{{"BTC", 1}, {"USDT", 500}}));
    EXPECT_TRUE(c.stake_amount->unlimited);
}

TEST_F(load_test, command_line_beats_environment_beats_files) {
    auto options = with(plain);
    EXPECT_EQ(load(options).timeframe, "5m");
    options.environment = {{"FREQTRADE__TIMEFRAME", "15m"}, {"FREQTRADE__EXCHANGE__NAME", "kraken"}};
    EXPECT_EQ(load(options).timeframe, "15m");
    EXPECT_EQ(load(options).exchange.name, "kraken");
    EXPECT_EQ(load(options).api_server.username, "me");
    EXPECT_EQ(load(options).original.at("timeframe"), bj::value("15m"));
    options.command_line = {{"timeframe", "1h"}};
    EXPECT_EQ(load(options).timeframe, "1h");
    EXPECT_EQ(load(options).original.at("timeframe"), bj::value("15m"));
}

TEST_F(load_test, a_key_of_digits_in_the_environment_is_refused_unseen) {
    auto options = with(plain);
    options.environment = {{"FREQTRADE__EXCHANGE__KEY", "1234567890123"}};
    const auto text = refusal_of(options);
    EXPECT_THAT(text, HasSubstr("exchange.key: found a number (not shown), expected a text or null (set by the "
                                "environment variable FREQTRADE__EXCHANGE__KEY, where digits are a number"));
    EXPECT_THAT(text, testing::Not(HasSubstr("1234567890123")));
}

TEST_F(load_test, a_dry_run_knows_no_credentials) {
    auto options = with(plain);
    const auto dry = load(options);
    EXPECT_TRUE(dry.exchange.key.empty());
    EXPECT_TRUE(dry.exchange.secret_.empty());
    EXPECT_THAT(bj::serialize(dry.raw), testing::Not(HasSubstr("the-secret")));
    EXPECT_TRUE(complete(dry, {}).exchange.secret_.empty());
    EXPECT_FALSE(dry.api_server.password.empty());
    options.command_line = {{"dry_run", false}, {"exchange", {{"connector", "simulated"}}}};
    const auto live = load(options);
    EXPECT_EQ(live.exchange.key.reveal(), "the-key");
    EXPECT_EQ(live.exchange.secret_.reveal(), "the-secret");
    EXPECT_TRUE(live.exchange.password.empty());
}

TEST_F(load_test, databases) {
    auto options = with(plain);
    EXPECT_EQ(load(options).db_url, "sqlite:///tradesv3.dryrun.sqlite");
    options.command_line = {{"db_url", "sqlite:///mine.sqlite"}};
    EXPECT_EQ(load(options).db_url, "sqlite:///mine.sqlite");
    options.command_line = {{"dry_run", false}, {"exchange", {{"connector", "simulated"}}}};
    EXPECT_EQ(load(options).db_url, "sqlite:///tradesv3.sqlite");
    EXPECT_EQ(load(options).mode, run_mode::live);
}

TEST_F(load_test, folders) {
    auto options = with(plain);
    EXPECT_EQ(load(options).user_data_dir, fs::current_path() / "user_data");
    EXPECT_EQ(load(options).datadir, fs::current_path() / "user_data" / "data" / "binance");
    options.user_data_dir = folder.path() / "mine";
    EXPECT_EQ(load(options).datadir, folder.path() / "mine" / "data" / "binance");
    options.datadir = folder.path() / "candles";
    EXPECT_EQ(load(options).datadir, folder.path() / "candles");
}

TEST_F(load_test, prepares_folders) {
    auto options = with(plain);
    options.user_data_dir = folder.path() / "mine";
    const auto c = load(options);
    EXPECT_THROW(prepare_folders(c), operational_error);
    fs::create_directories(options.user_data_dir);
    prepare_folders(c);
    for (const auto* part : {"strategies", "backtest_results", "logs", "data/binance"})
        EXPECT_TRUE(fs::is_directory(options.user_data_dir / part)) << part;
    fs::remove_all(options.user_data_dir / "logs");
    std::ofstream{options.user_data_dir / "logs"} << "in the way";
    EXPECT_THROW(prepare_folders(c), operational_error);
}

TEST_F(load_test, finds_the_default_file) {
    EXPECT_EQ(default_config_file(folder.path()), "config.json");
    write("config.json", "{}");
    EXPECT_EQ(default_config_file(folder.path()), folder.path() / "config.json");
}

TEST_F(load_test, minutes_of_minimal_roi_are_whole) {
    auto options = with(plain);
    options.command_line = {{"minimal_roi", {{"0.5", 0.1}}}};
    EXPECT_THAT(refusal_of(options), HasSubstr("minimal_roi.0.5: found the key \"0.5\", expected whole minutes"));
}

TEST_F(load_test, an_enabled_section_without_effect_is_told) {
    const manual_clock clock{timestamp{}};
    const auto sink = std::make_shared<log_sink>(clock, log_sink::options{.to_stderr = false});
    auto options = with(plain);
    options.command_line = {{"telegram", {{"enabled", true}, {"token", "hunter2"}, {"chat_id", "1"}}}};
    (void)load(options, logger{sink, "tremolo.config"});
    std::string all;
    for (const auto& line : sink->last(0)) all += line.message + "\n";
    EXPECT_THAT(all, HasSubstr("telegram is enabled"));
    for (const auto* secret : {"hunter2", "the-key", "the-secret", "the-password", "the-jwt-key", "one-token"})
        EXPECT_THAT(all, testing::Not(HasSubstr(secret)));
}

// -- completion with the attributes of a strategy

TEST_F(load_test, configuration_beats_strategy_beats_default) {
    auto options = with(plain);
    const auto c = complete(load(options), bj::object{{"timeframe", "1h"},
                                                      {"stoploss", -0.5},
                                                      {"trailing_stop", true},
                                                      {"trailing_stop_positive", nullptr},
                                                      {"startup_candle_count", 30},
                                                      {"max_open_trades", 9},
                                                      {"unfilledtimeout", {{"entry", 7}, {"exit", 8}}}});
    EXPECT_EQ(c.timeframe, "5m");
    EXPECT_EQ(c.stoploss, -0.1);
    EXPECT_EQ(c.max_open_trades, 3);
    EXPECT_EQ(c.trailing_stop, true);
    EXPECT_FALSE(c.trailing_stop_positive.has_value());
    EXPECT_EQ(c.startup_candle_count, 30);
    EXPECT_EQ(c.unfilledtimeout->entry, 7);
    EXPECT_EQ(c.use_exit_signal, true);
    EXPECT_EQ(c.exit_profit_only, false);
    EXPECT_EQ(c.process_only_new_candles, true);
    EXPECT_EQ(c.max_entry_position_adjustment, -1);
    EXPECT_EQ(c.order_types->stoploss, order_kind::limit);
    EXPECT_EQ(c.order_types->emergency_exit, order_kind::market);
    EXPECT_EQ(c.order_time_in_force->entry, "GTC");
    EXPECT_EQ(c.original, load(options).original);
    EXPECT_EQ(c.mode, run_mode::dry_run);
}

TEST_F(load_test, what_neither_has_is_missing_in_the_end) {
    auto text = bj::parse(plain).as_object();
    for (const auto* key : {"stoploss", "timeframe", "max_open_trades"}) text.erase(key);
    const auto first = load(with(bj::serialize(text)));
    EXPECT_FALSE(first.stoploss.has_value());
    const auto c = complete(first, bj::object{{"stoploss", -0.2}, {"timeframe", "1h"}});
    EXPECT_EQ(c.stoploss, -0.2);
    EXPECT_TRUE(std::isinf(*c.max_open_trades));
    const auto refusal = [&](const bj::object& attributes) -> std::string {
        try {
            (void)complete(first, attributes);
        } catch (const configuration_error& error) { return error.what(); }
        return "";
    };
    EXPECT_THAT(
        refusal({{"stoploss", -0.2}}),
        HasSubstr("timeframe is missing, expected a text (neither the configuration nor the strategy sets it)"));
    EXPECT_THAT(refusal({{"stoploss", 0.2}, {"timeframe", "1h"}}),
                HasSubstr("stoploss: found 0.2, expected a number below 0 (set by the strategy)"));
    EXPECT_THROW((void)complete(first, bj::object{{"stoploss", -0.2},
                                                  {"timeframe", "1h"},
                                                  {"stake_amount", 1},
                                                  {"trailing_stop", true},
                                                  {"trailing_stop_positive", 0}}),
                 configuration_error);
}

TEST_F(load_test, without_files) {
    load_options options{.mode = run_mode::other};
    const auto c = load(options);
    EXPECT_TRUE(c.dry_run);
    EXPECT_EQ(c.exchange.name, "");
}

// -- what may be shown

TEST_F(load_test, redacted_has_no_secret) {
    auto options = with(plain);
    options.command_line = bj::parse(R"({"db_url": "postgresql+psycopg2://bot:hunter1@db:5432/trades",
        "telegram": {"enabled": false, "token": "hunter2", "chat_id": "hunter3"},
        "webhook": {"url": "http://hunter4"}, "discord": {"webhook_url": "http://hunter5"},
        "exchange": {"ccxt_config": {"apiKey": "hunter6", "options": {"privateKey": "hunter7"}, "timeout": 5},
                     "walletAddress": "hunter8", "password": "hunter9"},
        "external_message_consumer": {"producers": [{"name": "a", "host": "h", "ws_token": "hunter10"}]},
        "coingecko": {"api_key": "hunter11", "is_demo": true},
        "pairlists": [{"method": "RemotePairList", "bearer_token": "hunter12"}]})")
                               .as_object();
    const auto shown = bj::serialize(redacted(load(options).raw));
    for (const auto* secret :
         {"hunter", "the-key", "the-secret", "the-password", "the-jwt-key", "one-token", "two-token"})
        EXPECT_THAT(shown, testing::Not(HasSubstr(secret)));
    EXPECT_THAT(shown, HasSubstr("postgresql+psycopg2://bot:*****@db:5432/trades"));
    EXPECT_THAT(shown, HasSubstr(R"("timeout":5)"));
    EXPECT_THAT(shown, HasSubstr(R"("username":"me")"));
    EXPECT_THAT(shown, HasSubstr(R"("password":"REDACTED")"));
}

TEST(redact, database_addresses) {
    EXPECT_EQ(without_password("sqlite:///tradesv3.sqlite"), "sqlite:///tradesv3.sqlite");
    EXPECT_EQ(without_password("sqlite://"), "sqlite://");
    EXPECT_EQ(without_password("postgresql://u:p:w@h:1/x"), "postgresql://u:*****@h:1/x");
    EXPECT_EQ(without_password("postgresql://u:p/q@h/x"), "postgresql://u:*****@h/x");
    EXPECT_EQ(without_password("postgresql://u@h/x"), "postgresql://u@h/x");
}

} // namespace
} // namespace tremolo::config
