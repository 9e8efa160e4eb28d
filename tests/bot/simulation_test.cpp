// A bot that trades for real on the simulated exchange while connections fail, answers are lost and the process dies at
// random moments: in the end its books and the exchange's must say the same. Each seed replays exactly.
#include "bot/bot.hpp"
#include "config/load.hpp"
#include "exchange/retry.hpp"
#include "exchange/simulated/simulated.hpp"
#include "tests/testing.hpp"
#include <random>
#include <set>

using namespace tremolo;
namespace bj = boost::json;

namespace {

// The end of the process, as far as the bot is concerned: nothing in it may catch this and go on.
struct process_death : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// What happens to calls, by seed.
class weather final : public exchange::forwarding {
  public:
    weather(std::shared_ptr<::tremolo::exchange::exchange> inner, std::uint64_t seed)
        : forwarding{std::move(inner)}, random_{seed} {}
    bool bad = true;
    market::order_state place_order(const ::tremolo::exchange::order_request& o) override {
        return through([&] { return inner().place_order(o); });
    }
    market::order_state cancel_order(const std::string& id, const market::pair_name& pair) override {
        return through([&] { return inner().cancel_order(id, pair); });
    }
    market::order_state fetch_order(const std::string& id, const market::pair_name& pair) override {
        return through([&] { return inner().fetch_order(id, pair); });
    }

  private:
    market::order_state through(const std::function<market::order_state()>& call) {
        const auto luck = bad ? random_() % 100 : 99;
        if (luck < 3) throw process_death{"before the call"};
        if (luck < 8) fail();
        auto answer = call();
        if (luck < 11) throw process_death{"after the call"};
        if (luck < 16) fail();
        return answer;
    }
    [[noreturn]] static void fail() {
        throw ::tremolo::exchange::exchange_error{::tremolo::exchange::failure::temporary, "no connection"};
    }
    std::mt19937_64 random_;
};

// Enters by a hash of pair and candle.
class coin_flipper final : public strategy::strategy {
  public:
    using strategy::strategy;
    void populate_indicators(market::frame&, const ::tremolo::strategy::metadata&) override {}
    void populate_entry_trend(market::frame& df, const ::tremolo::strategy::metadata& about) override {
        const auto mix = std::hash<std::string>{}(about.pair + std::to_string(df.last_date()));
        df.set_at(df.size() - 1, "enter_long", mix % 4 == 0 ? 1 : 0);
    }
    void populate_exit_trend(market::frame& df, const ::tremolo::strategy::metadata& about) override {
        const auto mix = std::hash<std::string>{}(about.pair + "x" + std::to_string(df.last_date()));
        df.set_at(df.size() - 1, "exit_long", mix % 5 == 0 ? 1 : 0);
    }
};

class life {
  public:
    explicit life(std::uint64_t seed) : seed_{seed} {
        ::tremolo::exchange::simulated_settings how;
        how.seed = seed;
        how.wallet = {{"USDT", 1000}};
        how.pause = [](std::chrono::milliseconds) {};
        market_ = ::tremolo::exchange::open_simulated(how, clock_);
        market_->load_markets();
        for (const auto& m : market_->markets())
            if (m.quote == "USDT" && pairs_.size() < 5) pairs_.push_back(m.symbol);
        weather_ = std::make_shared<weather>(market_, seed);
    }

    void run(int iterations) {
        for (int i = 0; i < iterations; ++i) {
            clock_.advance(std::chrono::seconds{47});
            try {
                if (!bot_) start();
                bot_->process({});
            } catch (const process_death&) {
                ++deaths;
                bot_.reset();
            } catch (const ::tremolo::exchange::exchange_error&) { clock_.advance(std::chrono::seconds{30}); }
        }
    }
    void clear_up() { weather_->bad = false; }
    void restart() { bot_.reset(); }

    std::vector<std::string> contradictions() {
        std::vector<std::string> found;
        std::map<std::string, const trading::order*> rows;
        const auto trades = database_->read().all_trades();
        std::map<std::string, double> coins;
        std::map<std::string, int> bought;
        for (const auto& t : trades) {
            if (t.is_open) coins[t.base_currency] += t.amount;
            ++bought[t.base_currency];
            if (t.is_open == t.close_date.has_value())
                found.push_back("trade " + std::to_string(t.id) + " half closed");
            for (const auto& o : t.orders)
                if (!rows.emplace(o.order_id, &o).second) found.push_back("two rows for " + o.order_id);
        }
        for (const auto& pair : pairs_)
            for (const auto& state : market_->fetch_orders(pair, from_epoch_ms(1767261600000))) {
                ++orders;
                const auto row = rows.find(state.id);
                const bool matters = state.filled.value_or(0) > 0 || state.status == "open";
                if (row == rows.end() && matters) found.push_back("no row for " + state.id + " " + *state.status);
                if (row != rows.end() && row->second->status != state.status)
                    found.push_back(state.id + " is " + *state.status + ", stored " +
                                    row->second->status.value_or("-"));
                if (row != rows.end()) rows.erase(row);
            }
        for (const auto& [id, row] : rows) found.push_back("a row without an order: " + id);
        // Fees are taken in coins: of each trade less than one step of the amount is left over.
        for (const auto& b : market_->fetch_balances()) {
            const auto* info = market_->find_market(b.currency + "/USDT");
            if (b.currency == "USDT" || info == nullptr) continue;
            const double rest = b.total - coins[b.currency];
            const double dust = info->amount_precision.value_or(0) * static_cast<double>(bought[b.currency]);
            if (rest < -1e-9 || rest > dust + 1e-9)
                found.push_back(b.currency + ": " + std::to_string(b.total) + " there, " +
                                std::to_string(coins[b.currency]) + " in trades, dust " + std::to_string(dust));
        }
        closed = static_cast<int>(database_->read().count_closed());
        return found;
    }

    int deaths = 0;
    int orders = 0;
    int closed = 0;

  private:
    void start() {
        database_.reset();
        database_ = std::make_shared<store::database>("sqlite:///" + (folder_.path() / "trades.sqlite").string(),
                                                      clock_, store::database_options{store::durability::process});
        auto strategy = std::make_shared<coin_flipper>();
        bot_ = std::make_unique<bot::bot>(
            bot::bot_parts{.clock = clock_,

                           .exchange = weather_,
                           .database = database_,
                           .settings = bot::make_settings(configured(), *strategy, "CoinFlipper"),
                           .strategy = strategy,
                           .control = control_,
                           .board = board_,
                           .seed = seed_ * 1000 + static_cast<std::uint64_t>(deaths)});
        control_.set_state(bot::bot_state::running);
        bot_->start_up();
    }

    config::configuration configured() {
        const auto file = testing_support::read_json(testing_support::data() / "engine" / "scenarios.json").as_object();
        bj::object all = file.at("base_config").as_object();
        for (const auto& item : file.at("base_strategy").as_object()) all[item.key()] = item.value();
        all.erase("runmode");
        all["strategy"] = "CoinFlipper";
        all["dry_run"] = false;
        all["stoploss"] = -0.01;
        all["minimal_roi"] = {{"0", 0.004}};
        all["unfilledtimeout"] = {{"entry", 2}, {"exit", 2}, {"exit_timeout_count", 0}, {"unit", "minutes"}};
        all["max_open_trades"] = 3;
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

    std::uint64_t seed_;
    testing_support::temporary_folder folder_;
    manual_clock clock_{from_epoch_ms(1767261600000)};
    std::shared_ptr<::tremolo::exchange::simulated> market_;
    std::shared_ptr<weather> weather_;
    std::vector<market::pair_name> pairs_;
    bot::bot_control control_;
    bot::snapshot_board board_;
    std::shared_ptr<store::database> database_;
    std::unique_ptr<bot::bot> bot_;
};

class simulation : public testing::TestWithParam<std::uint64_t> {};

TEST_P(simulation, books_and_exchange_agree_after_deaths_and_lost_answers) {
    life one{GetParam()};
    one.run(120);
    one.clear_up();
    one.restart();
    one.run(3);
    for (const auto& line : one.contradictions()) ADD_FAILURE() << "seed " << GetParam() << ": " << line;
    EXPECT_GT(one.deaths, 0) << "the weather was too good to show anything";
    EXPECT_GT(one.orders, 5);
}

INSTANTIATE_TEST_SUITE_P(seeds, simulation, testing::Range<std::uint64_t>(1, 25));

} // namespace
