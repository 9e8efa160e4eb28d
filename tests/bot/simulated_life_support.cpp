#include "config/load.hpp"
#include "tests/bot/simulated_life.hpp"
#include "tests/bot/weather.hpp"
#include <utility>

namespace simulation {

namespace bj = boost::json;

namespace {
constexpr std::int64_t start_ms = 1767261600000; // 2026-01-01 10:00:00

// Enters and leaves by a hash of pair and candle, adds to positions and takes from them now and then.
class coin_flipper final : public strategy::strategy {
  public:
    coin_flipper(::tremolo::strategy::attributes attributes, double leverage)
        : strategy{std::move(attributes)}, leverage_{leverage} {}
    void populate_indicators(market::frame&, const ::tremolo::strategy::metadata&) override {}
    void populate_entry_trend(market::frame& df, const ::tremolo::strategy::metadata& about) override {
        df.set_at(df.size() - 1, "enter_long", mixed(about.pair, df) % 4 == 0 ? 1 : 0);
        df.set_at(df.size() - 1, "enter_short", mixed(about.pair, df) % 4 == 1 ? 1 : 0);
    }
    void populate_exit_trend(market::frame& df, const ::tremolo::strategy::metadata& about) override {
        df.set_at(df.size() - 1, "exit_long", mixed(about.pair + "x", df) % 5 == 0 ? 1 : 0);
        df.set_at(df.size() - 1, "exit_short", mixed(about.pair + "x", df) % 5 == 1 ? 1 : 0);
    }
    double leverage(const ::tremolo::strategy::leverage_call&) override { return leverage_; }
    std::optional<::tremolo::strategy::stake_change>
    adjust_trade_position(const ::tremolo::strategy::adjust_position_call& call) override {
        const auto minute = std::chrono::floor<std::chrono::minutes>(call.current_time).time_since_epoch().count();
        if ((minute + call.trade.id) % 9 == 0) return ::tremolo::strategy::stake_change{30};
        if ((minute + call.trade.id) % 11 == 0) return ::tremolo::strategy::stake_change{-20, "less"};
        return {};
    }

  private:
    static std::size_t mixed(const std::string& salt, const market::frame& df) {
        return std::hash<std::string>{}(salt + std::to_string(df.last_date()));
    }
    double leverage_;
};

// All of a quarter that is on spot, and some lives with futures.
bool keeps_stops(std::uint64_t seed) { return seed % 4 == 1 || seed % 12 == 10 || seed % 24 == 18; }

} // namespace

life::life(std::uint64_t seed)
    : seed_{seed}, dry_{seed % 3 == 0}, futures_{seed % 4 == 2}, risky_{seed % 8 == 6}, stops_{keeps_stops(seed)},
      random_{seed * 7919}, disk_{seed}, clock_{from_epoch_ms(start_ms)} {
    ex::simulated_settings how;
    how.seed = seed;
    how.wallet = {{"USDT", 1000}};
    if (futures_) how.mode = market::trading_mode::futures;
    how.pause = [](std::chrono::milliseconds) {};
    how.faults.duplicates = 0.02; // answers that hold a row twice
    market_ = ex::open_simulated(how, clock_);
    market_->load_markets();
    for (const auto& m : market_->markets())
        if (m.quote == "USDT" && pairs_.size() < 4) pairs_.push_back(m.symbol);
    weather_ = std::make_shared<weather>(market_, seed, clock_, disk_);
    weather_->tells_fees = seed % 5 != 3;
    if (std::getenv("TREMOLO_TALK") != nullptr) // what the bot says of a seed that is looked into
        log_ = logger{std::make_shared<log_sink>(clock_, log_sink::options{}), "bot"};
    if (seed % 2 == 0) disk_.one_in = 300; // a disk in its last days
}

void life::calm(std::uint64_t killed_at_write) {
    weather_->bad = false;
    disk_.kill_after = killed_at_write;
}

life::~life() {
    bot_.reset();
    database_.reset();
}

config::configuration life::configured() const {
    const auto file = testing_support::read_json(testing_support::data() / "engine" / "scenarios.json").as_object();
    bj::object all = file.at("base_config").as_object();
    for (const auto& item : file.at("base_strategy").as_object()) all[item.key()] = item.value();
    all.erase("runmode");
    all["strategy"] = "CoinFlipper";
    all["dry_run"] = dry_;
    all["stoploss"] = risky_ ? -0.99 : futures_ ? -0.03 : -0.01;
    all["minimal_roi"] = {{"0", 0.004}};
    all["trailing_stop"] = seed_ % 2 == 0;
    all["unfilledtimeout"] = {{"entry", 2}, {"exit", 2}, {"exit_timeout_count", seed_ % 4}, {"unit", "minutes"}};
    all["max_open_trades"] = 3;
    all["position_adjustment_enable"] = seed_ % 5 < 2;
    const bool at_market = seed_ % 7 == 0;
    all["order_types"] = {{"entry", at_market ? "market" : "limit"},
                          {"exit", at_market ? "market" : "limit"},
                          {"stoploss", futures_ && at_market ? "market" : "limit"},
                          {"stoploss_on_exchange", stops_}};
    if (at_market) {
        all["entry_pricing"].as_object()["price_side"] = "other";
        all["exit_pricing"].as_object()["price_side"] = "other";
    }
    if (futures_) {
        all["trading_mode"] = "futures";
        all["margin_mode"] = "isolated";
    }
    bj::array pairs;
    for (const auto& pair : pairs_) pairs.push_back(bj::string(pair));
    all["exchange"].as_object()["pair_whitelist"] = std::move(pairs);
    all["exchange"].as_object()["connector"] = "simulated";
    std::ofstream{folder_.path() / "config.json"} << bj::serialize(all);
    config::load_options options;
    options.files = {(folder_.path() / "config.json").string()};
    options.user_data_dir = folder_.path();
    return config::load(options);
}

void life::start() {
    stopped_ = false;
    database_ = std::make_shared<store::database>("sqlite:///" + (folder_.path() / "trades.sqlite").string(), clock_,
                                                  store::database_options{store::durability::process});
    strategy::attributes attributes;
    attributes.can_short = futures_;
    const double leverage = risky_ ? 50 : 1 + static_cast<double>(seed_ % 5);
    auto strategy = std::make_shared<coin_flipper>(std::move(attributes), leverage);
    std::shared_ptr<ex::exchange> venue = weather_;
    std::shared_ptr<ex::dry_run> dry_run;
    if (dry_) venue = dry_run = std::make_shared<ex::dry_run>(weather_, clock_, ex::uuid_source{seed_ + deaths});
    bot_ = std::make_unique<bot::bot>(
        bot::bot_parts{.clock = clock_,
                       .log = log_,
                       .exchange = venue,
                       .dry_run = dry_run,
                       .database = database_,
                       .settings = bot::make_settings(configured(), *strategy, "CoinFlipper"),
                       .strategy = strategy,
                       .control = control_,
                       .board = board_,
                       .seed = seed_ * 1000 + static_cast<std::uint64_t>(deaths)});
    control_.set_state(bot::bot_state::running);
    bot_->start_up();
}

// Nothing that an object does at its end reaches the disk: the process is killed.
void life::die() {
    ++deaths;
    disk_.dead = true;
    bot_.reset();
    database_.reset();
    disk_.dead = false;
    disk_.full = 0;
    disk_.kill_after = 0;
    weather_->dead = false;
}

// A little; where funding is due every eight hours, now and then much.
void life::pass_time() {
    std::chrono::seconds time{20 + random_() % 90};
    if (futures_ && random_() % 12 == 0) time += std::chrono::hours{4};
    clock_.advance(time);
}

void life::step() {
    ++step_;
    pass_time();
    try {
        disk_.bad = weather_->bad;
        if (weather_->bad && random_() % 25 == 0) disk_.kill_after = 1 + random_() % 30;
        if (!bot_) start();
        if (stopped_) { // the trader made room and starts the bot again
            disk_.full = 0;
            stopped_ = false;
            control_.set_state(bot::bot_state::running);
            bot_->start_up();
        }
        bot_->process({});
        disk_.bad = false;
        if (disk_.dead) throw process_death{}; // what was refused was of no importance to the bot
        check_picture();
    } catch (const process_death&) { die(); } catch (const operational_error&) {
        if (disk_.dead) {
            die();
        } else {
            ++disk_failures;
            if (bot_ == nullptr) database_.reset();
            stopped_ = bot_ != nullptr; // what the worker does
        }
    } catch (const ex::exchange_error&) {
        if (disk_.dead) {
            die();
        } else {
            ++network_failures;
            clock_.advance(std::chrono::seconds{30});
        }
    }
    disk_.bad = false;
    if (!database_) return;
    const auto full = std::exchange(disk_.full, 0); // those who check find room
    check_money();
    check_orders();
    check_trades();
    disk_.full = full;
}

std::vector<std::string> life::run(int steps) {
    const auto born = clock_.now();
    for (int i = 0; i < steps && contradictions_.empty(); ++i) step();
    lived = std::chrono::duration_cast<std::chrono::seconds>(clock_.now() - born);
    writes = disk_.writes;
    if (!contradictions_.empty()) return contradictions_;
    weather_->bad = false;
    disk_.full = disk_.kill_after = 0;
    bot_.reset();
    database_.reset();
    for (int i = 0; i < 3; ++i) step();
    check_settled();
    return contradictions_;
}

void life::contradiction(const std::string& text) {
    contradictions_.push_back("seed " + std::to_string(seed_) + ", step " + std::to_string(step_) + ": " + text);
}

} // namespace simulation
