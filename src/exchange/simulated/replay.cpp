#include "exchange/simulated/replay.hpp"
#include "exchange/simulated/noise.hpp"
#include "exchange/simulated/replay_series.hpp"
#include "exchange/simulated/tape.hpp"
#include "market/candle_files.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::exchange {
namespace {

using market::candle_type;

constexpr std::int64_t day_ms = 86'400'000;

// The first format in which a series is there counts.
std::vector<market::file_format> formats() {
    using market::file_format;
    std::vector<file_format> all{file_format::feather, file_format::parquet, file_format::json_gz, file_format::json};
    // Those that cannot be read here come last: who asks for them hears why.
    std::ranges::stable_partition(all, [](file_format format) { return market::check_format(format).available; });
    return all;
}

// Rows of one series, whose trades are told.
struct tape_stretch {
    std::size_t series = 0; // in by_length
    std::size_t first = 0;  // row
    std::size_t end = 0;
};

struct replayed_pair {
    std::vector<replay_series> by_length;                                                  // of trades, shortest first
    std::map<candle_type, std::map<std::string, std::vector<market::raw_candle>>> derived; // mark, funding rate ...
    std::vector<tape_stretch> tape;                                                        // in order
    std::uint64_t key = 0;
    grid counts;
};

bool is_trades(candle_type type) { return type == candle_type::spot || type == candle_type::futures; }

std::optional<market::timeframe> usable(const std::string& name, const std::vector<std::string>& known) {
    if (std::find(known.begin(), known.end(), name) == known.end()) return {};
    return market::timeframe{name};
}

std::vector<market::raw_candle> rates_of(const market::frame& f) {
    std::vector<market::raw_candle> rows;
    const auto open = f["open"];
    const bool whole = f.has("close") && f.has("high") && f.has("low");
    for (std::size_t i = 0; i < f.size(); ++i) {
        if (!std::isfinite(open[i])) continue;
        const auto of = [&](const char* name) { return whole ? f.at(i, name) : open[i]; };
        rows.push_back({f.dates()[i], open[i], of("high"), of("low"), of("close"), 0});
    }
    return rows;
}

class replay final : public price_source {
  public:
    explicit replay(const simulated_settings& settings) : futures_{settings.mode == market::trading_mode::futures} {
        const traits usual;
        std::map<market::candle_series, market::file_format> found;
        for (const auto format : formats())
            for (const auto& series : market::candle_folder{settings.path, format}.available(settings.mode))
                found.try_emplace(series, format);
        for (const auto& [series, format] : found)
            if (usable(series.timeframe, usual.timeframes)) load(series, format, settings);
        std::erase_if(pairs_, [](const auto& pair) { return pair.second.by_length.empty(); });
        for (auto& [name, pair] : pairs_) list(name, pair);
    }

    [[nodiscard]] bool empty() const { return pairs_.empty(); }
    [[nodiscard]] std::int64_t first_ms() const {
        auto first = std::numeric_limits<std::int64_t>::max();
        for (const auto& [name, pair] : pairs_)
            for (const auto& series : pair.by_length) first = std::min(first, series.first_ms());
        return first;
    }
    [[nodiscard]] std::int64_t end_ms() const { return end_ms_; }

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
    bool finished(std::int64_t now_ms) const override { return now_ms >= end_ms_; }

  private:
    void load(const market::candle_series& series, market::file_format format, const simulated_settings& settings);
    void list(const std::string& name, replayed_pair& pair);
    [[nodiscard]] const replayed_pair& of(const market::market_info& market) const { return pairs_.at(market.symbol); }
    [[nodiscard]] static const replay_series* covering(const replayed_pair& pair, std::int64_t ms);
    [[nodiscard]] static const replay_series* best_for(const replayed_pair& pair, const candle_question& q);

    bool futures_;
    std::map<std::string, replayed_pair> pairs_;
    market::market_list markets_;
    std::int64_t end_ms_ = 0;
};

void replay::load(const market::candle_series& series, market::file_format format, const simulated_settings& settings) {
    const market::candle_folder folder{settings.path, format};
    auto& pair = pairs_[series.pair];
    pair.key = mixed(settings.seed, key_of(series.pair));
    const auto candles = folder.load(series, false);
    if (candles.empty()) return;
    try {
        if (is_trades(series.type)) {
            if ((series.type == candle_type::futures) != futures_) return;
            pair.by_length.emplace_back(candles, market::timeframe{series.timeframe}, pair.key);
            std::sort(pair.by_length.begin(), pair.by_length.end(),
                      [](const auto& a, const auto& b) { return a.length().seconds() < b.length().seconds(); });
            end_ms_ = std::max(end_ms_, pair.by_length.back().end_ms());
        } else {
            pair.derived[series.type][series.timeframe] = rates_of(candles);
        }
    } catch (const error& e) {
        throw operational_error{
            fmt::format("the simulated exchange cannot replay {}: {}", folder.path_of(series).string(), e.what())};
    }
}

// Trades are those of the shortest candles that there are for a time; longer ones count as a whole, before and behind
// the shorter ones.
std::vector<tape_stretch> tape_of(const std::vector<replay_series>& by_length) {
    std::vector<tape_stretch> tape;
    std::int64_t first_ms = 0, end_ms = 0;
    for (std::size_t i = 0; i < by_length.size(); ++i) {
        const auto& series = by_length[i];
        if (tape.empty()) {
            tape.push_back({i, 0, series.rows().size()});
            first_ms = series.first_ms();
            end_ms = series.end_ms();
            continue;
        }
        const auto before = series.row_from(first_ms - series.length().milliseconds() + 1);
        if (before > 0) tape.insert(tape.begin(), {i, 0, before});
        const auto behind = series.row_from(end_ms);
        if (behind < series.rows().size()) tape.push_back({i, behind, series.rows().size()});
        first_ms = std::min(first_ms, series.first_ms());
        end_ms = std::max(end_ms, series.end_ms());
    }
    return tape;
}

void replay::list(const std::string& name, replayed_pair& pair) {
    const auto slash = name.find('/');
    const auto colon = name.find(':');
    const auto base = name.substr(0, slash);
    const auto quote = slash == std::string::npos ? "" : name.substr(slash + 1, colon - slash - 1);
    for (const auto& series : pair.by_length) {
        pair.counts.ticks = std::max(pair.counts.ticks, series.counts().ticks);
        end_ms_ = std::max(end_ms_, series.end_ms());
    }
    pair.tape = tape_of(pair.by_length);
    const double dollars = pair.by_length.front().rows().back().close * rough_dollars(quote);
    pair.counts.steps = std::pow(10.0, std::clamp(std::round(std::log10(dollars) + 0.2), 0.0, 8.0));
    markets_.push_back(invented_market(base, quote, pair.counts, futures_));
    markets_.back().symbol = name;
}

// The shortest series with a candle at or before that moment; of two, one that has not ended goes first.
const replay_series* replay::covering(const replayed_pair& pair, std::int64_t ms) {
    const replay_series* ended = nullptr;
    for (const auto& series : pair.by_length) {
        if (series.first_ms() > ms) continue;
        if (ms < series.end_ms()) return &series;
        if (!ended || series.end_ms() > ended->end_ms()) ended = &series;
    }
    return ended;
}

// The series that candles of a length are made of: its own, else the longest of which it is a multiple.
const replay_series* replay::best_for(const replayed_pair& pair, const candle_question& q) {
    const replay_series* best = nullptr;
    for (const auto& series : pair.by_length)
        if (q.timeframe.seconds() % series.length().seconds() == 0) best = &series;
    return best;
}

// Rows of a file that are out by now.
std::vector<market::raw_candle> told_rows(const std::vector<market::raw_candle>& rows, const candle_question& q) {
    const auto from = q.since_ms.value_or(std::numeric_limits<std::int64_t>::min());
    std::vector<market::raw_candle> answer;
    for (const auto& row : rows)
        if (row.open_ms >= from && row.open_ms <= q.now_ms) answer.push_back(row);
    const auto surplus = answer.size() - std::min(answer.size(), q.limit);
    const auto begin = q.since_ms ? answer.end() - static_cast<std::ptrdiff_t>(surplus) : answer.begin();
    answer.erase(begin, begin + static_cast<std::ptrdiff_t>(surplus));
    return answer;
}

// Candles made of a series up to now. Gaps stay gaps; without `since_ms` the search goes back until there are enough.
std::vector<market::raw_candle> made_of(const replay_series& series, const candle_question& q) {
    const auto length = q.timeframe.milliseconds();
    const auto newest = q.timeframe.previous_ms(std::min(q.now_ms, series.end_ms() - 1));
    auto oldest = q.timeframe.previous_ms(series.first_ms());
    if (q.since_ms) oldest = std::max(oldest, q.timeframe.previous_ms(*q.since_ms + length - 1));
    std::vector<market::raw_candle> answer;
    const auto look = [&](std::int64_t at) {
        auto candle = series.span(at, std::min(at + length, q.now_ms + 1));
        if (!candle) return;
        candle->open_ms = at;
        answer.push_back(*candle);
    };
    if (q.since_ms) {
        for (auto at = oldest; at <= newest && answer.size() < q.limit; at += length) look(at);
    } else {
        for (auto at = newest; at >= oldest && answer.size() < q.limit; at -= length) look(at);
        std::reverse(answer.begin(), answer.end());
    }
    return answer;
}

std::vector<market::raw_candle> replay::candles(const candle_question& q) {
    const auto& pair = of(q.market);
    if (const auto type = pair.derived.find(q.type); type != pair.derived.end()) {
        const auto file = type->second.find(q.timeframe.name());
        return file == type->second.end() ? std::vector<market::raw_candle>{} : told_rows(file->second, q);
    }
    const bool priced = is_trades(q.type) || q.type == candle_type::mark || q.type == candle_type::index;
    const auto* series = priced ? best_for(pair, q) : nullptr;
    return series ? made_of(*series, q) : std::vector<market::raw_candle>{};
}

std::optional<market::ticker> replay::ticker(const market::market_info& market, std::int64_t now_ms) {
    const auto& pair = of(market);
    const auto* series = covering(pair, now_ms);
    if (!series) return {};
    const auto now = series->at(now_ms);
    if (!now) return {};
    const grid prices{series->counts().ticks, 1};
    const auto around = quote_around(*now);
    market::ticker t;
    t.symbol = market.symbol;
    t.bid = prices.price(around.bid);
    t.ask = prices.price(around.ask);
    t.last = prices.price(around.last);
    const auto day = series->span(now_ms - day_ms, now_ms + 1);
    t.base_volume = day ? day->volume : 0;
    t.quote_volume = day ? day->volume * (day->high + day->low + day->close) / 3 : 0;
    t.percentage = day ? std::round((*t.last / day->open - 1) * 1e5) / 1e3 : 0;
    t.time_ms = now_ms;
    return t;
}

market::order_book replay::book(const market::market_info& market, std::size_t depth, std::int64_t now_ms) {
    const auto& pair = of(market);
    const auto* series = covering(pair, now_ms);
    const auto now = series ? series->at(now_ms) : std::nullopt;
    if (!now) return {};
    const auto day = series->span(now_ms - day_ms, now_ms + 1);
    const grid counts{series->counts().ticks, pair.counts.steps};
    const auto second = static_cast<std::uint64_t>(now_ms / 1000);
    return book_around(quote_around(*now), counts, day ? day->volume * 1e-4 : 0, mixed(pair.key + 7000, second), depth);
}

std::optional<traded> replay::traded_in(const market::market_info& market, std::int64_t from_ms, std::int64_t to_ms) {
    const auto* series = covering(of(market), to_ms);
    if (!series) return {};
    const auto all = series->span(from_ms + 1, to_ms + 1);
    if (!all) return {};
    return traded{all->low, all->high, all->volume};
}

std::vector<public_trade> replay::trades(const trade_question& q) {
    const auto& pair = of(q.market);
    std::vector<public_trade> answer;
    for (const auto& stretch : pair.tape) {
        const auto& series = pair.by_length[stretch.series];
        const auto from_ms = q.after ? candle_of_print(*q.after) : q.since_ms - series.length().milliseconds() + 1;
        for (auto row = std::max(stretch.first, series.row_from(from_ms)); row < stretch.end; ++row) {
            if (series.rows()[row].open_ms > q.now_ms || answer.size() >= q.limit) return answer;
            series.add_trades(row, q, answer);
        }
    }
    return answer;
}

std::vector<funding_payment> replay::funding(const market::market_info& market, std::int64_t since_ms,
                                             std::int64_t now_ms) {
    const auto& pair = of(market);
    const auto rates = pair.derived.find(candle_type::funding_rate);
    if (rates == pair.derived.end()) return {};
    std::vector<funding_payment> all;
    for (const auto& row : rates->second.begin()->second) {
        if (row.open_ms < since_ms || row.open_ms > now_ms) continue;
        const auto* series = covering(pair, row.open_ms);
        const auto mark = series ? series->at(row.open_ms) : std::nullopt;
        all.push_back({row.open_ms, row.open, mark ? series->counts().price(mark->open) : 0});
    }
    return all;
}

} // namespace

opened_replay make_replay(const simulated_settings& settings) {
    const auto expected = "a folder of candle files as freqtrade's download-data writes them "
                          "(BTC_USDT-5m.feather, .parquet, .json or .json.gz)";
    if (settings.path.empty())
        throw configuration_error{
            fmt::format("exchange.simulated.path is missing: the source \"replay\" needs {}", expected)};
    if (!std::filesystem::is_directory(settings.path))
        throw configuration_error{fmt::format("exchange.simulated.path is {}, which is no folder; expected {}",
                                              settings.path.string(), expected)};
    auto source = std::make_unique<replay>(settings);
    if (source->empty())
        throw configuration_error{fmt::format(
            "exchange.simulated.path is {}, which holds no {} candles to replay; "
            "expected {}",
            settings.path.string(), settings.mode == market::trading_mode::futures ? "futures" : "spot", expected)};
    const auto first = from_epoch_ms(source->first_ms());
    const auto end = from_epoch_ms(source->end_ms());
    return {std::move(source), first, end};
}

} // namespace tremolo::exchange
