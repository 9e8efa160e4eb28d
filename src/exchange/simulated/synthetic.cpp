#include "exchange/simulated/noise.hpp"
#include "exchange/simulated/price_source.hpp"
#include "exchange/simulated/quotes.hpp"
#include "exchange/simulated/synthetic_series.hpp"
#include "exchange/simulated/tape.hpp"
#include <array>

namespace tremolo::exchange {
namespace {

constexpr std::int64_t listed_ms = 1'577'836'800'000; // 2020-01-01: no candles before
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t funding_ms = 8 * hour_ms;

constexpr std::array<coin, 12> coins{{{"BTC", 65000, 0.0085, 1.6e9, 2, 5},
                                      {"ETH", 3200, 0.0105, 9e8, 2, 4},
                                      {"BNB", 580, 0.0095, 2.2e8, 2, 3},
                                      {"SOL", 150, 0.0135, 4e8, 2, 3},
                                      {"XRP", 0.56, 0.0120, 2.5e8, 4, 1},
                                      {"ADA", 0.45, 0.0125, 8e7, 4, 1},
                                      {"DOGE", 0.15, 0.0145, 1.8e8, 5, 0},
                                      {"LTC", 85, 0.0110, 6e7, 2, 3},
                                      {"LINK", 15, 0.0130, 7e7, 3, 2},
                                      {"AVAX", 32, 0.0140, 6e7, 3, 2},
                                      {"DOT", 6.8, 0.0125, 5e7, 3, 2},
                                      {"TRX", 0.13, 0.0080, 4.5e7, 5, 1}}};

// The coin counted in another currency, with as many digits more as its price has fewer.
coin counted_in(coin c, double worth) {
    c.price /= worth;
    c.daily_quote_volume /= worth;
    c.price_digits += std::max(static_cast<int>(std::ceil(std::log10(worth) - 0.1)), 0);
    return c;
}

// Mark prices follow the trades without half of their wicks.
bar mark_of(bar b) {
    const auto top = std::max(b.open, b.close);
    const auto bottom = std::min(b.open, b.close);
    return {b.open, top + (b.high - top) / 2, bottom - (bottom - b.low) / 2, b.close, 0};
}

struct listed {
    coin kind;
    synthetic_series series;
    grid counts;
};

class synthetic final : public price_source {
  public:
    explicit synthetic(const simulated_settings& settings) {
        const bool futures = settings.mode == market::trading_mode::futures;
        const double worth = rough_dollars(settings.stake_currency);
        for (const auto& c : coins) {
            if (c.name == settings.stake_currency) continue;
            const auto kind = counted_in(c, worth);
            const grid counts{std::pow(10.0, kind.price_digits), std::pow(10.0, kind.amount_digits)};
            markets_.push_back(invented_market(std::string{c.name}, settings.stake_currency, counts, futures));
            listed_.emplace(markets_.back().symbol, listed{kind, synthetic_series{kind, settings.seed}, counts});
        }
    }

    const market::market_list& markets() const override { return markets_; }
    std::vector<market::raw_candle> candles(const candle_question& q) override;
    std::optional<market::ticker> ticker(const market::market_info& market, std::int64_t now_ms) override;
    market::order_book book(const market::market_info& market, std::size_t depth, std::int64_t now_ms) override;
    std::optional<traded> traded_in(const market::market_info& market, std::int64_t from_ms,
                                    std::int64_t to_ms) override;
    std::vector<market::leverage_tier> tiers(const market::market_info& market) const override {
        return market.swap ? usual_tiers() : std::vector<market::leverage_tier>{};
    }
    std::vector<funding_payment> funding(const market::market_info& market, std::int64_t since_ms,
                                         std::int64_t now_ms) override;
    bool has_trades() const override { return true; }
    std::vector<public_trade> trades(const trade_question& q) override;

  private:
    [[nodiscard]] const listed& of(const market::market_info& market) const { return listed_.at(market.symbol); }
    [[nodiscard]] static quote quote_at(const listed& l, std::int64_t now_ms);
    [[nodiscard]] static double funding_rate(const listed& l, std::int64_t at_ms);
    [[nodiscard]] static std::vector<market::raw_candle> funding_candles(const listed& l, const candle_question& q);

    market::market_list markets_;
    std::map<std::string, listed> listed_;
};

market::raw_candle candle_of(const listed& l, std::int64_t open_ms, const bar& b) {
    const auto price = [&](std::int64_t ticks) { return l.counts.price(ticks); };
    return {open_ms, price(b.open), price(b.high), price(b.low), price(b.close), l.counts.amount(b.volume)};
}

// The candles' bars from `from_ms` on, `count` of them, all within [.., now].
std::vector<bar> bars_of(const listed& l, bool mark, std::int64_t from_ms, std::int64_t length_ms, std::size_t count,
                         std::int64_t now_ms) {
    std::vector<bar> all;
    all.reserve(count);
    const auto now_s = now_ms / 1000 + 1;
    const bool hours_do = length_ms % hour_ms == 0 && !mark;
    std::vector<bar> minutes;
    if (!hours_do) {
        const auto end_ms = std::min(from_ms + static_cast<std::int64_t>(count) * length_ms, now_ms / 60'000 * 60'000);
        if (end_ms > from_ms)
            minutes = l.series.minutes(from_ms / 60'000, static_cast<std::size_t>((end_ms - from_ms) / 60'000));
    }
    const auto add = [&](bar& whole, bool& first, bar part) {
        if (mark) part = mark_of(part);
        if (first)
            whole = part;
        else
            whole.add(part);
        first = false;
    };
    for (std::size_t i = 0; i < count; ++i) {
        const auto open_ms = from_ms + static_cast<std::int64_t>(i) * length_ms;
        if (hours_do) {
            all.push_back(l.series.span(open_ms / 1000, std::min((open_ms + length_ms) / 1000, now_s)));
            continue;
        }
        bar whole;
        bool first = true;
        const auto end_ms = open_ms + length_ms;
        for (auto at = open_ms; at < end_ms && at <= now_ms; at += 60'000) {
            const auto index = static_cast<std::size_t>((at - from_ms) / 60'000);
            add(whole, first, index < minutes.size() ? minutes[index] : l.series.forming_minute(now_ms));
        }
        all.push_back(whole);
    }
    return all;
}

std::vector<market::raw_candle> synthetic::candles(const candle_question& q) {
    using market::candle_type;
    const auto& l = of(q.market);
    if (q.type == candle_type::funding_rate) return funding_candles(l, q);
    if (q.type == candle_type::premium_index || q.type == candle_type::open_interest) return {};
    const auto length = q.timeframe.milliseconds();
    const auto newest = q.timeframe.previous_ms(q.now_ms);
    const auto earliest = q.timeframe.previous_ms(listed_ms - 1) + length;
    auto from = newest - static_cast<std::int64_t>(q.limit - 1) * length;
    if (q.since_ms) from = q.timeframe.previous_ms(*q.since_ms - 1) + length;
    from = std::max(from, earliest);
    if (from > newest) return {};
    const auto count = std::min(static_cast<std::size_t>((newest - from) / length) + 1, q.limit);
    const bool mark = q.type == candle_type::mark || q.type == candle_type::index;
    std::vector<market::raw_candle> answer;
    answer.reserve(count);
    auto open_ms = from;
    for (const auto& b : bars_of(l, mark, from, length, count, q.now_ms)) {
        answer.push_back(candle_of(l, open_ms, b));
        open_ms += length;
    }
    return answer;
}

quote synthetic::quote_at(const listed& l, std::int64_t now_ms) {
    const auto second = now_ms / 1000;
    return quote_around(l.series.span(second, second + 1));
}

std::optional<market::ticker> synthetic::ticker(const market::market_info& market, std::int64_t now_ms) {
    const auto& l = of(market);
    const auto now = quote_at(l, now_ms);
    const auto day = l.series.minutes(now_ms / 60'000 - 1440, 1440);
    double coins_traded = 0;
    double value = 0;
    for (const auto& b : day) {
        const double amount = l.counts.amount(b.volume);
        coins_traded += amount;
        value += amount * (l.counts.price(b.open) + l.counts.price(b.close)) / 2;
    }
    market::ticker t;
    t.symbol = market.symbol;
    t.bid = l.counts.price(now.bid);
    t.ask = l.counts.price(now.ask);
    t.last = l.counts.price(now.last);
    t.base_volume = std::round(coins_traded * l.counts.steps) / l.counts.steps;
    t.quote_volume = value;
    t.percentage = std::round((*t.last / l.counts.price(day.front().open) - 1) * 1e5) / 1e3;
    t.time_ms = now_ms;
    return t;
}

market::order_book synthetic::book(const market::market_info& market, std::size_t depth, std::int64_t now_ms) {
    const auto& l = of(market);
    const auto now = quote_at(l, now_ms);
    const auto key = mixed(l.series.key() + 7000, static_cast<std::uint64_t>(now_ms / 1000));
    return book_around(now, l.counts, l.kind.daily_quote_volume * 2e-5 / l.counts.price(now.last), key, depth);
}

std::optional<traded> synthetic::traded_in(const market::market_info& market, std::int64_t from_ms,
                                           std::int64_t to_ms) {
    const auto& l = of(market);
    const auto from = from_ms / 1000 + 1;
    const auto to = to_ms / 1000 + 1;
    if (from >= to) return {};
    const auto b = l.series.span(from, to);
    return traded{l.counts.price(b.low), l.counts.price(b.high), l.counts.amount(b.volume)};
}

double synthetic::funding_rate(const listed& l, std::int64_t at_ms) {
    const auto drawn = mixed(l.series.key() + 8000, static_cast<std::uint64_t>(at_ms / funding_ms));
    return std::round((0.0001 + 0.00025 * symmetric(drawn)) * 1e8) / 1e8;
}

std::vector<funding_payment> synthetic::funding(const market::market_info& market, std::int64_t since_ms,
                                                std::int64_t now_ms) {
    if (!market.swap) return {};
    const auto& l = of(market);
    std::vector<funding_payment> all;
    const auto from = std::max(since_ms, listed_ms);
    for (auto at = (from + funding_ms - 1) / funding_ms * funding_ms; at <= now_ms; at += funding_ms) {
        const auto opened = l.series.minute(at / 60'000).open;
        all.push_back({at, funding_rate(l, at), l.counts.price(opened)});
    }
    return all;
}

std::vector<public_trade> synthetic::trades(const trade_question& q) {
    constexpr std::int64_t minute_ms = 60'000;
    constexpr std::size_t minutes_at_once = 64;
    const auto& l = of(q.market);
    std::vector<public_trade> answer;
    std::array<bar, 60> parts;
    auto minute = std::max(q.after ? candle_of_print(*q.after) : q.since_ms, listed_ms) / minute_ms;
    while (minute * minute_ms <= q.now_ms && answer.size() < q.limit)
        for (const auto& whole : l.series.minutes(minute, minutes_at_once)) {
            l.series.seconds_of(minute, whole, parts);
            const auto key = mixed(l.series.key() + 9000, static_cast<std::uint64_t>(minute));
            for (const auto& trade : prints_of(whole, parts, minute * minute_ms, minute_ms, key))
                if (answer.size() < q.limit && is_asked_for(trade, q))
                    answer.push_back(told(trade, l.counts.price(trade.price), l.counts.amount(trade.amount)));
            ++minute;
            if (minute * minute_ms > q.now_ms || answer.size() >= q.limit) break;
        }
    return answer;
}

std::vector<market::raw_candle> synthetic::funding_candles(const listed& l, const candle_question& q) {
    const auto newest = q.now_ms / funding_ms * funding_ms;
    auto from = newest - static_cast<std::int64_t>(q.limit - 1) * funding_ms;
    if (q.since_ms) from = (*q.since_ms + funding_ms - 1) / funding_ms * funding_ms;
    std::vector<market::raw_candle> answer;
    for (auto at = std::max(from, listed_ms); at <= newest && answer.size() < q.limit; at += funding_ms) {
        const double rate = funding_rate(l, at);
        answer.push_back({at, rate, rate, rate, rate, 0});
    }
    return answer;
}

} // namespace

std::unique_ptr<price_source> make_synthetic(const simulated_settings& settings) {
    return std::make_unique<synthetic>(settings);
}

std::vector<market::leverage_tier> usual_tiers() {
    return {{0, 50'000, 0.004, 125, 0},
            {50'000, 250'000, 0.005, 100, 50},
            {250'000, 1'000'000, 0.01, 50, 1'300},
            {1'000'000, 10'000'000, 0.025, 20, 16'300},
            {10'000'000, 50'000'000, 0.05, 10, 266'300},
            {50'000'000, 200'000'000, 0.1, 5, 2'766'300}};
}

} // namespace tremolo::exchange
