#include "bot/closed_totals.hpp"
#include "config/load.hpp"
#include "exchange/retry.hpp"
#include "exchange/simulated/matching.hpp"
#include "tests/bot/simulated_life.hpp"
#include <cmath>
#include <set>

namespace simulation {

namespace bj = boost::json;
namespace ex = ::tremolo::exchange;

namespace {
constexpr std::int64_t start_ms = 1767261600000; // 2026-01-01 10:00:00

// The end of the process, as far as the bot is concerned: nothing in it may catch this and go on.
struct process_death {};

// Enters and leaves by a hash of pair and candle, adds to positions and takes from them now and then.
class coin_flipper final : public strategy::strategy {
  public:
    using strategy::strategy;
    void populate_indicators(market::frame&, const ::tremolo::strategy::metadata&) override {}
    void populate_entry_trend(market::frame& df, const ::tremolo::strategy::metadata& about) override {
        df.set_at(df.size() - 1, "enter_long", mixed(about.pair, df) % 4 == 0 ? 1 : 0);
    }
    void populate_exit_trend(market::frame& df, const ::tremolo::strategy::metadata& about) override {
        df.set_at(df.size() - 1, "exit_long", mixed(about.pair + "x", df) % 5 == 0 ? 1 : 0);
    }
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
};

double sum_of(const trading::trade& t, const std::string& side) {
    double sum = 0;
    for (const auto& o : t.orders)
        if (o.ft_order_side == side || (side == t.exit_side() && o.ft_order_side == "stoploss"))
            sum += o.filled.value_or(0);
    return sum;
}
} // namespace

// What happens to calls, by seed.
class weather final : public ex::forwarding {
  public:
    weather(std::shared_ptr<ex::exchange> inner, std::uint64_t seed, manual_clock& clock)
        : forwarding{std::move(inner)}, random_{seed}, clock_{clock} {}
    bool bad = true;
    bool dead = false;

    market::ticker_map fetch_tickers() override {
        return asked([&] { return inner().fetch_tickers(); });
    }
    market::order_book fetch_order_book(const market::pair_name& pair, std::size_t depth) override {
        return asked([&] { return inner().fetch_order_book(pair, depth); });
    }
    std::vector<market::raw_candle> fetch_candles(const market::pair_name& pair, const std::string& timeframe,
                                                  market::candle_type type, std::optional<timestamp> since,
                                                  std::size_t /*limit*/) override {
        return asked([&] { return inner().fetch_candles(pair, timeframe, type, since, 20); });
    }
    std::vector<ex::balance> fetch_balances() override {
        return asked([&] { return inner().fetch_balances(); });
    }
    market::order_state place_order(const ex::order_request& o) override {
        return ordered([&] { return inner().place_order(o); });
    }
    market::order_state cancel_order(const std::string& id, const market::pair_name& pair) override {
        return ordered([&] { return inner().cancel_order(id, pair); });
    }
    market::order_state fetch_order(const std::string& id, const market::pair_name& pair) override {
        return ordered([&] { return inner().fetch_order(id, pair); });
    }
    std::vector<market::order_state> fetch_orders(const market::pair_name& pair, timestamp since) override {
        return asked([&] { return inner().fetch_orders(pair, since); });
    }

  private:
    template <class F>
    std::invoke_result_t<F> asked(F call) {
        if (dead) throw process_death{};
        const auto luck = bad ? random_() % 1000 : 999;
        if (luck < 2) die();
        if (luck < 6) fail();
        if (luck < 20) clock_.advance(std::chrono::seconds{random_() % 40});
        return call();
    }
    template <class F>
    std::invoke_result_t<F> ordered(F call) {
        if (dead) throw process_death{};
        const auto luck = bad ? random_() % 100 : 99;
        if (luck < 3) die();
        if (luck < 8) fail();
        auto answer = call();
        if (luck < 11) die();
        if (luck < 16) fail();
        if (luck < 20) clock_.advance(std::chrono::seconds{random_() % 40});
        return answer;
    }
    [[noreturn]] void die() {
        dead = true;
        throw process_death{};
    }
    [[noreturn]] static void fail() { throw ex::exchange_error{ex::failure::temporary, "no connection"}; }
    std::mt19937_64 random_;
    manual_clock& clock_;
};

life::life(std::uint64_t seed)
    : seed_{seed}, dry_{seed % 3 == 0}, random_{seed * 7919}, disk_{seed}, clock_{from_epoch_ms(start_ms)} {
    ex::simulated_settings how;
    how.seed = seed;
    how.wallet = {{"USDT", 1000}};
    how.pause = [](std::chrono::milliseconds) {};
    how.faults.duplicates = 0.02; // answers that hold a row twice
    market_ = ex::open_simulated(how, clock_);
    market_->load_markets();
    for (const auto& m : market_->markets())
        if (m.quote == "USDT" && pairs_.size() < 4) pairs_.push_back(m.symbol);
    weather_ = std::make_shared<weather>(market_, seed, clock_);
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
    all["stoploss"] = -0.01;
    all["minimal_roi"] = {{"0", 0.004}};
    all["trailing_stop"] = seed_ % 2 == 0;
    all["unfilledtimeout"] = {{"entry", 2}, {"exit", 2}, {"exit_timeout_count", seed_ % 4}, {"unit", "minutes"}};
    all["max_open_trades"] = 3;
    all["position_adjustment_enable"] = seed_ % 5 < 2;
    all["order_types"] = {{"entry", seed_ % 7 == 0 ? "market" : "limit"},
                          {"exit", "limit"},
                          {"stoploss", "limit"},
                          {"stoploss_on_exchange", seed_ % 4 == 1}};
    if (seed_ % 7 == 0) all["entry_pricing"].as_object()["price_side"] = "other";
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
    auto strategy = std::make_shared<coin_flipper>();
    std::shared_ptr<ex::exchange> venue = weather_;
    std::shared_ptr<ex::dry_run> dry_run;
    if (dry_) venue = dry_run = std::make_shared<ex::dry_run>(weather_, clock_, ex::uuid_source{seed_ + deaths});
    bot_ = std::make_unique<bot::bot>(
        bot::bot_parts{.clock = clock_,
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
    weather_->dead = false;
}

void life::step() {
    ++step_;
    clock_.advance(std::chrono::seconds{20 + random_() % 90});
    try {
        disk_.bad = weather_->bad;
        if (!bot_) start();
        if (stopped_) { // the trader made room and starts the bot again
            disk_.full = 0;
            stopped_ = false;
            control_.set_state(bot::bot_state::running);
            bot_->start_up();
        }
        bot_->process({});
        disk_.bad = false;
        check_picture();
    } catch (const process_death&) { die(); } catch (const operational_error&) {
        ++disk_failures;
        if (bot_ == nullptr) database_.reset();
        stopped_ = bot_ != nullptr; // what the worker does
    } catch (const ex::exchange_error&) {
        ++network_failures;
        clock_.advance(std::chrono::seconds{30});
    }
    disk_.bad = false;
    if (!database_) return;
    check_money();
    check_orders();
    check_trades();
}

std::vector<std::string> life::run(int steps) {
    for (int i = 0; i < steps && contradictions_.empty(); ++i) step();
    if (!contradictions_.empty()) return contradictions_;
    weather_->bad = false;
    disk_.full = 0;
    bot_.reset();
    database_.reset();
    for (int i = 0; i < 3; ++i) step();
    check_settled();
    return contradictions_;
}

void life::contradiction(const std::string& text) {
    contradictions_.push_back("seed " + std::to_string(seed_) + ", step " + std::to_string(step_) + ": " + text);
}

// What one has another lost: the sum over all accounts of the exchange never changes, to the last unit.
void life::check_money() {
    const auto& money = market_->engine().money();
    for (const auto& currency : money.currencies()) {
        ex::units sum = 0;
        for (const auto who : {ex::account::free, ex::account::locked, ex::account::market, ex::account::fees})
            sum += money.held(who, currency);
        if (!sums_.emplace(currency, sum).second && sums_[currency] != sum)
            contradiction("the sum of " + currency + " changed by " + std::to_string(sum - sums_[currency]));
        if (money.held(ex::account::free, currency) < 0) contradiction(currency + " was overdrawn");
    }
}

void life::check_orders() {
    std::map<std::string, const trading::order*> rows;
    const auto trades = database_->read().all_trades();
    for (const auto& t : trades)
        for (const auto& o : t.orders)
            if (!rows.emplace(o.order_id, &o).second) contradiction("two rows for order " + o.order_id);
    if (dry_) return;
    std::set<std::string> there;
    for (const auto& pair : pairs_)
        for (const auto& state : market_->fetch_orders(pair, from_epoch_ms(start_ms))) {
            there.insert(state.id);
            const bool matters = state.filled.value_or(0) > 0 || state.status == "open";
            if (matters && !rows.contains(state.id) && !rows.contains(state.client_order_id))
                contradiction("no row for order " + state.id + ", " + state.status.value_or("-"));
        }
    for (const auto& [id, row] : rows)
        if (row->status && !there.contains(id)) contradiction("no order for row " + id);
}

void life::check_trades() {
    std::set<std::int64_t> seen;
    for (const auto& t : database_->read().all_trades()) {
        seen.insert(t.id);
        const std::string name = "trade " + std::to_string(t.id);
        if (t.is_open == t.close_date.has_value()) contradiction(name + " is half closed");
        if (sum_of(t, t.exit_side()) > sum_of(t, t.entry_side()) + 1e-9) contradiction(name + " sold more than it had");
        auto& known = trades_[t.id];
        if (known.opened != t.open_date) known = {t.open_date, 0, {}, {}}; // SQLite uses an id again
        if (known.closed && (known.closed != t.close_date || known.profit != t.close_profit_abs))
            contradiction(name + " was closed twice");
        if (t.stop_loss.value_or(0) < known.stop)
            contradiction(name + ": the stop went down to " + std::to_string(*t.stop_loss));
        known.stop = t.stop_loss.value_or(0);
        known.closed = t.close_date;
        known.profit = t.close_profit_abs;
    }
    for (auto& [id, known] : trades_)
        if (known.closed && !seen.contains(id)) contradiction("closed trade " + std::to_string(id) + " is gone");
}

// What readers are shown is what is stored.
void life::check_picture() {
    const auto shown = board_.newest();
    const auto stored = database_->read().open_trades();
    if (shown->open_trades.size() != stored.size()) return contradiction("open trades shown are not those stored");
    for (std::size_t i = 0; i < stored.size(); ++i) {
        const auto& a = *shown->open_trades[i].trade;
        const auto& b = stored[i];
        std::string other;
        const auto compare = [&](const char* what, const auto& shown_one, const auto& stored_one) {
            if (shown_one != stored_one) other += std::string{" "} + what;
        };
        compare("id", a.id, b.id);
        compare("amount", a.amount, b.amount);
        compare("stake_amount", a.stake_amount, b.stake_amount);
        compare("stop_loss", a.stop_loss, b.stop_loss);
        compare("realized_profit", a.realized_profit, b.realized_profit);
        compare("max_rate", a.max_rate, b.max_rate);
        compare("orders", a.orders.size(), b.orders.size());
        for (std::size_t k = 0; k < std::min(a.orders.size(), b.orders.size()); ++k) {
            compare("order_id", a.orders[k].order_id, b.orders[k].order_id);
            compare("status", a.orders[k].status, b.orders[k].status);
            compare("filled", a.orders[k].filled, b.orders[k].filled);
            compare("ft_is_open", a.orders[k].ft_is_open, b.orders[k].ft_is_open);
        }
        if (!other.empty()) contradiction("trade " + std::to_string(b.id) + " is shown otherwise than stored:" + other);
    }
    double profit = 0;
    std::int64_t count = 0;
    database_->read().for_each_closed([&](const store::closed_trade_row& row) {
        profit += row.close_profit_abs;
        ++count;
    });
    if (static_cast<std::int64_t>(shown->closed->all.count) != count ||
        std::abs(shown->closed->all.profit_abs - profit) > 1e-9)
        contradiction("the sums of closed trades are not those stored");
}

// After fine weather: each order stands in the books as the exchange knows it, and the coins are there.
void life::check_settled() {
    if (!bot_) return contradiction("the bot did not come up again");
    closed = static_cast<int>(database_->read().count_closed());
    std::map<std::string, const trading::order*> rows;
    const auto trades = database_->read().all_trades();
    std::map<std::string, double> coins;
    std::map<std::string, int> fills;
    for (const auto& t : trades) {
        if (t.is_open) coins[t.base_currency] += t.amount;
        for (const auto& o : t.orders) {
            rows.emplace(o.order_id, &o);
            if (o.filled.value_or(0) > 0) ++fills[t.base_currency];
        }
    }
    orders = static_cast<int>(rows.size());
    if (dry_) return;
    for (const auto& pair : pairs_)
        for (const auto& state : market_->fetch_orders(pair, from_epoch_ms(start_ms))) {
            const auto row = rows.find(state.id);
            if (row != rows.end() && row->second->status != state.status)
                contradiction(state.id + " is " + *state.status + ", stored " + row->second->status.value_or("-"));
        }
    // Fees are taken in coins: of each fill less than one step of the amount is left over.
    for (const auto& b : market_->fetch_balances()) {
        const auto* info = market_->find_market(b.currency + "/USDT");
        if (b.currency == "USDT" || info == nullptr) continue;
        const double rest = b.total - coins[b.currency];
        const double dust = info->amount_precision.value_or(0) * static_cast<double>(fills[b.currency]);
        // freqtrade looks at the fee of the first entry only until the second one is filled: less is there than booked.
        const double missing = seed_ % 5 < 2 ? 0.002 * coins[b.currency] : 0;
        if (rest < -missing - 1e-9 || rest > dust + 1e-9)
            contradiction(b.currency + ": " + std::to_string(b.total) + " there, " + std::to_string(coins[b.currency]) +
                          " in trades, dust " + std::to_string(dust));
    }
}

} // namespace simulation
