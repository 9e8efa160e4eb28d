// Trades, open and closed, and what strategies keep with them.
#include "rpc/queries.hpp"
#include "rpc/trade_views.hpp"
#include <fmt/format.h>

namespace tremolo::rpc {

std::vector<schema::open_trade_schema> status(const bot::snapshot& bot) {
    std::vector<schema::open_trade_schema> out;
    out.reserve(bot.open_trades.size());
    for (const auto& open : bot.open_trades)
        out.push_back(trade_with_profit(*open.trade, open.current_rate, bot.fiat_rate));
    return out;
}

schema::raw_trades_page trades(archive& records, std::int64_t limit, std::int64_t offset, bool order_by_id) {
    const auto closed = records.closed_trades(limit, offset, order_by_id);
    schema::raw_trades_page page;
    page.trades.reserve(closed.size());
    for (const auto& t : closed) page.trades.push_back(raw_trade(t));
    page.trades_count = static_cast<std::int64_t>(closed.size());
    page.offset = offset;
    page.total_trades = records.closed_trade_count();
    return page;
}

schema::open_trade_schema trade(const bot::snapshot& bot, archive& records, std::int64_t id) {
    for (const auto& open : bot.open_trades)
        if (open.trade->id == id) return trade_with_profit(*open.trade, open.current_rate, bot.fiat_rate);
    const auto stored = records.trade(id);
    if (!stored) throw not_found("Trade not found.");
    return trade_with_profit(*stored, std::nullopt, bot.fiat_rate);
}

namespace {

schema::list_custom_data listed(std::int64_t trade_id, const std::vector<custom_datum>& data) {
    schema::list_custom_data out;
    out.trade_id = trade_id;
    for (const auto& d : data) {
        std::optional<schema::naive_time> updated;
        if (d.updated_at) updated = schema::naive_time{*d.updated_at};
        out.custom_data.push_back({d.key, d.type, d.value, {d.created_at}, updated});
    }
    return out;
}

// An empty key asks for all.
std::optional<std::string> asked_for(const std::optional<std::string>& key) {
    return key && key->empty() ? std::nullopt : key;
}

// What a trade keeps; of the keys that fit a pattern ("%", "_") the first.
std::vector<custom_datum> data_of(archive& records, std::int64_t trade_id, const std::optional<std::string>& key) {
    auto found = records.custom_data(trade_id, key);
    if (key && found.size() > 1) found.resize(1);
    return found;
}

std::string with_key(const std::optional<std::string>& key) { return key ? fmt::format("with key '{}' ", *key) : ""; }

} // namespace

std::vector<schema::list_custom_data> open_trades_custom_data(archive& records, const std::optional<std::string>& given,
                                                              std::int64_t limit, std::int64_t offset) {
    const auto key = asked_for(given);
    const auto ids = records.open_trade_ids(limit, offset);
    if (ids.empty()) throw not_found("No open trades found.");
    std::vector<schema::list_custom_data> out;
    for (const auto id : ids) {
        const auto data = data_of(records, id, key);
        // Only as long as none was found: a trade without any behind one with some is left out.
        if (data.empty() && out.empty())
            throw not_found(fmt::format("No custom-data {}found for any open trades.", with_key(key)));
        if (!data.empty()) out.push_back(listed(id, data));
    }
    return out;
}

std::vector<schema::list_custom_data> custom_data(archive& records, std::int64_t trade_id,
                                                  const std::optional<std::string>& given) {
    const auto key = asked_for(given);
    if (!records.trade(trade_id)) // no trade is number 0, and freqtrade takes that for no number at all
        throw not_found(trade_id == 0 ? "No open trades found."
                                      : fmt::format("No trade found for trade_id: {}", trade_id));
    const auto data = data_of(records, trade_id, key);
    if (data.empty()) throw not_found(fmt::format("No custom-data {}found for Trade ID: {}.", with_key(key), trade_id));
    return {listed(trade_id, data)};
}

} // namespace tremolo::rpc
