#include "rpc/database_archive.hpp"

namespace tremolo::rpc {

std::vector<trading::trade> database_archive::closed_trades(std::int64_t limit, std::int64_t offset, bool by_id) {
    using order = store::page::order;
    return reader_.closed_trades({by_id ? order::by_id : order::newest_close_first, limit, offset});
}

std::int64_t database_archive::closed_trade_count() { return reader_.count_closed(); }

std::optional<trading::trade> database_archive::trade(std::int64_t id) { return reader_.trade(id); }

std::vector<trading::trade> database_archive::find_trades(const store::trade_search& wanted) {
    return reader_.find_trades(wanted);
}

std::int64_t database_archive::count_trades(const store::trade_filter& wanted) { return reader_.count_trades(wanted); }

std::vector<std::int64_t> database_archive::open_trade_ids(std::int64_t limit, std::int64_t offset) {
    std::vector<std::int64_t> ids;
    std::int64_t place = 0;
    for (const auto& t : reader_.open_trades())
        if (place++ >= offset && static_cast<std::int64_t>(ids.size()) < limit) ids.push_back(t.id);
    return ids;
}

std::vector<custom_datum> database_archive::custom_data(std::int64_t trade_id, const std::optional<std::string>& key) {
    std::vector<custom_datum> found;
    for (auto& row : reader_.custom_data_of(trade_id, key)) {
        const auto value = store::decoded(row);
        found.push_back({std::move(row.key), std::move(row.type), value.value_or(boost::json::value{}), row.created_at,
                         row.updated_at});
    }
    return found;
}

std::vector<wallet_record> database_archive::wallet_history() {
    std::vector<wallet_record> found;
    for (const auto& row : reader_.wallet_history())
        if (row.bot_managed) found.push_back({row.at, row.total_quote.value_or(0)});
    return found;
}

std::optional<timestamp> database_archive::wallet_history_start() {
    const auto value = reader_.value("wallet_history_migration_date");
    const auto* at = value ? std::get_if<timestamp>(&*value) : nullptr;
    return at ? std::optional{*at} : std::nullopt;
}

} // namespace tremolo::rpc
