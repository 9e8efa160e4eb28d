// freqtrade's schema, version 2026.9, in our own words: the same tables, columns, constraints and indexes.
#pragma once
#include <soci/soci.h>
#include <string>
#include <vector>

namespace tremolo::store {

// Creates the tables and indexes in an empty database. Needs a transaction.
void create_schema(soci::session& sql);
// Whether the database holds none of the tables.
[[nodiscard]] bool is_empty(soci::session& sql);
// What an existing database lacks: "table wallet_history", "column trades.record_version". Nothing when it is complete.
[[nodiscard]] std::vector<std::string> missing_parts(soci::session& sql);

} // namespace tremolo::store
