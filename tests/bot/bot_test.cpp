// A bot on bad days: restarts in the middle of an order, exchanges that refuse, strategies that throw; and the promise
// that who hears of something finds it in the snapshot.
#include "bot/bot.hpp"
#include "bot/closed_totals.hpp"
#include "config/load.hpp"
#include "tests/bot/scenario_exchange.hpp"
#include "tests/bot/scenario_strategy.hpp"

using namespace tremolo;
using scenario::book_exchange;
using scenario::told_strategy;
namespace bj = boost::json;

namespace {

// Throws what it is told to when an order is placed, and lets something happen right after a cancellation.
class moody_exchange final : public exchange::forwarding {
  public:
    using forwarding::forwarding;
    std::optional<::tremolo::exchange::failure> mood;
    std::function<void()> after_cancelling;
    std::function<void(market::order_state&)> told_otherwise; // of what was placed
    market::order_state place_order(const ::tremolo::exchange::order_request& order) override {
        if (mood) throw ::tremolo::exchange::exchange_error{*mood, "not today"};
        auto state = inner().place_order(order);
        if (told_otherwise) told_otherwise(state);
        return state;
    }
    market::order_state cancel_order(const std::string& id, const market::pair_name& pair) override {
        auto state = inner().cancel_order(id, pair);
        if (after_cancelling) after_cancelling();
        return state;
    }
};

class looking_sink final : public bot::event_sink {
  public:
    explicit looking_sink(const bot::snapshot_board& board) : board_{board} {}
    void send(std::shared_ptr<const bot::event> e) override {
        if (const auto* entry = std::get_if<bot::entry_event>(e.get())) {
            ++entries;
            for (const auto& row : board_.newest()->open_trades) seen = seen || row.trade->id == entry->trade_id;
        }
    }
    int entries = 0;
    bool seen = false;

  private:
    const bot::snapshot_board& board_;
};

bot::command entering(const std::string& pair, bool is_short = false) {
    bot::force_enter wish;
    wish.pair = pair;
    wish.is_short = is_short;
    return wish;
}

class bot_test : public testing::Test {
  protected:
    bot_test() { build(); }

    // As after a restart of the process: nothing but the database is left.
    void build() {
        bot_.reset();
        database_.reset();
        market_ = std::make_shared<book_exchange>(file_, bj::object{}, false, clock_);
        market_->set_all_books(99.99, 100.01);
        dry_run_ = std::make_shared<exchange::dry_run>(market_, clock_, exchange::uuid_source{++seed_});
        moody_ = std::make_shared<moody_exchange>(dry_run_);
        database_ = std::make_shared<store::database>("sqlite:///" + (folder_.path() / "trades.sqlite").string(),
                                                      clock_, store::database_options{store::durability::process});
        strategy_ = std::make_shared<told_strategy>();
        bot_ = std::make_unique<bot::bot>(bot::bot_parts{.clock = clock_,
                                                         .exchange = moody_,
                                                         .dry_run = dry_run_,
                                                         .database = database_,
                                                         .settings = settings(),
                                                         .strategy = strategy_,
                                                         .sink = &sink_,
                                                         .control = control_,
                                                         .board = board_});
        control_.set_state(bot::bot_state::running);
    }

    std::shared_ptr<const bot::settings> settings() {
        bj::object all = file_.at("base_config").as_object();
        for (const auto& item : file_.at("base_strategy").as_object()) all[item.key()] = item.value();
        for (const auto& item : more_) all[item.key()] = item.value();
        all["exchange"].as_object()["name"] = exchange_name_;
        all.erase("runmode");
        all["strategy"] = "Told";
        std::ofstream{folder_.path() / "config.json"} << bj::serialize(all);
        config::load_options options;
        options.files = {(folder_.path() / "config.json").string()};
        options.user_data_dir = folder_.path();
        return bot::make_settings(config::load(options), *strategy_, "Told");
    }

    void iterate() {
        clock_.advance(std::chrono::seconds{5});
        bot_->process({});
    }
    void enter() {
        strategy_->signals["ETH/USDT"] = {{"enter_long", 1}, {"enter_tag", "in"}};
        iterate();
        strategy_->signals.clear();
    }
    std::vector<trading::trade> stored() { return database_->read().all_trades(); }

    bj::object file_ = testing_support::read_json(testing_support::data() / "engine" / "scenarios.json").as_object();
    testing_support::temporary_folder folder_;
    manual_clock clock_{from_epoch_ms(1767261600000)};
    bot::bot_control control_;
    bot::snapshot_board board_;
    looking_sink sink_{board_};
    bj::object more_;
    std::string exchange_name_ = "binance";
    std::uint64_t seed_ = 0;
    std::shared_ptr<book_exchange> market_;
    std::shared_ptr<exchange::dry_run> dry_run_;
    std::shared_ptr<moody_exchange> moody_;
    std::shared_ptr<store::database> database_;
    std::shared_ptr<told_strategy> strategy_;
    std::unique_ptr<bot::bot> bot_;
};

TEST_F(bot_test, refuses_modes_that_freqtrade_does_not_trade_on_its_exchange) {
    const auto refusal = [&](const char* exchange, const char* trading, const char* margin) -> std::string {
        exchange_name_ = exchange;
        more_ = {{"trading_mode", trading}, {"margin_mode", margin}};
        try {
            (void)settings();
        } catch (const configuration_error& e) { return e.what(); }
        return "";
    };
    EXPECT_EQ(refusal("binance", "futures", "cross"), "");
    EXPECT_EQ(refusal("binance", "spot", "cross"), "");
    EXPECT_EQ(refusal("gate", "futures", "isolated"), "");
    EXPECT_EQ(refusal("gate", "futures", "cross"), "Freqtrade does not support 'cross' 'futures' on Gate.");
    EXPECT_EQ(refusal("okx", "futures", "cross"), "Freqtrade does not support 'cross' 'futures' on OKX.");
    EXPECT_EQ(refusal("binance", "futures", ""), "Freqtrade does not support '' 'futures' on Binance.");
    EXPECT_EQ(refusal("kraken", "futures", "isolated"), "Freqtrade does not support 'isolated' 'futures' on Kraken.");
    EXPECT_EQ(refusal("binance", "margin", "cross"), "Freqtrade does not support 'cross' 'margin' on Binance.");
}

TEST_F(bot_test, publishes_before_it_tells) {
    enter();
    EXPECT_EQ(sink_.entries, 1);
    EXPECT_TRUE(sink_.seen) << "the entry was told before a snapshot had the trade";
}

TEST_F(bot_test, goes_on_with_open_orders_after_a_restart) {
    enter();
    ASSERT_EQ(stored().size(), 1u);
    EXPECT_TRUE(stored()[0].has_open_orders());
    build();
    bot_->start_up();
    market_->set_all_books(99.5, 99.9);
    iterate();
    ASSERT_EQ(stored().size(), 1u);
    EXPECT_FALSE(stored()[0].has_open_orders());
    EXPECT_GT(stored()[0].amount, 0);
    ASSERT_EQ(board_.newest()->open_trades.size(), 1u);
    EXPECT_EQ(board_.newest()->open_trades[0].trade->id, stored()[0].id);
}

TEST_F(bot_test, removes_an_order_that_never_was_answered) {
    enter();
    auto trade = stored().at(0);
    trading::order intent;
    intent.trade_id = trade.id;
    intent.ft_order_side = "sell";
    intent.ft_pair = trade.pair;
    intent.order_id = "tremolo-unanswered";
    trade.orders.push_back(intent);
    database_->update(trade);
    ASSERT_EQ(stored()[0].orders.size(), 2u);
    build();
    EXPECT_EQ(stored()[0].orders.size(), 1u) << "the real order stays, the other one goes";
}

TEST_F(bot_test, keeps_a_trade_whose_pair_is_gone) {
    enter();
    market_->set_all_books(99.5, 99.9);
    iterate();
    market_->delist("ETH/USDT");
    for (int i = 0; i < 3; ++i) EXPECT_NO_THROW(iterate());
    ASSERT_EQ(stored().size(), 1u);
    EXPECT_TRUE(stored()[0].is_open);
    EXPECT_EQ(board_.newest()->open_trades.size(), 1u);
}

TEST_F(bot_test, leaves_no_trade_behind_when_the_entry_is_refused) {
    moody_->mood = exchange::failure::rejected;
    enter();
    EXPECT_TRUE(stored().empty());
    moody_->mood = exchange::failure::temporary;
    EXPECT_THROW(enter(), exchange::exchange_error) << "the worker waits and tries again";
    EXPECT_TRUE(stored().empty());
    moody_->mood.reset();
    enter();
    EXPECT_EQ(stored().size(), 1u);
}

TEST_F(bot_test, keeps_the_trade_when_the_exit_is_refused) {
    enter();
    market_->set_all_books(99.5, 99.9);
    iterate();
    moody_->mood = exchange::failure::rejected;
    strategy_->signals["ETH/USDT"] = {{"exit_long", 1}, {"exit_tag", "out"}};
    iterate();
    ASSERT_EQ(stored().size(), 1u);
    EXPECT_EQ(stored()[0].orders.size(), 1u);
    EXPECT_TRUE(stored()[0].is_open);
    moody_->mood.reset();
    iterate();
    EXPECT_EQ(stored()[0].orders.size(), 2u);
    EXPECT_EQ(stored()[0].exit_reason, "out");
}

TEST_F(bot_test, sells_nothing_twice_when_an_exit_is_filled_while_it_is_replaced) {
    enter();
    market_->set_all_books(99.5, 99.9);
    iterate();
    strategy_->signals["ETH/USDT"] = {{"exit_long", 1}, {"exit_tag", "out"}};
    iterate();
    ASSERT_EQ(stored()[0].orders.size(), 2u) << "an exit rests at the ask";
    strategy_->signals.clear();
    moody_->after_cancelling = [&] { market_->set_all_books(100.5, 100.6); };
    market_->set_all_books(80, 80.1); // the stop wants its own order in place of the resting one
    iterate();
    iterate();
    const auto trade = stored().at(0);
    EXPECT_FALSE(trade.is_open);
    EXPECT_EQ(trade.orders.size(), 2u) << "there is nothing left to sell";
    EXPECT_FALSE(trade.has_open_orders());
    EXPECT_DOUBLE_EQ(board_.newest()->closed->all.profit_abs, *trade.close_profit_abs);
}

TEST_F(bot_test, goes_on_when_the_clock_jumps_back) {
    enter();
    market_->set_all_books(99.5, 99.9);
    iterate();
    const auto before = stored();
    clock_.advance(-std::chrono::hours{1});
    for (int i = 0; i < 3; ++i) EXPECT_NO_THROW(iterate());
    ASSERT_EQ(stored().size(), 1u);
    EXPECT_TRUE(stored()[0].is_open);
    EXPECT_EQ(stored()[0].open_date, before[0].open_date);
    EXPECT_EQ(stored()[0].amount, before[0].amount);
    market_->set_all_books(80, 80.1);
    for (int i = 0; i < 2; ++i) EXPECT_NO_THROW(iterate());
    EXPECT_EQ(stored()[0].exit_reason, "stop_loss") << "the stop is watched all the same";
}

TEST_F(bot_test, survives_a_strategy_that_throws_and_answers_nonsense) {
    strategy_->answers = {{"custom_entry_price", "no number"}, {"confirm_trade_entry", "no truth"}};
    enter();
    EXPECT_EQ(stored().size(), 1u) << "the defaults hold";
    strategy_->answers = {{"custom_exit", 5}, {"adjust_entry_price", "x"}, {"confirm_trade_exit", 7}};
    market_->set_all_books(99.5, 99.9);
    for (int i = 0; i < 3; ++i) EXPECT_NO_THROW(iterate());
    EXPECT_EQ(stored().size(), 1u);
}

TEST_F(bot_test, books_what_was_filled_and_not_what_was_ordered) {
    market_->set_all_books(99.9, 99.98); // the limit order crosses
    moody_->told_otherwise = [](market::order_state& state) {
        state.status = "closed";
        state.filled = *state.amount / 2;
        state.amount = state.filled;
        state.remaining = 0;
    };
    enter();
    ASSERT_EQ(stored().size(), 1u);
    const auto bought = stored().front();
    EXPECT_TRUE(bought.is_open);
    EXPECT_NEAR(bought.amount, 0.5, 0.01);
    EXPECT_NEAR(bought.stake_amount, 50, 1);
    moody_->told_otherwise = {};
    market_->set_all_books(80, 80.02); // below the stop
    iterate();
    const auto sold = stored().front();
    EXPECT_FALSE(sold.is_open);
    EXPECT_EQ(sold.orders.back().filled, bought.amount);
}

TEST_F(bot_test, goes_on_after_a_callback_that_took_a_minute) {
    struct slow_strategy final : strategy::strategy {
        manual_clock* time = nullptr;
        void populate_indicators(market::frame&, const ::tremolo::strategy::metadata&) override {}
        void populate_entry_trend(market::frame& df, const ::tremolo::strategy::metadata&) override {
            df.set_at(df.size() - 1, "enter_long", 1);
        }
        void populate_exit_trend(market::frame&, const ::tremolo::strategy::metadata&) override {}
        bool confirm_trade_entry(const ::tremolo::strategy::confirm_entry_call&) override {
            time->advance(std::chrono::minutes{1});
            return true;
        }
    };
    auto slow = std::make_shared<slow_strategy>();
    slow->time = &clock_;
    bot_.reset();
    bot_ = std::make_unique<bot::bot>(bot::bot_parts{.clock = clock_,
                                                     .exchange = moody_,
                                                     .dry_run = dry_run_,
                                                     .database = database_,
                                                     .settings = settings(),
                                                     .strategy = slow,
                                                     .control = control_,
                                                     .board = board_});
    const auto before = clock_.now();
    iterate();
    EXPECT_GE(clock_.now(), before + std::chrono::minutes{4}); // four pairs
    EXPECT_EQ(stored().size(), 4u);
    EXPECT_EQ(board_.newest()->open_trades.size(), 4u);
    iterate();
    EXPECT_EQ(stored().size(), 4u);
}

TEST_F(bot_test, takes_commands_between_the_steps_of_an_iteration) {
    enter();
    const auto id = stored().at(0).id;
    bool done = false;
    clock_.advance(std::chrono::seconds{5});
    strategy_->signals["BTC/USDT"] = {{"enter_long", 1}};
    bot_->process([&] {
        if (std::exchange(done, true)) return;
        (void)bot_->execute(bot::delete_trade{id});
    });
    EXPECT_TRUE(done);
    ASSERT_EQ(stored().size(), 1u);
    EXPECT_EQ(stored()[0].pair, "BTC/USDT");
}

TEST_F(bot_test, refuses_what_cannot_be_done_in_the_words_of_freqtrade) {
    const auto refused = [&](bot::command wish) -> std::string {
        try {
            (void)bot_->execute(wish);
        } catch (const refusal& e) { return e.what(); }
        return "";
    };
    EXPECT_EQ(refused(entering("NOPE/USDT")), "Symbol does not exist or market is not active.");
    EXPECT_EQ(refused(entering("ETH/BTC")), "Wrong pair selected. Only pairs with stake-currency USDT allowed.");
    EXPECT_EQ(refused(entering("ETH/USDT", true)), "Can't go short on Spot markets.");
    EXPECT_EQ(refused(bot::force_exit{"x", {}, {}, {}}), "invalid argument");
    EXPECT_EQ(refused(bot::cancel_open_order{3}), "Invalid trade_id.");
    EXPECT_EQ(refused(bot::delete_trade{7}), "Trade with id '7' not found.");
    EXPECT_EQ(refused(bot::reload_trade{7}), "Could not find trade with id 7.");
    control_.set_state(bot::bot_state::paused);
    EXPECT_EQ(refused(entering("ETH/USDT")), "trader is not running");
    control_.set_state(bot::bot_state::stopped);
    EXPECT_EQ(refused(bot::force_exit{"1", {}, {}, {}}), "trader is not running");
}

TEST_F(bot_test, locks_and_unlocks_on_request) {
    const timestamp until = clock_.now() + std::chrono::minutes{12};
    (void)bot_->execute(bot::add_locks{{{"ETH/USDT", "*", until, "by hand"}}});
    ASSERT_EQ(board_.newest()->locks.size(), 1u);
    EXPECT_EQ(board_.newest()->locks[0].lock_end_time, clock_.now() + std::chrono::minutes{15}) << "end of the candle";
    enter();
    EXPECT_TRUE(stored().empty());
    (void)bot_->execute(bot::delete_locks{board_.newest()->locks[0].id, {}});
    EXPECT_TRUE(board_.newest()->locks.empty());
    enter();
    EXPECT_EQ(stored().size(), 1u);
}

TEST_F(bot_test, bans_pairs_until_the_next_start) {
    const auto answer = bot_->execute(bot::add_blacklist{{"ETH/.*", "*/USDT"}});
    const std::vector<std::pair<std::string, std::string>> faults{{"*/USDT", "Pair */USDT is not a valid wildcard."}};
    EXPECT_EQ(answer.errors, faults);
    enter();
    EXPECT_TRUE(stored().empty());
    (void)bot_->execute(bot::delete_blacklist{{"ETH/.*"}});
    enter();
    EXPECT_EQ(stored().size(), 1u);
}

TEST_F(bot_test, records_the_wallet_once_a_day) {
    iterate();
    clock_.set(from_epoch_ms(1767261600000) + std::chrono::hours{14} + std::chrono::minutes{8}); // 00:08 next day
    iterate();
    iterate();
    const auto history = database_->read().wallet_history();
    ASSERT_EQ(history.size(), 1u);
    EXPECT_EQ(history[0].currency, "USDT");
    EXPECT_EQ(history[0].balance, 1000);
    EXPECT_EQ(history[0].rate, 1);
}

TEST_F(bot_test, shares_what_did_not_change_between_snapshots) {
    enter();
    market_->set_all_books(99.99, 100.01);
    iterate();
    const auto before = board_.newest();
    iterate();
    const auto after = board_.newest();
    ASSERT_EQ(after->open_trades.size(), 1u);
    EXPECT_GT(after->number, before->number);
    EXPECT_EQ(before->open_trades[0].trade, after->open_trades[0].trade) << "an unchanged trade is not copied";
    EXPECT_EQ(before->closed, after->closed);
    EXPECT_EQ(before->markets, after->markets);
}

} // namespace
