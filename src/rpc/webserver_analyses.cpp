// The work of the two analyses: does a strategy look ahead, and do its indicators depend on where they begin
// (BACKTEST.md sections 17 and 18).
#include "base/decimal.hpp"
#include "rpc/webserver_session.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fmt/format.h>
#include <set>

namespace tremolo::rpc::webserver {

namespace bj = boost::json;

namespace {

// A setting as JSON, or the default.
std::int64_t whole(const bj::object& settings, std::string_view key, std::int64_t otherwise) {
    const auto* found = settings.if_contains(key);
    return found && found->is_number() ? found->to_number<std::int64_t>() : otherwise;
}

backtest::timerange range_of(const work& job, const char* how_much) {
    const auto* text = job.settings.raw.if_contains("timerange");
    if (!text || !text->is_string()) throw configuration_error{fmt::format("Please set a timerange. {}", how_much)};
    return backtest::parse_timerange(std::string{text->get_string()});
}

std::string range_text(std::optional<std::int64_t> start_s, std::int64_t stop_s) {
    return fmt::format("{}-{}", start_s ? std::to_string(*start_s) : "", stop_s);
}

config::configuration changed(const config::configuration& from, bj::object raw) {
    auto made = settings_of(std::move(raw), from.mode);
    made.original = from.original;
    made.config_files = from.config_files;
    return made;
}

config::configuration for_one_pair(const config::configuration& from, const market::pair_name& pair,
                                   const std::string& range) {
    auto raw = from.raw;
    raw["timerange"] = range;
    raw["exchange"].as_object()["pair_whitelist"] = bj::array{bj::string{pair}};
    return changed(from, std::move(raw));
}

bool same_cell(const market::frame::column& a, const market::frame::column& b, std::size_t row_a, std::size_t row_b) {
    const auto *x = a.numbers(), *y = b.numbers();
    if (x && y) return (*x)[row_a] == (*y)[row_b] || (std::isnan((*x)[row_a]) && std::isnan((*y)[row_b]));
    if (a.texts() && b.texts()) return (*a.texts())[row_a] == (*b.texts())[row_b];
    return false;
}

// Columns that differ anywhere in the rows of the shorter frame; both begin at the same candle.
std::vector<std::string> differing(const market::frame& full, const market::frame& cut) {
    std::vector<std::string> names;
    const auto rows = std::min(full.size(), cut.size());
    for (const auto& column : full.columns()) {
        const auto* other = cut.find(column.name);
        bool equal = other != nullptr;
        for (std::size_t row = 0; equal && row < rows; ++row) equal = same_cell(column, *other, row, row);
        if (!equal) names.push_back(column.name);
    }
    return names;
}

// -- looking ahead

// Market orders, room for every trade, nothing that depends on other trades.
config::configuration without_side_effects(const work& job) {
    auto raw = job.settings.raw;
    raw["enable_protections"] = false;
    const auto* limits = raw.if_contains("lookahead_allow_limit_orders");
    if (!limits || *limits != true) {
        raw["order_types"] = {
            {"entry", "market"}, {"exit", "market"}, {"stoploss", "market"}, {"stoploss_on_exchange", false}};
        for (const auto* key : {"entry_pricing", "exit_pricing"}) {
            auto& pricing = raw[key];
            if (!pricing.is_object()) pricing = bj::object{};
            pricing.as_object()["price_side"] = "other";
        }
    }
    raw["max_open_trades"] = -1;
    raw["dry_run_wallet"] = std::max(1e9, job.settings.dry_run_wallet.amount);
    raw["stake_amount"] = 10000;
    raw["backtest_cache"] = "none";
    return changed(job.settings, std::move(raw));
}

class lookahead_search {
  public:
    lookahead_search(const work& job, config::configuration settings)
        : job_{job}, settings_{std::move(settings)}, venue_{venue_of(job)},
          range_{range_of(job, "Usually a few months are enough depending on your needs and strategy.")} {}

    void run(std::int64_t minimum, std::int64_t targeted);
    [[nodiscard]] std::string result(std::int64_t minimum) const;

  private:
    struct part {
        std::unique_ptr<prepared_session> session;
        backtest::finished_run run;
    };
    [[nodiscard]] part until(const market::pair_name& pair, timestamp end);
    void look_at(const trading::trade& trade);
    void compare(const market::pair_name& pair, prepared_session& cut);

    const work& job_;
    const config::configuration settings_;
    const std::shared_ptr<exchange::exchange> venue_;
    const backtest::timerange range_;
    std::unique_ptr<prepared_session> full_;
    std::map<market::pair_name, market::frame> full_frames_;
    std::optional<double> fee_;
    std::int64_t signals_ = 0, biased_entries_ = 0, biased_exits_ = 0;
    std::vector<std::string> indicators_;
};

lookahead_search::part lookahead_search::until(const market::pair_name& pair, timestamp end) {
    auto settings = for_one_pair(settings_, pair, range_text(range_.start_s, epoch_seconds(end)));
    settings.fee = fee_;
    part made{std::make_unique<prepared_session>(job_, settings, venue_, 1, prepared_session::progress_taker{}), {}};
    made.run = made.session->session().run(made.session->candidate());
    return made;
}

void lookahead_search::compare(const market::pair_name& pair, prepared_session& cut) {
    auto full = full_frames_.find(pair);
    if (full == full_frames_.end()) {
        auto frame = full_->analysed(pair, true);
        if (!frame) return;
        full = full_frames_.emplace(pair, std::move(*frame)).first;
    }
    const auto other = cut.analysed(pair, true);
    if (!other) return;
    for (auto& name : differing(full->second, *other))
        if (std::ranges::find(indicators_, name) == indicators_.end()) {
            job_.around.log.info("=> found look ahead bias in column {}.", name);
            indicators_.push_back(std::move(name));
        }
}

void lookahead_search::look_at(const trading::trade& trade) {
    ++signals_;
    const auto candle =
        std::chrono::seconds{market::timeframe{full_->session().settings_of(full_->candidate()).timeframe()}.seconds()};
    const auto has = [&](const backtest::finished_run& run, auto date_of, timestamp wanted) {
        return std::ranges::any_of(run.trades, [&](const auto& t) { return date_of(t) == wanted; });
    };
    // One candle more: nothing is entered on the last one, and all is left there.
    const auto entry = until(trade.pair, trade.open_date + candle);
    const auto closed = *trade.close_date;
    const auto exit = until(trade.pair, closed + candle);
    const bool entered = has(
        entry.run, [](const auto& t) { return t.open_date; }, trade.open_date);
    const bool left = has(
        exit.run, [](const auto& t) { return t.close_date.value_or(timestamp{}); }, closed);
    biased_entries_ += entered ? 0 : 1;
    biased_exits_ += left ? 0 : 1;
    compare(trade.pair, *entry.session);
    compare(trade.pair, *exit.session);
}

void lookahead_search::run(std::int64_t minimum, std::int64_t targeted) {
    auto raw = settings_.raw;
    const auto end = range_.stop_s ? *range_.stop_s : epoch_seconds(job_.around.time.now());
    raw["timerange"] = range_text(range_.start_s, end);
    full_ = std::make_unique<prepared_session>(job_, changed(settings_, std::move(raw)), venue_, 1,
                                               prepared_session::progress_taker{});
    const auto whole_run = full_->session().run(full_->candidate());
    fee_ = whole_run.fee;
    const auto found = static_cast<std::int64_t>(whole_run.trades.size()) + 1;
    if (found < minimum) {
        job_.around.log.info("found {} trades which is less than minimum_trade_amount {}.", found, minimum);
        return;
    }
    const auto wanted = static_cast<double>(std::min(found, targeted));
    double done = 0;
    job_.progress("0", "Analyzing trades", done, wanted);
    for (const auto& trade : whole_run.trades) {
        if (signals_ == targeted) break;
        if (trade.exit_reason.value_or("").find("force_exit") != std::string::npos) continue;
        look_at(trade);
        job_.progress("0", "Analyzing trades", ++done, wanted);
    }
}

std::string lookahead_search::result(std::int64_t minimum) const {
    const bool biased = signals_ >= minimum && (biased_entries_ > 0 || biased_exits_ > 0 || !indicators_.empty());
    bj::array names;
    for (const auto& name : indicators_) names.emplace_back(name);
    return bj::serialize(bj::object{{"strategy", settings_.strategy.value_or("")},
                                    {"has_bias", biased},
                                    {"total_signals", signals_},
                                    {"biased_entry_signals", biased_entries_},
                                    {"biased_exit_signals", biased_exits_},
                                    {"biased_indicators", std::move(names)}});
}

// -- recursion

// The relative difference in the last row, by column; nothing for a column that is equal. NaN where there is none.
std::vector<std::pair<std::string, double>> last_row_differences(const market::frame& full, const market::frame& part) {
    std::vector<std::pair<std::string, double>> out;
    if (full.empty() || part.empty()) return out;
    for (const auto& column : full.columns()) {
        const auto* other = part.find(column.name);
        if (other && same_cell(column, *other, full.size() - 1, part.size() - 1)) continue;
        double difference = std::numeric_limits<double>::quiet_NaN();
        if (other && column.numbers() && other->numbers() && column.numbers()->type() != market::dtype::boolean) {
            const double whole = column.numbers()->last(), cut = other->numbers()->last();
            if (whole != 0 && cut != 0) difference = round_half_even((cut - whole) / whole, 12);
        }
        out.emplace_back(column.name, difference);
    }
    return out;
}

std::string shown(double value) {
    std::string text;
    json::write_double(text, value);
    return text;
}

} // namespace

std::string analyse_lookahead(const work& job) {
    const auto minimum = whole(job.settings.raw, "minimum_trade_amount", 10);
    const auto targeted = whole(job.settings.raw, "targeted_trade_amount", 20);
    if (targeted < minimum)
        throw configuration_error{"Targeted trade amount can't be smaller than minimum trade amount."};
    lookahead_search search{job, without_side_effects(job)};
    search.run(minimum, targeted);
    return search.result(minimum);
}

std::string analyse_recursive(const work& job) {
    const auto range = range_of(job, "A timerange of 5000 candles are enough for recursive analysis.");
    const auto venue = venue_of(job);
    const auto end = range.stop_s ? *range.stop_s : epoch_seconds(job.around.time.now());
    const auto session_of = [&](std::optional<std::int64_t> from, std::int64_t to,
                                std::optional<std::int64_t> startup) {
        auto raw = job.settings.raw;
        raw["timerange"] = range_text(from, to);
        if (startup) raw["startup_candle_count"] = *startup;
        return prepared_session{job, changed(job.settings, std::move(raw)), venue, 1,
                                prepared_session::progress_taker{}};
    };
    auto full_session = session_of(range.start_s, end, {});
    const auto& settings = full_session.session().settings_of(full_session.candidate());
    const auto own = settings.strategy.startup_candle_count;
    if (own < 1)
        throw configuration_error{fmt::format("The strategy defines invalid startup candle count of {}. This will lead "
                                              "to recursive issues on some indicators. Please define a proper "
                                              "startup_candle_count in the strategy.",
                                              own)};
    std::vector<std::int64_t> counts{199, 399, 499, 999, 1999};
    if (const auto* given = job.task.if_contains("startup_candle"); given && given->is_array())
        counts = bj::value_to<std::vector<std::int64_t>>(*given);
    if (std::ranges::find(counts, own) == counts.end()) counts.push_back(own);
    std::ranges::sort(counts);

    const auto pair = full_session.session().pairlist().front();
    const auto candle = market::timeframe{settings.timeframe()}.seconds();
    const auto full = full_session.analysed(pair, false);
    if (!full) throw operational_error{"No data found. Terminating."};
    json::ordered_map<json::ordered_map<json::raw_text>> results;
    double done = 0;
    const auto total = static_cast<double>(counts.size());
    bool differs = true;
    for (const auto startup : counts) {
        job.progress("0", fmt::format("Startup candle {}", startup), done, total);
        auto session = session_of(end - candle, end, startup);
        const auto part = session.analysed(pair, false);
        if (!part) throw operational_error{"No data found. Terminating."};
        const auto found = differs ? last_row_differences(*full, *part) : std::vector<std::pair<std::string, double>>{};
        differs = differs && !found.empty(); // equal once, equal with more
        for (const auto& [name, difference] : found) {
            auto row =
                std::ranges::find(results, name, &std::pair<std::string, json::ordered_map<json::raw_text>>::first);
            if (row == results.end()) row = results.insert(results.end(), {name, {}});
            row->second.emplace_back(std::to_string(startup), json::raw_text{shown(difference)});
        }
        job.progress("0", fmt::format("Startup candle {}", startup), ++done, total);
    }
    std::string out = "{\"strategy\":";
    json::write(out, job.settings.strategy.value_or(""));
    out += ",\"startup_candles\":";
    json::write(out, counts);
    out += ",\"strategy_scc\":";
    json::write(out, own);
    out += ",\"results\":{";
    for (bool first = true; const auto& [name, row] : results) {
        if (!std::exchange(first, false)) out += ',';
        json::write_string(out, name);
        out += ":{";
        for (bool begins = true; const auto& [startup, text] : row) {
            if (!std::exchange(begins, false)) out += ',';
            json::write_string(out, startup);
            out += ':' + text.text;
        }
        out += '}';
    }
    return out += "}}";
}

} // namespace tremolo::rpc::webserver
