// What a compiled strategy is told when it asks: market data, money, trades, locks, custom data; when it is asked to
// analyse, and that merged candles know nothing of the future.
#include "bot/bot.hpp"
#include "config/load.hpp"
#include "exchange/simulated/simulated.hpp"
#include "tests/strategy/test_strategies.hpp"
#include <set>

using namespace tremolo;
namespace bj = boost::json;

namespace {

class message_sink final : public bot::event_sink {
  public:
    void send(std::shared_ptr<const bot::event> e) override {
        if (bot::type_of(*e) == "strategy_msg")
            told.insert(std::string{bj::parse(*bot::wire_text(*e)).at("msg").as_string()});
    }
    std::multiset<std::string> told;
};

class asking_bot : public testing::Test {
  protected:
    asking_bot() {
        exchange::simulated_settings how;
        how.seed = 7;
        how.pause = [](std::chrono::milliseconds) {};
        market_ = exchange::open_simulated(how, clock_);
        dry_run_ = std::make_shared<exchange::dry_run>(market_, clock_, exchange::uuid_source{1});
        database_ = std::make_shared<store::database>("sqlite:///" + (folder_.path() / "trades.sqlite").string(),
                                                      clock_, store::database_options{store::durability::process});
        loaded_ = testing_support::test_loader().load("AskingStrategy");
    }

    void start(bool only_new_candles) {
        std::ofstream{folder_.path() / "config.json"} << bj::serialize(
            bj::object{{"dry_run", true},
                       {"stake_currency", "USDT"},
                       {"stake_amount", 100},
                       {"max_open_trades", 2},
                       {"trading_mode", "spot"},
                       {"strategy", "AskingStrategy"},
                       {"process_only_new_candles", only_new_candles},
                       {"entry_pricing", {{"price_side", "other"}, {"use_order_book", true}}},
                       {"exit_pricing", {{"price_side", "other"}, {"use_order_book", true}}},
                       {"pairlists", bj::array{bj::object{{"method", "StaticPairList"}}}},
                       {"exchange", bj::object{{"name", "binance"},
                                               {"connector", "simulated"},
                                               {"pair_whitelist", bj::array{"BTC/USDT", "LTC/USDT"}}}}});
        config::load_options options;
        options.files = {(folder_.path() / "config.json").string()};
        options.user_data_dir = folder_.path();
        bot_ = std::make_unique<bot::bot>(
            bot::bot_parts{.clock = clock_,
                           .exchange = dry_run_,
                           .dry_run = dry_run_,
                           .database = database_,
                           .settings = bot::make_settings(config::load(options), *loaded_.instance, loaded_.name),
                           .strategy = loaded_.instance,
                           .implemented = loaded_.implemented,
                           .sink = &sink_,
                           .control = control_,
                           .board = board_});
        control_.set_state(bot::bot_state::running);
    }
    std::multiset<std::string> heard(std::chrono::seconds later) {
        clock_.advance(later);
        sink_.told.clear();
        bot_->process({});
        return sink_.told;
    }

    testing_support::temporary_folder folder_;
    manual_clock clock_{from_epoch_ms(1767261603000)}; // 10:00:03
    std::shared_ptr<exchange::simulated> market_;
    std::shared_ptr<exchange::dry_run> dry_run_;
    std::shared_ptr<store::database> database_;
    strategy::loaded_strategy loaded_;
    message_sink sink_;
    bot::bot_control control_;
    bot::snapshot_board board_;
    std::unique_ptr<bot::bot> bot_;
};

TEST_F(asking_bot, hears_everything_about_market_money_and_trades) {
    start(true);
    auto told = heard(std::chrono::seconds{20});
    for (const auto* line : {"now: same", "runmode: dry_run", "whitelist: BTC/USDT 2", "ticker: beside the book",
                             "no ticker: none", "market: BTC, none", "money: some", "candles: 1 0", "analysed: not yet",
                             "open trades: 0 of 0", "lock: 1 0", "once a candle", "analyses: 1", "analyses: 2"})
        EXPECT_EQ(told.count(line), 1u) << line;
    EXPECT_EQ(told.count("merge: looks into the future"), 0u);

    told = heard(std::chrono::seconds{5});
    EXPECT_EQ(told.count("analysed: with the hour"), 1u);
    EXPECT_EQ(told.count("open trades: 1 of 1"), 1u);
    EXPECT_EQ(told.count("rounds: 0"), 1u);
    EXPECT_EQ(told.count("once a candle"), 0u) << "a text without always_send is sent once a candle";
    EXPECT_EQ(told.count("analyses: 3"), 0u) << "only new candles are analysed";
    told = heard(std::chrono::seconds{5});
    EXPECT_EQ(told.count("rounds: 1"), 1u);
    told = heard(std::chrono::minutes{5});
    EXPECT_EQ(told.count("once a candle"), 1u);
    EXPECT_EQ(told.count("analyses: 3") + told.count("analyses: 4"), 2u);
}

TEST_F(asking_bot, is_asked_each_round_when_it_wants_to) {
    start(false);
    (void)heard(std::chrono::seconds{20});
    const auto told = heard(std::chrono::seconds{5});
    EXPECT_EQ(told.count("analyses: 3") + told.count("analyses: 4"), 2u);
}

} // namespace
