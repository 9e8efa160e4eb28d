#include "backtest/loaded_data.hpp"
#include "backtest/parallel.hpp"
#include "base/error.hpp"
#include "base/time_text.hpp"
#include "market/candles.hpp"
#include <algorithm>
#include <cmath>
#include <limits>

namespace tremolo::backtest {
namespace {

using market::candle_series;
using market::candle_type;
using market::frame;

constexpr std::int64_t lowest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t highest = std::numeric_limits<std::int64_t>::max();

bool whole(const frame& candles, const char* column) {
    return std::ranges::none_of(candles[column].view(), [](double v) { return std::isnan(v); });
}

// Rows that need no cleaning: one a candle, in order, none missing. It saves a copy of everything.
bool is_clean(const frame& candles, const market::timeframe& tf) {
    if (tf.resample_rule().back() != 's') return false;
    const auto dates = candles.dates();
    const auto step = tf.milliseconds();
    constexpr std::int64_t day_ms = 86'400'000;
    if (dates.empty() || dates.front() % day_ms % step != 0 || dates.front() % tf.floor_ms() != 0) return false;
    for (std::size_t i = 1; i < dates.size(); ++i)
        if (dates[i] - dates[i - 1] != step) return false;
    return whole(candles, "open") && whole(candles, "high") && whole(candles, "low") && whole(candles, "close") &&
           whole(candles, "volume");
}

frame only_candles(const frame& from) {
    frame out = from;
    for (const auto& name : from.names())
        if (name != "date" && name != "open" && name != "high" && name != "low" && name != "close" && name != "volume")
            out.drop(name);
    return out;
}

frame cut(const frame& candles, const timerange& range, std::int64_t before_ms) {
    const auto from = range.start_ms() ? *range.start_ms() - before_ms : lowest;
    const auto to = range.stop_ms() ? *range.stop_ms() + 1 : highest;
    return candles.between(from, to);
}

std::vector<trading::dated_value> values(const frame& rows, const char* column) {
    std::vector<trading::dated_value> out;
    if (rows.empty()) return out;
    const auto numbers = rows[column];
    out.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (!std::isnan(numbers[i])) out.push_back({from_epoch_ms(rows.dates()[i]), numbers[i]});
    return out;
}

void load_detail(const data_request& request, const timerange& range, loaded_pair& into) {
    const auto type = request.futures ? candle_type::futures : candle_type::spot;
    if (!request.timeframe_detail.empty())
        into.detail = load_series(request.folder, {into.pair, request.timeframe_detail, type}, range, 0);
    if (!request.futures) return;
    const auto rates =
        load_series(request.folder, {into.pair, request.funding_timeframe, candle_type::funding_rate}, range, 0, false);
    const auto marks = load_series(request.folder, {into.pair, request.mark_timeframe, request.mark_type}, range, 0);
    into.funding =
        trading::funding_costs(values(rates, "funding_rate"), values(marks, "open"), request.futures_funding_rate);
}

} // namespace

std::vector<market::pair_name> names_of(const loaded_data& data) {
    std::vector<market::pair_name> names;
    for (const auto& one : data.pairs) names.push_back(one.pair);
    return names;
}

frame load_series(const market::candle_folder& folder, const candle_series& which, const timerange& range,
                  std::int64_t startup, bool fill_missing) {
    const market::timeframe tf{which.timeframe};
    const auto before = tf.milliseconds() * startup;
    if (which.type == candle_type::funding_rate) return cut(folder.load(which, fill_missing), range, before);
    std::optional<std::int64_t> first;
    if (range.start_ms()) first = *range.start_ms() - before;
    frame raw = folder.load_raw(which, first, range.stop_ms());
    if (raw.empty()) return raw;
    if (!std::ranges::is_sorted(raw.dates())) raw = market::clean_candles(raw, tf, {.fill_missing = false});
    frame wanted = only_candles(cut(raw, range, before));
    if (wanted.empty()) return wanted;
    if (is_clean(wanted, tf)) {
        wanted.compact();
        return wanted;
    }
    try {
        return market::clean_candles(wanted, tf, {.fill_missing = fill_missing});
    } catch (const operational_error&) { throw; } catch (const error& wrong) {
        throw operational_error{folder.path_of(which).string() + ": " + wrong.what()};
    }
}

loaded_data load_data(const data_request& request) {
    const market::timeframe tf{request.timeframe};
    const auto type = request.futures ? candle_type::futures : candle_type::spot;
    std::vector<loaded_pair> all(request.pairs.size());
    std::mutex one_at_a_time;
    frame loaded_first;
    std::size_t done = 0;
    for_each_index(all.size(), request.threads, [&](std::size_t i, std::size_t) {
        auto& into = all[i];
        into.pair = request.pairs[i];
        into.candles =
            load_series(request.folder, {into.pair, request.timeframe, type}, request.range, request.startup);
        if (!into.candles.empty()) into.ticks = tick_sizes{into.candles};
        frame like;
        {
            const std::scoped_lock lock{one_at_a_time};
            if (loaded_first.empty()) loaded_first = into.candles;
            like = loaded_first;
            if (request.progress) request.progress(++done);
        }
        into.candles.share_dates(like);
    });
    for (const auto& one : all)
        if (one.candles.empty())
            request.log.warning("No history for {}, {}, {} found. Use `download-data` to download the data", one.pair,
                                market::name_of(type).empty() ? "spot" : market::name_of(type), request.timeframe);
    std::erase_if(all, [](const loaded_pair& one) { return one.candles.empty(); });
    if (all.empty()) throw operational_error{"No data found. Terminating."};

    std::int64_t first = highest, last = lowest;
    for (const auto& one : all) {
        first = std::min(first, one.candles.dates().front());
        last = std::max(last, one.candles.dates().back());
    }
    constexpr std::int64_t day_ms = 86'400'000;
    request.log.info("Loading data from {} up to {} ({} days).", date_time_text(from_epoch_ms(first)),
                     date_time_text(from_epoch_ms(last)), (last - first) / day_ms);
    loaded_data out{std::move(all), request.range, request.startup};
    if (leave_room_for_startup(out.range, tf.seconds(), request.startup, first))
        request.log.warning("Moving start-date by {} candles to account for startup time.", request.startup);
    for_each_index(out.pairs.size(), request.threads,
                   [&](std::size_t i, std::size_t) { load_detail(request, out.range, out.pairs[i]); });
    if (!request.timeframe_detail.empty() &&
        std::ranges::all_of(out.pairs, [](const loaded_pair& one) { return one.detail.empty(); }))
        throw operational_error{"No data found. Terminating."};
    return out;
}

} // namespace tremolo::backtest
