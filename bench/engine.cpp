// What an iteration of the bot costs by itself: 500 pairs of 1,000 candles on a new candle with the sample strategy, 50
// open trades without a new candle, and the memory of analysed candles. The exchange answers from memory, and the time
// inside its calls is taken off. Measured is what the thread of the bot computes (an iteration is one thread's), so
// that other programs on the machine count less.
//
//     cmake --build build/release --target bench_engine && build/release/bench/bench_engine [pairs] [rounds]
#include "bot/bot.hpp"
#include "config/load.hpp"
#include "strategy/loader.hpp"
#include <cmath>
#include <cstdio>
#include <ctime>
#include <fstream>
#include <malloc.h>
#include <unistd.h>

using namespace tremolo;
namespace ex = ::tremolo::exchange;

namespace {

constexpr std::int64_t five_minutes_ms = 300'000;
constexpr std::int64_t start_ms = 1767261600000;

// Time that this thread was on a core.
struct own_time {
    using duration = std::chrono::nanoseconds;
    static duration now() {
        timespec t{};
        ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
        return std::chrono::seconds{t.tv_sec} + std::chrono::nanoseconds{t.tv_nsec};
    }
};

double ms_of(own_time::duration d) { return std::chrono::duration<double, std::milli>{d}.count(); }

class instant_exchange final : public ex::exchange {
  public:
    instant_exchange(std::size_t pairs, const ::tremolo::clock& time) : time_{time} {
        about_.id = "binance";
        about_.name = "Binance";
        for (std::size_t i = 0; i < pairs; ++i) {
            market::market_info m;
            m.base = "C" + std::to_string(i);
            m.quote = "USDT";
            m.symbol = m.base + "/USDT";
            m.amount_precision = 0.0001;
            m.price_precision = 0.01;
            m.limits.cost.min = 5;
            m.maker_fee = m.taker_fee = 0.001;
            by_name_[m.symbol] = i;
            markets_.push_back(std::move(m));
        }
    }
    own_time::duration spent{};

    const ex::traits& about() const override { return about_; }
    void load_markets() override {}
    const market::market_list& markets() const override { return markets_; }
    const market::market_info* find_market(const market::pair_name& pair) const override {
        const auto found = by_name_.find(pair);
        return found == by_name_.end() ? nullptr : &markets_[found->second];
    }
    std::vector<market::leverage_tier> leverage_tiers(const market::pair_name&) override { return {}; }
    market::ticker_map fetch_tickers() override { return {}; }
    market::ticker fetch_ticker(const market::pair_name& pair) override {
        const auto began = own_time::now();
        market::ticker t{pair, 99.99, 100.01, 100.0, {}, {}, {}, {}};
        spent += own_time::now() - began;
        return t;
    }
    market::order_book fetch_order_book(const market::pair_name&, std::size_t) override {
        const auto began = own_time::now();
        market::order_book book;
        for (int i = 0; i < 20; ++i) {
            book.bids.push_back({99.99 - 0.01 * i, 50});
            book.asks.push_back({100.01 + 0.01 * i, 50});
        }
        spent += own_time::now() - began;
        return book;
    }
    std::vector<market::raw_candle> fetch_candles(const market::pair_name& pair, const std::string&,
                                                  market::candle_type, std::optional<timestamp> since,
                                                  std::size_t) override {
        const auto began = own_time::now();
        const std::int64_t forming = epoch_ms(time_.now()) / five_minutes_ms * five_minutes_ms;
        std::int64_t open = forming - 1000 * five_minutes_ms;
        if (since) open = std::max(open, epoch_ms(*since));
        std::vector<market::raw_candle> candles;
        const double phase = static_cast<double>(by_name_.at(pair));
        for (; open <= forming && candles.size() < 1000; open += five_minutes_ms) {
            const double at = 100 + std::sin(static_cast<double>(open) / 3e6 + phase) * 3;
            candles.push_back({open, at, at + 0.4, at - 0.5, at + 0.1, 12.5});
        }
        spent += own_time::now() - began;
        return candles;
    }
    std::vector<ex::funding_payment> fetch_funding(const market::pair_name&, timestamp) override { return {}; }
    market::order_state place_order(const ex::order_request&) override { return {}; }
    market::order_state cancel_order(const std::string&, const market::pair_name&) override { return {}; }
    market::order_state fetch_order(const std::string&, const market::pair_name&) override { return {}; }
    std::vector<market::order_state> fetch_orders(const market::pair_name&, timestamp) override { return {}; }
    std::vector<ex::order_trade> fetch_order_trades(const std::string&, const market::pair_name&, timestamp) override {
        return {};
    }
    std::vector<ex::balance> fetch_balances() override { return {}; }
    std::vector<ex::position> fetch_positions() override { return {}; }

  private:
    const ::tremolo::clock& time_;
    ex::traits about_;
    market::market_list markets_;
    std::map<market::pair_name, std::size_t> by_name_;
};

struct bench_bot {
    std::filesystem::path folder;
    manual_clock clock{from_epoch_ms(start_ms)};
    std::shared_ptr<instant_exchange> market;
    std::shared_ptr<ex::dry_run> dry_run;
    std::shared_ptr<store::database> database;
    strategy::loaded_strategy loaded;
    bot::bot_control control;
    bot::snapshot_board board;
    std::unique_ptr<bot::bot> bot;

    explicit bench_bot(std::size_t pairs) {
        std::string name = (std::filesystem::temp_directory_path() / "bench_engine_XXXXXX").string();
        folder = ::mkdtemp(name.data());
        market = std::make_shared<instant_exchange>(pairs, clock);
        dry_run = std::make_shared<ex::dry_run>(market, clock, ex::uuid_source{1});
        database = std::make_shared<store::database>("sqlite:///" + (folder / "trades.sqlite").string(), clock);
        strategy::loader_settings where;
        where.folders = {"strategies"}; // run it from the root of the sources
        const strategy::loader from{where};
        loaded = from.load("SampleStrategy");
        write_configuration();
        config::load_options options;
        options.files = {(folder / "config.json").string()};
        options.user_data_dir = folder;
        auto configured = config::load(options);
        auto settings = bot::make_settings(configured, *loaded.instance, loaded.name);
        bot = std::make_unique<bot::bot>(bot::bot_parts{.clock = clock,
                                                        .exchange = dry_run,
                                                        .dry_run = dry_run,
                                                        .database = database,
                                                        .settings = settings,
                                                        .strategy = loaded.instance,
                                                        .implemented = loaded.implemented,
                                                        .control = control,
                                                        .board = board});
        control.set_state(bot::bot_state::running);
        bot->start_up();
    }
    ~bench_bot() {
        bot.reset();
        database.reset();
        std::filesystem::remove_all(folder);
    }

    void write_configuration() const {
        std::ofstream out{folder / "config.json"};
        out << R"({"dry_run": true, "dry_run_wallet": 1000000, "stake_currency": "USDT", "stake_amount": 100,
                   "max_open_trades": 50, "trading_mode": "spot", "initial_state": "running",
                   "strategy": "SampleStrategy",
                   "force_entry_enable": true, "pairlists": [{"method": "StaticPairList"}],
                   "entry_pricing": {"price_side": "same", "use_order_book": true, "order_book_top": 1},
                   "exit_pricing": {"price_side": "same", "use_order_book": true, "order_book_top": 1},
                   "exchange": {"name": "binance", "connector": "simulated", "pair_whitelist": [)";
        const char* between = "";
        for (const auto& m : market->markets()) {
            out << between << '"' << m.symbol << '"';
            between = ", ";
        }
        out << "]}}";
    }

    // Milliseconds of one iteration, the exchange's time taken off.
    double round(std::chrono::milliseconds later) {
        clock.advance(later);
        market->spent = {};
        const auto began = own_time::now();
        bot->process({});
        return ms_of(own_time::now() - began - market->spent);
    }
};

bot::command entering(const std::string& pair) {
    bot::force_enter wish;
    wish.pair = pair;
    wish.price = 100.5;
    wish.order_type = "limit";
    return wish;
}

double median(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    return values[values.size() / 2];
}

void new_candles(std::size_t pairs, int rounds) {
    bench_bot one{pairs};
    const double first = one.round(std::chrono::seconds{20});
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) times.push_back(one.round(std::chrono::minutes{5}));
    std::printf("%zu pairs x 1,000 candles, new candle: %.1f ms (median of %d; first analysis %.1f ms)\n", pairs,
                median(times), rounds, first);
}

void open_trades(int rounds) {
    bench_bot one{50};
    (void)one.round(std::chrono::seconds{20});
    for (const auto& m : one.market->markets()) (void)one.bot->execute(entering(m.symbol));
    (void)one.round(std::chrono::seconds{5});
    std::vector<double> times;
    for (int i = 0; i < rounds; ++i) {
        if (i % 20 == 19) (void)one.round(std::chrono::minutes{5}); // so that the next ones have no new candle
        times.push_back(one.round(std::chrono::milliseconds{500}));
    }
    std::printf("%zu open trades, no new candle: %.3f ms (median of %d)\n", one.board.newest()->open_trades.size(),
                median(times), rounds);
}

void memory_of_frames() {
    constexpr std::size_t pairs = 200, rows = 1000, columns = 20;
    const auto used = [] { return static_cast<double>(::mallinfo2().uordblks) / 1000; };
    std::vector<std::int64_t> dates(rows);
    for (std::size_t i = 0; i < rows; ++i) dates[i] = start_ms + static_cast<std::int64_t>(i) * five_minutes_ms;
    const double before = used();
    std::vector<std::shared_ptr<const market::frame>> held;
    for (std::size_t p = 0; p < pairs; ++p) {
        market::frame df{dates};
        for (std::size_t c = 0; c + 1 < columns; ++c)
            df.set("column_" + std::to_string(c), market::series{rows, static_cast<double>(c)});
        df.set_where(df["column_0"] >= 0.0, {{"enter_tag", "in"}});
        held.push_back(df.share());
    }
    std::printf("1,000 candles x %zu columns: %.0f kB a pair\n", columns,
                (used() - before) / static_cast<double>(held.size()));
}

} // namespace

int main(int count, char** arguments) {
    const auto pairs = static_cast<std::size_t>(count > 1 ? std::atoi(arguments[1]) : 500);
    const int rounds = count > 2 ? std::atoi(arguments[2]) : 15;
    new_candles(pairs, rounds);
    open_trades(rounds * 10);
    memory_of_frames();
}
