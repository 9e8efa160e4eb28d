#include "store/row_codec.hpp"
#include "base/error.hpp"

namespace tremolo::store {
namespace {

std::vector<cell> cells_of(const std::vector<cell_kind>& kinds) {
    std::vector<cell> cells(kinds.size());
    for (std::size_t i = 0; i < kinds.size(); ++i) cells[i].kind = kinds[i];
    return cells;
}

} // namespace

std::string mode_text(market::trading_mode mode) {
    switch (mode) {
    case market::trading_mode::margin: return "MARGIN";
    case market::trading_mode::futures: return "FUTURES";
    default: return "SPOT";
    }
}

market::trading_mode mode_of(const std::string& text) {
    if (text == "FUTURES") return market::trading_mode::futures;
    if (text == "MARGIN") return market::trading_mode::margin;
    if (text == "SPOT") return market::trading_mode::spot;
    throw operational_error{"The database holds a trade of the unknown trading mode '" + text +
                            "'; expected SPOT, MARGIN or FUTURES."};
}

timestamp time_of(const std::string& text) {
    if (const auto time = parse_time(text)) return *time;
    throw operational_error{"The database holds '" + text +
                            "' where a date was expected, as in 2026-11-21 07:25:00.000000."};
}

statement::statement(soci::session& sql, const std::string& text, std::vector<cell_kind> in, std::vector<cell_kind> out)
    : in_(cells_of(in)), out_(cells_of(out)), statement_{sql} {
    for (auto& c : in_) {
        switch (c.kind) {
        case cell_kind::integer: statement_.exchange(soci::use(c.integer, c.state)); break;
        case cell_kind::real: statement_.exchange(soci::use(c.real, c.state)); break;
        case cell_kind::text: statement_.exchange(soci::use(c.text, c.state)); break;
        }
    }
    for (auto& c : out_) {
        switch (c.kind) {
        case cell_kind::integer: statement_.exchange(soci::into(c.integer, c.state)); break;
        case cell_kind::real: statement_.exchange(soci::into(c.real, c.state)); break;
        case cell_kind::text: statement_.exchange(soci::into(c.text, c.state)); break;
        }
    }
    statement_.alloc();
    statement_.prepare(text);
    statement_.define_and_bind();
}

long long statement::run() {
    statement_.execute(true);
    return statement_.get_affected_rows();
}

void statement::start() { statement_.execute(false); }
bool statement::fetch() { return statement_.fetch(); }

} // namespace tremolo::store
