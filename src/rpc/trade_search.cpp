#include "rpc/trade_search.hpp"
#include "base/base64.hpp"
#include "base/time_text.hpp"
#include <charconv>

namespace tremolo::rpc {

trade_search search_of(trade_filter filter, trade_order order, std::int64_t limit, std::int64_t offset) {
    using stored = store::page::order;
    return {.filter = std::move(filter),
            .sorted = order == trade_order::by_id ? stored::by_id : stored::newest_close_first,
            .limit = limit,
            .offset = offset};
}

trade_position position_of(const trading::trade& t) { return {t.id, t.close_date.value_or(t.open_date)}; }

std::string cursor_text(const trade_position& at) {
    return base64url_encoded(std::to_string(at.id) + '@' + database_text(at.at));
}

std::optional<trade_position> cursor_of(std::string_view text) {
    const auto plain = base64url_decoded(text);
    if (!plain) return std::nullopt;
    const auto mark = plain->find('@');
    if (mark == std::string::npos) return std::nullopt;
    trade_position found;
    const auto read = std::from_chars(plain->data(), plain->data() + mark, found.id);
    const auto at = parse_time(std::string_view{*plain}.substr(mark + 1));
    if (read.ec != std::errc{} || read.ptr != plain->data() + mark || !at) return std::nullopt;
    found.at = *at;
    return found;
}

} // namespace tremolo::rpc
