#include "store/database_reader.hpp"
#include "store/session.hpp"
#include "store/tables.hpp"
#include <algorithm>
#include <charconv>
#include <unordered_map>

namespace tremolo::store {
namespace {

template <class Row, std::size_t N>
std::vector<cell_kind> with_id(const column<Row> (&columns)[N]) {
    auto list = kinds(columns);
    list.insert(list.begin(), cell_kind::integer);
    return list;
}

// Rows of "select id, <columns> from TABLE <rest>"; `in` are the values bound to `rest`.
template <class Row, std::size_t N>
std::vector<Row> select(session& s, const column<Row> (&columns)[N], const std::string& table, const std::string& rest,
                        const std::vector<cell>& in = {}) {
    std::vector<cell_kind> in_kinds;
    for (const auto& c : in) in_kinds.push_back(c.kind);
    statement query{s.sql, "select id, " + names(columns) + " from " + table + " " + rest, in_kinds, with_id(columns)};
    std::ranges::copy(in, query.in().begin());
    std::vector<Row> rows;
    query.start();
    while (query.fetch()) {
        Row row;
        get(query.out()[0], row.id);
        read_cells(columns, row, std::span{query.out()}.subspan(1));
        rows.push_back(std::move(row));
    }
    return rows;
}

cell integer_cell(std::int64_t value) {
    cell c;
    c.kind = cell_kind::integer;
    put(c, value);
    return c;
}
cell text_cell(const std::string& value) {
    cell c;
    put(c, value);
    return c;
}

// "where ..." and the values bound to it.
struct condition {
    std::string text;
    std::vector<cell> in;
};

std::string date_column(const trade_filter& wanted) { return wanted.is_open ? "open_date" : "close_date"; }

condition condition_of(const trade_filter& wanted) {
    condition made{wanted.is_open ? "where is_open = 1" : "where is_open = 0", {}};
    const auto add = [&made](const std::string& text, const std::string& value) {
        made.text += " and " + text;
        made.in.push_back(text_cell(value));
    };
    if (wanted.since) add(date_column(wanted) + " >= :since", database_text(*wanted.since));
    if (wanted.until) add(date_column(wanted) + " < :until", database_text(*wanted.until));
    if (wanted.pair) add("pair = :pair", *wanted.pair);
    if (wanted.strategy) add("strategy = :strategy", *wanted.strategy);
    return made;
}

// The orders of the trades go to them; one query for all.
void attach_orders(session& s, std::vector<trade>& trades) {
    if (trades.empty()) return;
    std::unordered_map<std::int64_t, trade*> by_id;
    std::string ids;
    for (auto& t : trades) {
        by_id[t.id] = &t;
        ids += (ids.empty() ? "" : ",") + std::to_string(t.id);
    }
    for (auto& o : select<order>(s, order_columns, "orders", "where ft_trade_id in (" + ids + ") order by id"))
        by_id.at(o.trade_id)->orders.push_back(std::move(o));
}

// One picture of the database for several queries, unless a transaction gives one already.
class one_view {
  public:
    explicit one_view(session& s) : session_{s.depth == 0 ? &s : nullptr} {
        if (session_) session_->sql << "begin";
    }
    ~one_view() {
        if (!session_) return;
        try {
            session_->sql << "rollback";  // nothing was written
        } catch (const std::exception&) { // the failure that ended the view is on its way already
        }
    }
    one_view(const one_view&) = delete;
    one_view& operator=(const one_view&) = delete;

  private:
    session* session_;
};

// SQLite's limit on the length of a statement is far above this many ids.
constexpr std::size_t trades_at_once = 5000;

std::vector<trade> select_trades(session& s, const std::string& rest, const std::vector<cell>& in = {}) {
    return guarded(s, [&] {
        const one_view view{s};
        auto trades = select<trade>(s, trade_columns, "trades", rest, in);
        for (std::size_t from = 0; from < trades.size(); from += trades_at_once) {
            const auto to = std::min(trades.size(), from + trades_at_once);
            std::vector<trade> part{std::make_move_iterator(trades.begin() + static_cast<std::ptrdiff_t>(from)),
                                    std::make_move_iterator(trades.begin() + static_cast<std::ptrdiff_t>(to))};
            attach_orders(s, part);
            std::ranges::move(part, trades.begin() + static_cast<std::ptrdiff_t>(from));
        }
        return trades;
    });
}

} // namespace

database_reader::database_reader(std::shared_ptr<session> s) : session_{std::move(s)} {}
database_reader::~database_reader() = default;
database_reader::database_reader(database_reader&&) noexcept = default;
database_reader& database_reader::operator=(database_reader&&) noexcept = default;

std::vector<trade> database_reader::open_trades() const {
    return select_trades(*session_, "where is_open = 1 order by id");
}
std::vector<trade> database_reader::all_trades() const { return select_trades(*session_, "order by id"); }

std::vector<trade> database_reader::closed_trades(const page& wanted) const {
    std::string rest = "where is_open = 0 order by ";
    rest += wanted.sorted == page::order::by_id ? "id" : "close_date desc";
    rest += " limit :count offset :skipped";
    // The ids are sorted by themselves, so that only the page's rows are read whole.
    return select_trades(*session_,
                         "where id in (select id from trades " + rest + ") order by " +
                             (wanted.sorted == page::order::by_id ? "id" : "close_date desc"),
                         {integer_cell(wanted.limit.value_or(-1)), integer_cell(wanted.offset)});
}

std::vector<trade> database_reader::closed_trades_since(timestamp close_date,
                                                        const std::optional<std::string>& pair) const {
    std::vector<cell> in{text_cell(database_text(close_date))};
    std::string rest = "where is_open = 0 and close_date > :since";
    if (pair) {
        rest += " and pair = :pair";
        in.push_back(text_cell(*pair));
    }
    return select_trades(*session_, rest + " order by id", in);
}

std::vector<trading::trade> database_reader::trades(const std::vector<std::int64_t>& ids) const {
    std::vector<trading::trade> found;
    found.reserve(ids.size());
    for (std::size_t from = 0; from < ids.size(); from += trades_at_once) {
        const auto to = std::min(ids.size(), from + trades_at_once);
        std::string list;
        for (auto i = from; i < to; ++i) list += (list.empty() ? "" : ",") + std::to_string(ids[i]);
        auto rows = select_trades(*session_, "where id in (" + list + ")");
        std::unordered_map<std::int64_t, trading::trade*> by_id;
        for (auto& row : rows) by_id[row.id] = &row;
        for (auto i = from; i < to; ++i)
            if (const auto row = by_id.find(ids[i]); row != by_id.end()) { found.push_back(*row->second); }
    }
    return found;
}

std::optional<trade> database_reader::trade(std::int64_t id) const {
    auto rows = select_trades(*session_, "where id = :id", {integer_cell(id)});
    if (rows.empty()) return {};
    return std::move(rows.front());
}

std::vector<trading::trade> database_reader::find_trades(const trade_search& wanted) const {
    auto which = condition_of(wanted.filter);
    const auto date = date_column(wanted.filter);
    const bool by_id = wanted.sorted == page::order::by_id;
    if (wanted.behind && by_id) {
        which.text += " and id > :behind";
        which.in.push_back(integer_cell(wanted.behind->id));
    } else if (wanted.behind) {
        which.text += " and (" + date + " < :before or (" + date + " = :same and id < :behind))";
        const auto at = database_text(wanted.behind->at);
        for (const auto& one : {text_cell(at), text_cell(at), integer_cell(wanted.behind->id)}) which.in.push_back(one);
    }
    which.text += by_id ? " order by id" : " order by " + date + " desc, id desc";
    which.text += " limit :count offset :skipped";
    which.in.push_back(integer_cell(wanted.limit));
    which.in.push_back(integer_cell(wanted.offset));
    return select_trades(*session_, which.text, which.in);
}

std::int64_t database_reader::count_trades(const trade_filter& wanted) const {
    return guarded(*session_, [&] {
        const auto which = condition_of(wanted);
        std::vector<cell_kind> in(which.in.size(), cell_kind::text);
        statement query{session_->sql, "select count(*) from trades " + which.text, in, {cell_kind::integer}};
        std::ranges::copy(which.in, query.in().begin());
        query.start();
        std::int64_t count = 0;
        if (query.fetch()) get(query.out()[0], count);
        return count;
    });
}

std::int64_t database_reader::count_closed() const {
    return guarded(*session_, [&] {
        long long count = 0;
        session_->sql << "select count(*) from trades where is_open = 0", soci::into(count);
        return static_cast<std::int64_t>(count);
    });
}

double database_reader::total_closed_profit() const {
    return guarded(*session_, [&] {
        double sum = 0;
        session_->sql << "select coalesce(sum(close_profit_abs), 0.0) from trades where is_open = 0", soci::into(sum);
        return sum;
    });
}

std::optional<timestamp> database_reader::first_open_date() const {
    return guarded(*session_, [&]() -> std::optional<timestamp> {
        std::string text;
        soci::indicator state = soci::i_null;
        session_->sql << "select min(open_date) from trades", soci::into(text, state);
        if (state != soci::i_ok) return {};
        return time_of(text);
    });
}

std::vector<lock> database_reader::locks(std::optional<timestamp> ending_after) const {
    return guarded(*session_, [&] {
        if (!ending_after) return select<lock>(*session_, lock_columns, "pairlocks", "order by id");
        return select<lock>(*session_, lock_columns, "pairlocks",
                            "where active = 1 and lock_end_time > :now order by id",
                            {text_cell(database_text(*ending_after))});
    });
}

std::vector<custom_data> database_reader::custom_data_of(std::int64_t trade_id,
                                                         const std::optional<std::string>& key) const {
    return guarded(*session_, [&] {
        std::string rest = "where ft_trade_id = :trade";
        std::vector<cell> in{integer_cell(trade_id)};
        if (key) {
            rest += " and lower(cd_key) like lower(:key)";
            in.push_back(text_cell(*key));
        }
        return select<custom_data>(*session_, custom_data_columns, "trade_custom_data", rest + " order by id", in);
    });
}

std::optional<stored_value> database_reader::value(const std::string& key) const {
    return guarded(*session_, [&]() -> std::optional<stored_value> {
        statement query{
            session_->sql,
            "select value_type, string_value, datetime_value, float_value, int_value from \"KeyValueStore\" "
            "where \"key\" = :key order by id limit 1",
            {cell_kind::text},
            {cell_kind::text, cell_kind::text, cell_kind::text, cell_kind::real, cell_kind::integer}};
        put(query.in()[0], key);
        query.start();
        if (!query.fetch()) return {};
        const auto& out = query.out();
        const auto& type = out[0].text;
        if (type == "str" && !out[1].is_null()) return out[1].text;
        if (type == "datetime" && !out[2].is_null()) return time_of(out[2].text);
        if (type == "float" && !out[3].is_null()) return out[3].real;
        if (type == "int" && !out[4].is_null()) return static_cast<std::int64_t>(out[4].integer);
        return {};
    });
}

std::vector<wallet_record> database_reader::wallet_history() const {
    return guarded(*session_, [&] {
        return select<wallet_record>(*session_, wallet_columns, "wallet_history", "order by timestamp, id");
    });
}

} // namespace tremolo::store
