// Every closed trade with the sums of its orders, added up by SQLite in one pass.
#include "store/database_reader.hpp"
#include "store/session.hpp"
#include <string>

namespace tremolo::store {
namespace {

const char* const closed_query =
    "select t.id, t.pair, t.is_short, t.open_date, t.close_date, t.stake_amount, t.leverage, t.close_profit, "
    "t.close_profit_abs, "
    "t.fee_open, t.fee_close, t.enter_tag, t.exit_reason, t.strategy, "
    "sum(case when o.filled > 0 and o.ft_order_side = case when t.is_short then 'sell' else 'buy' end "
    "then o.filled * coalesce(o.average, o.price, o.ft_price) end), "
    "sum(case when o.status = 'closed' and o.order_filled_date >= '1970-01-01' then o.cost end) "
    "from trades t left join orders o on o.ft_trade_id = t.id where t.is_open = 0 group by t.id order by t.id";

std::optional<std::string_view> maybe_text(const cell& c) {
    if (c.is_null()) return {};
    return std::string_view{c.text};
}

} // namespace

void database_reader::for_each_closed(const std::function<void(const closed_trade_row&)>& callback) const {
    using enum cell_kind;
    // What the callback throws is not the database's.
    std::exception_ptr thrown;
    guarded(*session_, [&] {
        statement query{
            session_->sql,
            closed_query,
            {},
            {integer, text, integer, text, text, real, real, real, real, real, real, text, text, text, real, real}};
        const auto& out = query.out();
        query.start();
        while (!thrown && query.fetch()) {
            closed_trade_row row;
            get(out[0], row.id);
            row.pair = out[1].text;
            get(out[2], row.is_short);
            row.open_date = time_of(out[3].text);
            row.has_close_date = !out[4].is_null();
            row.close_date = row.has_close_date ? time_of(out[4].text) : row.open_date;
            get(out[5], row.stake_amount);
            get(out[6], row.leverage);
            get(out[7], row.close_profit);
            row.has_profit = !out[8].is_null();
            get(out[8], row.close_profit_abs);
            get(out[9], row.fee_open);
            get(out[10], row.fee_close);
            row.enter_tag = maybe_text(out[11]);
            row.exit_reason = maybe_text(out[12]);
            row.strategy = maybe_text(out[13]);
            get(out[14], row.entry_cost);
            get(out[15], row.volume);
            try {
                callback(row);
            } catch (...) { thrown = std::current_exception(); }
        }
    });
    if (thrown) std::rethrow_exception(thrown);
}

} // namespace tremolo::store
