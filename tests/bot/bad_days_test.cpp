// Strategies that answer nonsense or take long, markets that round everything to nothing or go away, exchanges that
// answer late, never or otherwise than asked, clocks that are wrong: each time the loop goes on, the trade is kept, and
// the log says what happened.
#include "base/log.hpp"
#include "bot/bot.hpp"
#include "config/load.hpp"
#include "exchange/forwarding.hpp"
#include "tests/bot/scenario_exchange.hpp"
#include "tests/bot/scenario_strategy.hpp"
#include <cmath>

using namespace tremolo;
using scenario::book_exchange;
namespace bj = boost::json;

namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr double infinite = std::numeric_limits<double>::infinity();

// Enters ETH/USDT and answers every question with the number, or throws, or lets time pass.
class troublesome final : public strategy::strategy {
  public:
    explicit troublesome(manual_clock& time) : time_{time} {}
    bool enters = true;
    bool throws = false;
    std::optional<double> number; // absent: a good strategy
    std::chrono::seconds analysis{0};
    std::chrono::seconds callback{0};

    void populate_indicators(market::frame&, const ::tremolo::strategy::metadata&) override { time_.advance(analysis); }
    void populate_entry_trend(market::frame& df, const ::tremolo::strategy::metadata& about) override {
        if (about.pair == "ETH/USDT") df.set_at(df.size() - 1, "enter_long", enters ? 1 : 0);
    }
    void populate_exit_trend(market::frame&, const ::tremolo::strategy::metadata&) override {}
    std::optional<double> custom_entry_price(const ::tremolo::strategy::entry_price_call& c) override {
        return answer(c.proposed_rate);
    }
    std::optional<double> custom_stake_amount(const ::tremolo::strategy::stake_call& c) override {
        return answer(c.proposed_stake);
    }
    bool confirm_trade_entry(const ::tremolo::strategy::confirm_entry_call&) override { return answer(1) != 0; }
    std::optional<double> custom_stoploss(const ::tremolo::strategy::stoploss_call&) override { return answer(-0.1); }
    std::optional<double> custom_roi(const ::tremolo::strategy::roi_call&) override { return answer(5); }
    std::optional<::tremolo::strategy::stake_change>
    adjust_trade_position(const ::tremolo::strategy::adjust_position_call&) override {
        return ::tremolo::strategy::stake_change{answer(0)};
    }
    ::tremolo::strategy::exit_answer custom_exit(const ::tremolo::strategy::exit_call&) override {
        (void)answer(0);
        return {};
    }
    std::optional<double> custom_exit_price(const ::tremolo::strategy::exit_price_call& c) override {
        return answer(c.proposed_rate);
    }
    bool confirm_trade_exit(const ::tremolo::strategy::confirm_exit_call&) override { return answer(1) != 0; }
    bool check_entry_timeout(const ::tremolo::strategy::order_call&) override { return answer(0) == 1; }
    bool check_exit_timeout(const ::tremolo::strategy::order_call&) override { return answer(0) == 1; }
    std::optional<double> adjust_entry_price(const ::tremolo::strategy::adjust_price_call& c) override {
        return answer(c.current_order_rate);
    }
    std::optional<double> adjust_exit_price(const ::tremolo::strategy::adjust_price_call& c) override {
        return answer(c.current_order_rate);
    }
    void order_filled(const ::tremolo::strategy::order_call&) override { (void)answer(0); }
    void bot_loop_start(timestamp) override { (void)answer(0); }

  private:
    double answer(double sensible) {
        time_.advance(callback);
        if (throws) throw std::runtime_error{"a column is missing"};
        return number.value_or(sensible);
    }
    manual_clock& time_;
};

// Answers as the other one does, but late, never, or with less of an order than was asked for.
class moody final : public exchange::forwarding {
  public:
    moody(std::shared_ptr<exchange> inner, manual_clock& time) : forwarding{std::move(inner)}, time_{time} {}
    bool silent = false;       // no call is answered
    bool loses_orders = false; // orders arrive, their answers do not
    double accepts = 1;        // share of the amount
    std::chrono::seconds delay{0};

    market::ticker fetch_ticker(const market::pair_name& pair) override {
        return asked([&] { return inner().fetch_ticker(pair); });
    }
    market::order_book fetch_order_book(const market::pair_name& pair, std::size_t depth) override {
        return asked([&] { return inner().fetch_order_book(pair, depth); });
    }
    std::vector<market::raw_candle> fetch_candles(const market::pair_name& pair, const std::string& timeframe,
                                                  market::candle_type type, std::optional<timestamp> since,
                                                  std::size_t limit) override {
        return asked([&] { return inner().fetch_candles(pair, timeframe, type, since, limit); });
    }
    market::order_state place_order(const ::tremolo::exchange::order_request& request) override {
        auto taken = request;
        taken.amount *= accepts;
        const auto answer = asked([&] { return inner().place_order(taken); });
        if (loses_orders) no_answer();
        return answer;
    }
    market::order_state cancel_order(const std::string& id, const market::pair_name& pair) override {
        return asked([&] { return inner().cancel_order(id, pair); });
    }
    market::order_state fetch_order(const std::string& id, const market::pair_name& pair) override {
        return asked([&] { return inner().fetch_order(id, pair); });
    }
    std::vector<market::order_state> fetch_orders(const market::pair_name& pair, timestamp since) override {
        return asked([&] { return inner().fetch_orders(pair, since); });
    }
    std::vector<::tremolo::exchange::balance> fetch_balances() override {
        return asked([&] { return inner().fetch_balances(); });
    }

  private:
    template <class F>
    std::invoke_result_t<F> asked(F call) {
        time_.advance(delay);
        if (silent) no_answer();
        return call();
    }
    [[noreturn]] static void no_answer() {
        throw ::tremolo::exchange::exchange_error{::tremolo::exchange::failure::temporary, "no answer in time"};
    }
    manual_clock& time_;
};

class bad_day : public testing::Test {
  protected:
    // With these settings over the usual ones, and the market's steps of amounts.
    void begin(const bj::object& more = {}, std::optional<double> amount_step = {}, bool live = false) {
        if (amount_step) {
            auto& eth = file_.at("markets").as_object().at("ETH/USDT").as_object();
            eth.at("precision").as_object()["amount"] = *amount_step;
            for (const char* limit : {"amount", "cost"})
                eth.at("limits").as_object().at(limit).as_object()["min"] = nullptr;
        }
        market_ = std::make_shared<book_exchange>(file_, bj::object{}, false, clock_);
        market_->set_all_books(99.99, 100.01);
        network_ = std::make_shared<moody>(market_, clock_);
        if (live)
            market_->orders = std::make_unique<scenario::told_orders>("quote", clock_);
        else
            dry_run_ = std::make_shared<exchange::dry_run>(network_, clock_, exchange::uuid_source{1});
        database_ = std::make_shared<store::database>("sqlite:///" + (folder_.path() / "trades.sqlite").string(),
                                                      clock_, store::database_options{store::durability::process});
        strategy_ = std::make_shared<troublesome>(clock_);
        bj::object all = file_.at("base_config").as_object();
        for (const auto& item : file_.at("base_strategy").as_object()) all[item.key()] = item.value();
        for (const auto& item : more) all[item.key()] = item.value();
        all.erase("runmode");
        all["strategy"] = "Troublesome";
        if (live) {
            all["dry_run"] = false;
            all["exchange"].as_object()["connector"] = "simulated";
        }
        std::ofstream{folder_.path() / "config.json"} << bj::serialize(all);
        config::load_options options;
        options.files = {(folder_.path() / "config.json").string()};
        options.user_data_dir = folder_.path();
        settings_ = config::load(options);
        start();
    }
    // Also another time, with nothing but the database.
    void start() {
        bot_.reset();
        std::shared_ptr<exchange::exchange> venue = network_;
        if (dry_run_) venue = dry_run_;
        bot_ = std::make_unique<bot::bot>(
            bot::bot_parts{.clock = clock_,
                           .log = logger{log_, "test"},
                           .exchange = venue,
                           .dry_run = dry_run_,
                           .database = database_,
                           .settings = bot::make_settings(settings_, *strategy_, "Troublesome"),
                           .strategy = strategy_,
                           .control = control_,
                           .board = board_});
        control_.set_state(bot::bot_state::running);
        bot_->start_up();
    }

    void iterate(std::chrono::seconds later = std::chrono::seconds{5}) {
        clock_.advance(later);
        bot_->process({});
    }
    // As the worker does it: what the exchange does not answer is waited for.
    void iterate_and_wait() {
        try {
            iterate();
        } catch (const exchange::exchange_error& e) {
            EXPECT_EQ(e.kind, exchange::failure::temporary) << e.what();
            clock_.advance(std::chrono::seconds{30});
        }
    }
    // An open trade of one coin or so.
    void enter() {
        iterate();
        strategy_->enters = false;
        market_->set_all_books(99.5, 99.9);
        if (market_->orders) market_->orders->fill(1, 1);
        iterate();
        ASSERT_EQ(open().size(), 1u);
        ASSERT_GT(open()[0].amount, 0);
    }
    [[nodiscard]] std::vector<trading::trade> open() const { return database_->read().open_trades(); }
    [[nodiscard]] bool said(std::string_view text) const {
        for (const auto& line : log_->last(0))
            if (line.message.find(text) != std::string::npos) return true;
        return false;
    }
    // The trade is as it was, in the database and in what readers see, after rounds that none of it ended.
    void expect_kept(const trading::trade& before, int rounds = 3) {
        for (int i = 0; i < rounds; ++i) EXPECT_NO_THROW(iterate());
        ASSERT_EQ(open().size(), 1u);
        EXPECT_EQ(open()[0].amount, before.amount);
        EXPECT_EQ(open()[0].open_rate, before.open_rate);
        EXPECT_GE(open()[0].stop_loss, before.stop_loss);
        ASSERT_EQ(board_.newest()->open_trades.size(), 1u);
        EXPECT_EQ(board_.newest()->open_trades[0].trade->amount, before.amount);
    }

    bj::object file_ = testing_support::read_json(testing_support::data() / "engine" / "scenarios.json").as_object();
    bj::object all_callbacks_{{"use_custom_stoploss", true}, {"position_adjustment_enable", true}};
    testing_support::temporary_folder folder_;
    manual_clock clock_{from_epoch_ms(1767261600000)};
    std::shared_ptr<log_sink> log_ =
        std::make_shared<log_sink>(clock_, log_sink::options{.least = log_level::info, .to_stderr = false});
    bot::bot_control control_;
    bot::snapshot_board board_;
    std::shared_ptr<book_exchange> market_;
    std::shared_ptr<moody> network_;
    std::shared_ptr<exchange::dry_run> dry_run_; // null: live
    config::configuration settings_;
    std::shared_ptr<store::database> database_;
    std::shared_ptr<troublesome> strategy_;
    std::unique_ptr<bot::bot> bot_;
};

TEST_F(bad_day, of_a_strategy_that_throws_in_every_callback) {
    begin(all_callbacks_);
    strategy_->throws = true;
    enter();
    expect_kept(open()[0]);
    EXPECT_TRUE(said("a column is missing calling custom_stoploss"));
    EXPECT_TRUE(said("a column is missing calling custom_exit"));
    EXPECT_TRUE(said("a column is missing calling adjust_trade_position"));
    market_->set_all_books(80, 80.02);
    iterate();
    EXPECT_TRUE(open().empty()) << "the stop of the settings holds";
}

TEST_F(bad_day, of_a_strategy_that_answers_with_no_number) {
    for (const double number : {nan, infinite, -infinite}) {
        SCOPED_TRACE(number);
        begin(all_callbacks_);
        enter();
        strategy_->number = number;
        // What would end the trade on purpose is asked for by truth, not by a number.
        const auto before = open()[0];
        for (int i = 0; i < 3; ++i) EXPECT_NO_THROW(iterate());
        ASSERT_EQ(open().size(), 1u);
        EXPECT_TRUE(std::isfinite(open()[0].amount));
        EXPECT_TRUE(std::isfinite(open()[0].stop_loss.value_or(0)));
        EXPECT_GE(open()[0].stop_loss, before.stop_loss);
        strategy_->number.reset();
        market_->set_all_books(80, 80.02);
        iterate();
        EXPECT_TRUE(open().empty()) << "the stop holds";
        bot_.reset();
        database_.reset();
        std::filesystem::remove(folder_.path() / "trades.sqlite");
        clock_.advance(std::chrono::hours{1});
    }
    EXPECT_TRUE(said("adjust_trade_position answered nan for ETH/USDT"));
    EXPECT_TRUE(said("adjust_trade_position answered -inf for ETH/USDT"));
}

TEST_F(bad_day, of_a_strategy_that_enters_with_no_number) {
    begin();
    strategy_->number = nan;
    for (int i = 0; i < 3; ++i) EXPECT_NO_THROW(iterate());
    for (const auto& t : open()) {
        EXPECT_TRUE(std::isfinite(t.open_rate));
        EXPECT_TRUE(std::isfinite(t.stake_amount));
    }
}

TEST_F(bad_day, of_a_strategy_that_blocks_for_a_minute) {
    begin(all_callbacks_);
    enter();
    const auto before = open()[0];
    strategy_->callback = std::chrono::minutes{1};
    strategy_->analysis = std::chrono::minutes{1};
    const auto began = clock_.now();
    expect_kept(before);
    EXPECT_GT(clock_.now() - began, std::chrono::minutes{3});
    EXPECT_TRUE(said("more than 25% of the timeframe"));
}

TEST_F(bad_day, of_an_amount_that_is_rounded_to_nothing) {
    begin({}, 10.0); // ten coins a step, and money for one
    iterate();
    strategy_->enters = false;
    market_->set_all_books(99.5, 99.9); // the order is met
    for (int i = 0; i < 2; ++i) EXPECT_NO_THROW(iterate());
    EXPECT_EQ(database_->read().all_trades().size(), 0u);
    EXPECT_EQ(board_.newest()->wallets.currencies.at(0).free, 1000);
    EXPECT_TRUE(said("fully cancelled"));
}

TEST_F(bad_day, of_a_part_that_is_rounded_to_nothing) {
    begin({{"position_adjustment_enable", true}}, 0.5);
    enter();
    strategy_->number = -20; // a fifth of the position: less than one step
    expect_kept(open()[0]);
    EXPECT_TRUE(said("less than one step of its amount"));
}

TEST_F(bad_day, of_a_pair_that_is_delisted_with_an_open_trade) {
    begin();
    enter();
    const auto before = open()[0];
    market_->delist("ETH/USDT");
    expect_kept(before);
    EXPECT_TRUE(said("ETH/USDT"));
    EXPECT_TRUE(said("Unable to exit trade ETH/USDT"));
}

TEST_F(bad_day, of_an_exchange_that_answers_nothing_for_an_hour) {
    for (const bool live : {false, true}) {
        SCOPED_TRACE(live);
        dry_run_.reset();
        begin({}, {}, live);
        enter();
        const auto before = open()[0];
        network_->silent = true;
        for (int i = 0; i < 100; ++i) iterate_and_wait();
        ASSERT_EQ(open().size(), 1u);
        EXPECT_EQ(open()[0].amount, before.amount);
        EXPECT_EQ(open()[0].orders.size(), before.orders.size());
        network_->silent = false;
        expect_kept(before);
        market_->set_all_books(80, 80.02);
        iterate();
        EXPECT_TRUE(open().empty()) << "the stop of the settings holds";
        bot_.reset();
        database_.reset();
        std::filesystem::remove(folder_.path() / "trades.sqlite");
    }
}

TEST_F(bad_day, of_an_exchange_that_takes_a_minute_for_each_answer) {
    begin();
    enter();
    network_->delay = std::chrono::minutes{1};
    expect_kept(open()[0]);
    market_->set_all_books(80, 80.02);
    for (int i = 0; i < 2; ++i) EXPECT_NO_THROW(iterate());
    EXPECT_TRUE(open().empty()) << "the stop is watched all the same";
}

// The order stands at the exchange under the id that is stored, and its fill is found at the next start.
TEST_F(bad_day, of_an_order_whose_answer_is_lost) {
    begin({}, {}, true);
    network_->loses_orders = true;
    for (int i = 0; i < 5; ++i) iterate_and_wait();
    network_->loses_orders = false;
    ASSERT_EQ(open().size(), 1u) << "none is sent again";
    EXPECT_EQ(market_->orders->of("ETH/USDT", timestamp{}).size(), 1u);
    EXPECT_EQ(open()[0].orders.size(), 1u);
    strategy_->enters = false;
    market_->orders->fill(1, 1);
    start();
    for (int i = 0; i < 2; ++i) EXPECT_NO_THROW(iterate());
    ASSERT_EQ(open().size(), 1u);
    EXPECT_EQ(open()[0].orders.at(0).order_id, "live_1");
    EXPECT_FALSE(open()[0].orders.at(0).ft_is_open);
    EXPECT_NEAR(open()[0].amount, *market_->orders->find("live_1").filled, 1e-9);
    EXPECT_TRUE(said("had reached the exchange"));
}

TEST_F(bad_day, of_an_order_that_is_taken_with_another_amount) {
    begin({}, {}, true);
    network_->accepts = 0.4;
    enter();
    const auto bought = *market_->orders->find("live_1").filled;
    EXPECT_NEAR(open()[0].amount, bought, 1e-4);
    EXPECT_NEAR(open()[0].stake_amount, bought * open()[0].open_rate, 1e-6);
    network_->accepts = 1;
    market_->set_all_books(80, 80.02);
    iterate();
    EXPECT_TRUE(open().empty());
    EXPECT_NEAR(*market_->orders->find("live_2").amount, bought, 1e-4) << "no more is sold than is there";
}

TEST_F(bad_day, of_a_clock_that_is_an_hour_fast_and_then_right_again) {
    begin();
    enter();
    const auto before = open()[0];
    iterate(std::chrono::hours{1});
    expect_kept(before);
    clock_.advance(-std::chrono::hours{1});
    expect_kept(before);
    market_->set_all_books(80, 80.02);
    for (int i = 0; i < 2; ++i) EXPECT_NO_THROW(iterate());
    EXPECT_TRUE(open().empty()) << "the stop is watched all the same";
}

TEST_F(bad_day, of_an_exchange_whose_clock_is_an_hour_behind) {
    begin();
    enter();
    const auto before = open()[0];
    market_->candles_behind = std::chrono::hours{1};
    strategy_->enters = true;
    iterate(std::chrono::minutes{25});
    expect_kept(before);
    EXPECT_TRUE(said("Outdated history for pair"));
}

} // namespace
