// Trades as CSV (RFC 4180): one line a trade, the first line names the columns. Written page by page while it is sent,
// so that a million trades cost no more memory than a thousand.
#pragma once
#include "api/call.hpp"
#include "api/field_selection.hpp"
#include "rpc/schema/trades.hpp"
#include "rpc/trade_search.hpp"

namespace tremolo::api {

// The columns that there are: all members of a trade but its orders.
[[nodiscard]] field_set csv_columns();
void write_csv_head(std::string& out, const field_set& columns);
void write_csv_line(std::string& out, const rpc::schema::raw_trade& t, const field_set& columns);

// `read` brings work to a thread that may read the database.
[[nodiscard]] std::shared_ptr<http::body_source> trades_as_csv(rpc::trade_search wanted, field_set columns,
                                                               read_later read);

} // namespace tremolo::api
