// The work of a download job: candles or trades from the exchange into the data folder.
#include "backtest/data/trade_download.hpp"
#include "rpc/webserver_work.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <cmath>
#include <fmt/ranges.h>

namespace tremolo::rpc::webserver {

namespace bj = boost::json;

namespace {

std::vector<std::string> texts(const bj::object& task, std::string_view key) {
    const auto* found = task.if_contains(key);
    return found && found->is_array() ? bj::value_to<std::vector<std::string>>(*found) : std::vector<std::string>{};
}

bool flag(const bj::object& task, std::string_view key) {
    const auto* found = task.if_contains(key);
    return found && *found == true;
}

std::vector<market::candle_type> types_of(const std::vector<std::string>& names) {
    std::vector<market::candle_type> types;
    for (const auto& name : names) {
        const auto type = market::candle_type_named(name);
        if (!type) throw configuration_error{fmt::format("'{}' is not a valid CandleType", name)};
        types.push_back(*type);
    }
    return types;
}

backtest::download_request request_of(const work& job, const exchange::exchange& venue) {
    const auto& settings = job.settings;
    const auto format = market::format_named(settings.dataformat_ohlcv);
    if (!format)
        throw configuration_error{fmt::format("dataformat_ohlcv: candles of the format \"{}\" cannot be written here.",
                                              settings.dataformat_ohlcv)};
    backtest::download_request wish{.folder = {settings.datadir, *format}, .pairs = {}};
    wish.pairs = backtest::expanded_pairs(venue, texts(job.task, "pairs"), false);
    if (job.task.contains("timeframes")) wish.timeframes = texts(job.task, "timeframes");
    if (settings.trading_mode == config::trading_mode::futures) wish.mode = market::trading_mode::futures;
    wish.candle_types = types_of(texts(job.task, "candle_types"));
    const auto* days = job.task.if_contains("days");
    wish.range = days && days->is_number() && days->to_number<std::int64_t>() != 0
                     ? backtest::last_days(days->to_number<std::int64_t>(), job.around.time.now())
                     : backtest::parse_timerange(bj::value_to<std::string>(job.task.at("timerange")));
    wish.new_pairs_days = settings.new_pairs_days;
    wish.erase = flag(job.task, "erase");
    wish.prepend = flag(job.task, "prepend_data");
    return wish;
}

// In freqtrade's words: the list as Python shows it.
void refuse_unknown_timeframes(const std::vector<std::string>& names, const exchange::exchange& venue) {
    const auto& known = venue.about().timeframes;
    for (const auto& name : names)
        if (std::ranges::find(known, name) == known.end())
            throw operational_error{
                fmt::format("Invalid timeframe '{}'. This exchange supports: ['{}']", name, fmt::join(known, "', '"))};
}

bj::array list_of(const std::vector<std::string>& texts) {
    bj::array list;
    for (const auto& text : texts) list.emplace_back(text);
    return list;
}

std::string download_trades(const work& job, exchange::exchange& venue, const backtest::download_request& wish) {
    const auto format = market::format_named(job.settings.dataformat_trades);
    if (!format)
        throw configuration_error{fmt::format("dataformat_trades: trades of the format \"{}\" cannot be written here.",
                                              job.settings.dataformat_trades)};
    const backtest::trade_request request{.folder = {job.settings.datadir, *format, wish.mode},
                                          .pairs = wish.pairs,
                                          .range = wish.range,
                                          .new_pairs_days = wish.new_pairs_days,
                                          .erase = wish.erase,
                                          .prepend = wish.prepend};
    const auto take = [&](const backtest::download_progress& now) {
        job.progress("0", now.description, static_cast<double>(now.done) + now.part, static_cast<double>(now.total));
    };
    const auto outcome = backtest::download_trades(venue, request, job.around.time, job.around.log, {}, take);
    bj::array pairs;
    for (const auto& one : outcome.pairs)
        pairs.push_back(
            bj::object{{"pair", one.pair}, {"added", one.added}, {"rows", one.rows}, {"failure", one.failure}});
    return bj::serialize(bj::object{{"trades", std::move(pairs)}, {"not_available", list_of(outcome.not_available)}});
}

} // namespace

std::string download_candles(const work& job) {
    const auto venue = job.around.open(job.settings);
    venue->load_markets();
    const auto wish = request_of(job, *venue);
    if (wish.pairs.empty()) {
        job.around.log.warning("No pairs of the exchange have the names given: nothing is downloaded.");
        return R"({"series":[],"not_available":[]})";
    }
    refuse_unknown_timeframes(wish.timeframes, *venue);
    if (flag(job.task, "download_trades")) return download_trades(job, *venue, wish);
    const double pairs = static_cast<double>(wish.pairs.size());
    const auto take = [&](const backtest::download_progress& now) {
        const double series_a_pair = std::max(1.0, static_cast<double>(now.total) / pairs);
        const double done = static_cast<double>(now.done);
        const double pair = std::floor(done / series_a_pair);
        const bool is_end = now.done >= now.total;
        job.progress("1", now.description.substr(0, now.description.find(',')), is_end ? pairs : pair, pairs);
        job.progress("0", "Timeframe", is_end ? series_a_pair : done - pair * series_a_pair + now.part, series_a_pair);
    };
    const auto outcome = backtest::download(*venue, wish, job.around.time, job.around.log, {}, take);
    bj::array series;
    for (const auto& one : outcome.series)
        series.push_back(bj::object{{"pair", one.which.pair},
                                    {"timeframe", one.which.timeframe},
                                    {"candle_type", market::name_of(one.which.type)},
                                    {"added", one.added},
                                    {"rows", one.rows},
                                    {"missing", one.missing},
                                    {"failure", one.failure}});
    return bj::serialize(bj::object{{"series", std::move(series)}, {"not_available", list_of(outcome.not_available)}});
}

} // namespace tremolo::rpc::webserver
