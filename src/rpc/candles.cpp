// GET and POST /pair_candles: the analysed candles of a pair.
#include "bot/settings.hpp"
#include "rpc/candle_table.hpp"
#include "rpc/queries.hpp"

namespace tremolo::rpc {
namespace {

const bot::analysed_pair* find_analysed(const bot::snapshot& bot, const candle_selection& wanted) {
    for (const auto& one : bot.analysed)
        if (one.pair == wanted.pair && one.timeframe == wanted.timeframe && one.type == bot.settings->candle_type())
            return &one;
    return nullptr;
}

market::frame limited(const market::frame& candles, std::optional<std::int64_t> limit) {
    if (!limit || *limit == 0) return candles;
    if (*limit > 0) return candles.tail(static_cast<std::size_t>(*limit));
    const auto dropped = std::min<std::uint64_t>(candles.size(), 0 - static_cast<std::uint64_t>(*limit));
    return candles.slice(dropped, candles.size() - dropped);
}

} // namespace

schema::pair_history pair_candles(const bot::snapshot& bot, const candle_selection& wanted) {
    schema::pair_history out;
    out.strategy = bot.settings->strategy_name;
    out.pair = wanted.pair;
    out.timeframe = wanted.timeframe;
    out.timeframe_ms = market::timeframe{wanted.timeframe}.milliseconds();
    out.annotations.emplace();
    const auto* analysed = find_analysed(bot, wanted);
    if (!analysed) return out;
    out.last_analyzed = analysed->analysed_at;
    out.last_analyzed_ts = epoch_seconds(analysed->analysed_at);
    const auto candles = limited(*analysed->candles, wanted.limit);
    if (!candles.empty() && bot.strategy && bot.strategy->annotate)
        for (const auto& a : bot.strategy->annotate(wanted.pair, candles))
            out.annotations->push_back(wire_annotation(a));
    fill_candles(out, candles, wanted.columns);
    return out;
}

} // namespace tremolo::rpc
