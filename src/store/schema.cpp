#include "store/schema.hpp"
#include <algorithm>
#include <array>
#include <set>
#include <string_view>

namespace tremolo::store {
namespace {

struct table {
    std::string_view name;                     // as SQL writes it
    std::vector<std::string_view> columns;     // "name TYPE [NOT NULL]"; the id goes without saying
    std::vector<std::string_view> constraints; // after the primary key
    std::vector<std::string_view> indexes;     // of one column each
};

table trades_table() {
    return {"trades",
            {"exchange VARCHAR(25) NOT NULL",
             "pair VARCHAR(25) NOT NULL",
             "base_currency VARCHAR(25)",
             "stake_currency VARCHAR(25)",
             "is_open BOOLEAN NOT NULL",
             "fee_open FLOAT NOT NULL",
             "fee_open_cost FLOAT",
             "fee_open_currency VARCHAR(25)",
             "fee_close FLOAT NOT NULL",
             "fee_close_cost FLOAT",
             "fee_close_currency VARCHAR(25)",
             "open_rate FLOAT NOT NULL",
             "open_rate_requested FLOAT",
             "open_trade_value FLOAT",
             "close_rate FLOAT",
             "close_rate_requested FLOAT",
             "realized_profit FLOAT",
             "close_profit FLOAT",
             "close_profit_abs FLOAT",
             "stake_amount FLOAT NOT NULL",
             "max_stake_amount FLOAT",
             "amount FLOAT NOT NULL",
             "amount_requested FLOAT",
             "open_date DATETIME NOT NULL",
             "close_date DATETIME",
             "stop_loss FLOAT",
             "stop_loss_pct FLOAT",
             "initial_stop_loss FLOAT",
             "initial_stop_loss_pct FLOAT",
             "is_stop_loss_trailing BOOLEAN NOT NULL",
             "max_rate FLOAT",
             "min_rate FLOAT",
             "exit_reason VARCHAR(255)",
             "exit_order_status VARCHAR(100)",
             "strategy VARCHAR(100)",
             "enter_tag VARCHAR(255)",
             "timeframe INTEGER",
             "trading_mode VARCHAR(7)",
             "amount_precision FLOAT",
             "price_precision FLOAT",
             "precision_mode INTEGER",
             "precision_mode_price INTEGER",
             "contract_size FLOAT",
             "leverage FLOAT",
             "is_short BOOLEAN NOT NULL",
             "liquidation_price FLOAT",
             "interest_rate FLOAT NOT NULL",
             "funding_fees FLOAT",
             "funding_fee_running FLOAT",
             "record_version INTEGER NOT NULL"},
            {},
            {"is_open", "pair"}};
}

table orders_table() {
    return {"orders",
            {"ft_trade_id INTEGER NOT NULL",
             "ft_order_side VARCHAR(25) NOT NULL",
             "ft_pair VARCHAR(25) NOT NULL",
             "ft_is_open BOOLEAN NOT NULL",
             "ft_amount FLOAT NOT NULL",
             "ft_price FLOAT NOT NULL",
             "ft_cancel_reason VARCHAR(255)",
             "order_id VARCHAR(255) NOT NULL",
             "status VARCHAR(255)",
             "symbol VARCHAR(25)",
             "order_type VARCHAR(50)",
             "side VARCHAR(25)",
             "price FLOAT",
             "average FLOAT",
             "amount FLOAT",
             "filled FLOAT",
             "remaining FLOAT",
             "cost FLOAT",
             "stop_price FLOAT",
             "order_date DATETIME",
             "order_filled_date DATETIME",
             "order_update_date DATETIME",
             "funding_fee FLOAT",
             "ft_fee_base FLOAT",
             "ft_order_tag VARCHAR(255)"},
            {"CONSTRAINT _order_pair_order_id UNIQUE (ft_pair, order_id)",
             "FOREIGN KEY(ft_trade_id) REFERENCES trades (id)"},
            {"ft_is_open", "ft_trade_id", "order_id"}};
}

// In the order in which they are created.
std::vector<table> tables() {
    return {
        trades_table(),
        orders_table(),
        {"pairlocks",
         {"pair VARCHAR(25) NOT NULL", "side VARCHAR(25) NOT NULL", "reason VARCHAR(255)",
          "lock_time DATETIME NOT NULL", "lock_end_time DATETIME NOT NULL", "active BOOLEAN NOT NULL"},
         {},
         {"active", "lock_end_time", "pair"}},
        {"trade_custom_data",
         {"ft_trade_id INTEGER", "cd_key VARCHAR(255) NOT NULL", "cd_type VARCHAR(25) NOT NULL",
          "cd_value TEXT NOT NULL", "created_at DATETIME NOT NULL", "updated_at DATETIME"},
         {"CONSTRAINT _trade_id_cd_key UNIQUE (ft_trade_id, cd_key)",
          "FOREIGN KEY(ft_trade_id) REFERENCES trades (id)"},
         {"ft_trade_id"}},
        {"\"KeyValueStore\"",
         {"\"key\" VARCHAR(50) NOT NULL", "value_type VARCHAR(20) NOT NULL", "string_value VARCHAR(255)",
          "datetime_value DATETIME", "float_value DOUBLE", "int_value INTEGER"},
         {},
         {"\"key\""}},
        {"wallet_history",
         {"timestamp DATETIME NOT NULL", "currency VARCHAR(25) NOT NULL", "rate FLOAT",
          "quote_currency VARCHAR(25) NOT NULL", "balance FLOAT NOT NULL", "total_quote FLOAT",
          "total_position_value FLOAT", "collateral FLOAT", "leverage FLOAT NOT NULL", "bot_managed BOOLEAN NOT NULL"},
         {"CONSTRAINT unique_wallet_daily UNIQUE (timestamp, currency)"},
         {"timestamp"}},
    };
}

std::string bare(std::string_view name) {
    std::string out{name};
    std::erase(out, '"');
    return out;
}

std::string create_text(const table& t) {
    std::string text = "CREATE TABLE " + std::string{t.name} + " (\n\tid INTEGER NOT NULL, ";
    for (const auto column : t.columns) text += "\n\t" + std::string{column} + ", ";
    text += "\n\tPRIMARY KEY (id)";
    for (const auto constraint : t.constraints) text += ", \n\t" + std::string{constraint};
    return text + "\n)";
}

std::string index_text(const table& t, std::string_view column) {
    const bool quoted = t.name.starts_with('"');
    std::string name = "ix_" + bare(t.name) + "_" + bare(column);
    if (quoted) name = "\"" + name + "\"";
    return "CREATE INDEX " + name + " ON " + std::string{t.name} + " (" + std::string{column} + ")";
}

// The names that a query of one text column gives.
std::set<std::string> name_set(soci::session& sql, const std::string& query) {
    std::set<std::string> found;
    std::string name;
    soci::statement statement = (sql.prepare << query, soci::into(name));
    statement.execute();
    while (statement.fetch()) found.insert(name);
    return found;
}

std::set<std::string> existing_tables(soci::session& sql) {
    return name_set(sql, "select name from sqlite_master where type = 'table'");
}

} // namespace

void create_schema(soci::session& sql) {
    for (const auto& t : tables()) {
        sql << create_text(t);
        for (const auto column : t.indexes) sql << index_text(t, column);
    }
}

bool is_empty(soci::session& sql) {
    const auto existing = existing_tables(sql);
    return std::ranges::none_of(tables(), [&](const table& t) { return existing.contains(bare(t.name)); });
}

std::vector<std::string> missing_parts(soci::session& sql) {
    std::vector<std::string> missing;
    const auto existing = existing_tables(sql);
    for (const auto& t : tables()) {
        const auto name = bare(t.name);
        if (!existing.contains(name)) {
            missing.push_back("table " + name);
            continue;
        }
        const auto columns = name_set(sql, "select name from pragma_table_info('" + name + "')");
        for (const auto column : t.columns) {
            const auto column_name = bare(column.substr(0, column.find(' ')));
            if (!columns.contains(column_name)) missing.push_back("column " + name + "." + column_name);
        }
    }
    return missing;
}

} // namespace tremolo::store
