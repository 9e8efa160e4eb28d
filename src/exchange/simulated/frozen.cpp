#include "exchange/simulated/price_source.hpp"
#include "json/parse.hpp"
#include <algorithm>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace tremolo::exchange {
namespace {

namespace json = boost::json;

json::value load(const std::filesystem::path& path) {
    std::ifstream in{path, std::ios::binary};
    if (!in) throw operational_error{fmt::format("the simulated exchange cannot read {}", path.string())};
    std::ostringstream text;
    text << in.rdbuf();
    auto answer = tremolo::json::parse(text.str());
    if (answer) return std::move(answer.value);
    throw operational_error{fmt::format("the simulated exchange cannot use {}: {} at character {}", path.string(),
                                        answer.failure->message, answer.failure->offset)};
}

std::optional<double> number(const json::value* v) {
    if (!v || v->is_null()) return {};
    return v->to_number<double>();
}
std::optional<double> number(const json::object& o, std::string_view key) { return number(o.if_contains(key)); }

std::string text(const json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v && v->is_string() ? std::string{v->as_string()} : std::string{};
}

bool truth(const json::object& o, std::string_view key) {
    const auto* v = o.if_contains(key);
    return v && v->is_bool() && v->as_bool();
}

market::range range_of(const json::object& limits, std::string_view key) {
    const auto* v = limits.if_contains(key);
    if (!v || !v->is_object()) return {};
    return {number(v->as_object(), "min"), number(v->as_object(), "max")};
}

market::market_info market_of(const json::object& o) {
    market::market_info m;
    m.symbol = text(o, "symbol");
    m.base = text(o, "base");
    m.quote = text(o, "quote");
    m.settle = text(o, "settle");
    m.spot = truth(o, "spot");
    m.swap = truth(o, "swap");
    m.linear = truth(o, "linear");
    if (const auto* active = o.if_contains("active"); active && active->is_bool()) m.active = active->as_bool();
    const auto& precision = o.at("precision").as_object();
    m.amount_precision = number(precision, "amount");
    m.price_precision = number(precision, "price");
    const auto& limits = o.at("limits").as_object();
    m.limits = {range_of(limits, "amount"), range_of(limits, "price"), range_of(limits, "cost"),
                range_of(limits, "leverage")};
    m.contract_size = number(o, "contractSize");
    m.maker_fee = number(o, "maker");
    m.taker_fee = number(o, "taker");
    if (const auto* info = o.if_contains("info"); info && !info->is_null()) m.info_json = json::serialize(*info);
    return m;
}

market::ticker ticker_of(const json::object& o) {
    market::ticker t;
    t.symbol = text(o, "symbol");
    t.bid = number(o, "bid");
    t.ask = number(o, "ask");
    t.last = number(o, "last");
    t.base_volume = number(o, "baseVolume");
    t.quote_volume = number(o, "quoteVolume");
    t.percentage = number(o, "percentage");
    if (const auto time = number(o, "timestamp")) t.time_ms = static_cast<std::int64_t>(*time);
    return t;
}

std::vector<market::book_level> levels_of(const json::value& v) {
    std::vector<market::book_level> levels;
    for (const auto& level : v.as_array())
        levels.push_back({level.at(0).to_number<double>(), level.at(1).to_number<double>()});
    return levels;
}

std::vector<market::raw_candle> candles_of(const json::value& v) {
    std::vector<market::raw_candle> all;
    for (const auto& row : v.as_array()) {
        const auto at = [&](std::size_t i) { return row.at(i).to_number<double>(); };
        all.push_back({row.at(0).to_number<std::int64_t>(), at(1), at(2), at(3), at(4), at(5)});
    }
    return all;
}

// What a file holds; its path is named when it holds something else.
template <class F>
auto read(const std::filesystem::path& path, F of) {
    const auto value = load(path);
    try {
        return of(value);
    } catch (const std::exception& e) {
        throw operational_error{fmt::format("the simulated exchange cannot use {}: it does not hold what ccxt writes "
                                            "there ({})",
                                            path.string(), e.what())};
    }
}

std::string file_text(market::pair_name pair) {
    for (auto& c : pair)
        if (c == '/' || c == ':') c = '_';
    return pair;
}

std::string_view suffix(market::candle_type type) {
    switch (type) {
    case market::candle_type::mark: return "-mark";
    case market::candle_type::index: return "-index";
    case market::candle_type::premium_index: return "-premiumIndex";
    case market::candle_type::funding_rate: return "-funding_rate";
    case market::candle_type::open_interest: return "-open_interest";
    default: return "";
    }
}

class frozen final : public price_source {
  public:
    explicit frozen(std::filesystem::path folder) : folder_{std::move(folder)} {
        markets_ = read(folder_ / "markets.json", [](const json::value& v) {
            market::market_list all;
            for (const auto& [symbol, market] : v.as_object()) all.push_back(market_of(market.as_object()));
            return all;
        });
        tickers_ = read(folder_ / "tickers.json", [](const json::value& v) {
            market::ticker_map all;
            for (const auto& [symbol, ticker] : v.as_object()) all.emplace(symbol, ticker_of(ticker.as_object()));
            return all;
        });
        books_ = read(folder_ / "order_books.json", [](const json::value& v) {
            std::map<market::pair_name, market::order_book> all;
            for (const auto& [symbol, book] : v.as_object())
                all.emplace(symbol, market::order_book{levels_of(book.at("bids")), levels_of(book.at("asks"))});
            return all;
        });
    }

    const market::market_list& markets() const override { return markets_; }

    std::vector<market::raw_candle> candles(const candle_question& q) override {
        const auto& all = file(q);
        auto from = all.begin();
        if (q.since_ms)
            from = std::lower_bound(all.begin(), all.end(), *q.since_ms,
                                    [](const market::raw_candle& c, std::int64_t ms) { return c.open_ms < ms; });
        else if (all.size() > q.limit)
            from = all.end() - static_cast<std::ptrdiff_t>(q.limit);
        const auto left = static_cast<std::size_t>(all.end() - from);
        return {from, from + static_cast<std::ptrdiff_t>(std::min(left, q.limit))};
    }

    std::optional<market::ticker> ticker(const market::market_info& market, std::int64_t) override {
        const auto found = tickers_.find(market.symbol);
        if (found == tickers_.end()) return {};
        return found->second;
    }

    market::ticker_map tickers(std::int64_t) override {
        market::ticker_map all;
        for (const auto& [pair, ticker] : tickers_)
            if (std::ranges::any_of(markets_, [&](const auto& m) { return m.symbol == pair; }))
                all.emplace(pair, ticker);
        return all;
    }

    market::order_book book(const market::market_info& market, std::size_t depth, std::int64_t) override {
        const auto found = books_.find(market.symbol);
        if (found == books_.end()) return {};
        auto book = found->second;
        if (book.bids.size() > depth) book.bids.resize(depth);
        if (book.asks.size() > depth) book.asks.resize(depth);
        return book;
    }

    std::optional<traded> traded_in(const market::market_info&, std::int64_t, std::int64_t) override { return {}; }

    std::vector<market::leverage_tier> tiers(const market::market_info& market) const override {
        return market.swap ? usual_tiers() : std::vector<market::leverage_tier>{};
    }

    std::vector<funding_payment> funding(const market::market_info&, std::int64_t, std::int64_t) override { return {}; }

  private:
    [[nodiscard]] std::filesystem::path path_of(const candle_question& q, const std::string& timeframe) const {
        return folder_ / "ohlcv" / fmt::format("{}-{}{}.json", file_text(q.market.symbol), timeframe, suffix(q.type));
    }

    // Candles of a timeframe without a file: of the longest ones that there are, as far as they divide it. The first is
    // left out unless it is whole.
    [[nodiscard]] std::vector<market::raw_candle> put_together(const candle_question& q) const {
        std::vector<market::raw_candle> longer;
        for (const auto* name : {"1h", "30m", "15m", "5m", "1m"}) {
            const market::timeframe part{name};
            if (part.seconds() >= q.timeframe.seconds() || q.timeframe.seconds() % part.seconds() != 0) continue;
            if (!std::filesystem::exists(path_of(q, name))) continue;
            for (const auto& c : read(path_of(q, name), candles_of)) {
                const auto begin = q.timeframe.previous_ms(c.open_ms);
                if (longer.empty() && begin != c.open_ms) continue;
                if (longer.empty() || longer.back().open_ms != begin) {
                    longer.push_back({begin, c.open, c.high, c.low, c.close, c.volume});
                    continue;
                }
                auto& sum = longer.back();
                sum.high = std::max(sum.high, c.high);
                sum.low = std::min(sum.low, c.low);
                sum.close = c.close;
                sum.volume += c.volume;
            }
            break;
        }
        return longer;
    }

    // Read when first asked for.
    const std::vector<market::raw_candle>& file(const candle_question& q) {
        const auto path = path_of(q, q.timeframe.name());
        const auto name = path.filename().string();
        const auto known = candles_.find(name);
        if (known != candles_.end()) return known->second;
        auto rows = std::filesystem::exists(path) ? read(path, candles_of) : put_together(q);
        return candles_.emplace(name, std::move(rows)).first->second;
    }

    std::filesystem::path folder_;
    market::market_list markets_;
    market::ticker_map tickers_;
    std::map<market::pair_name, market::order_book> books_;
    std::map<std::string, std::vector<market::raw_candle>> candles_;
};

} // namespace

std::unique_ptr<price_source> make_frozen(const simulated_settings& settings) {
    if (settings.path.empty())
        throw configuration_error{"exchange.simulated.path is missing: the source \"frozen\" needs the folder that "
                                  "holds markets.json, tickers.json, order_books.json and ohlcv/"};
    if (!std::filesystem::is_directory(settings.path))
        throw configuration_error{fmt::format("exchange.simulated.path is {}, which is no folder; expected one that "
                                              "holds markets.json, tickers.json, order_books.json and ohlcv/",
                                              settings.path.string())};
    return std::make_unique<frozen>(settings.path);
}

} // namespace tremolo::exchange
