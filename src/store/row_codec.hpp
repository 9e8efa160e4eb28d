// How the members of a row struct become columns and back: one list of columns a table, from which statements are
// written, bound and read. Dates are text with six decimals, booleans 0 or 1; a NULL leaves a member that cannot be
// empty at its default.
#pragma once
#include "base/time_text.hpp"
#include "market/types.hpp"
#include <cstdint>
#include <optional>
#include <soci/soci.h>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

namespace tremolo::store {

enum class cell_kind { integer, real, text };

// One bound value.
struct cell {
    cell_kind kind = cell_kind::text;
    long long integer = 0;
    double real = 0;
    std::string text;
    soci::indicator state = soci::i_null;

    [[nodiscard]] bool is_null() const { return state != soci::i_ok; }
};

namespace detail {
template <class T>
inline constexpr bool is_optional = false;
template <class T>
inline constexpr bool is_optional<std::optional<T>> = true;

template <class T>
constexpr cell_kind kind_of() {
    if constexpr (is_optional<T>)
        return kind_of<typename T::value_type>();
    else if constexpr (std::is_floating_point_v<T>)
        return cell_kind::real;
    else if constexpr (std::is_integral_v<T>)
        return cell_kind::integer;
    else
        return cell_kind::text;
}
} // namespace detail

[[nodiscard]] std::string mode_text(market::trading_mode mode); // SPOT, MARGIN, FUTURES
[[nodiscard]] market::trading_mode mode_of(const std::string& text);
[[nodiscard]] timestamp time_of(const std::string& text); // throws operational_error

template <class T>
void put(cell& into, const T& value) {
    into.state = soci::i_ok;
    if constexpr (detail::is_optional<T>) {
        if (value)
            put(into, *value);
        else
            into.state = soci::i_null;
    } else if constexpr (std::is_floating_point_v<T>) {
        into.real = value;
    } else if constexpr (std::is_integral_v<T>) {
        into.integer = static_cast<long long>(value);
    } else if constexpr (std::is_same_v<T, timestamp>) {
        into.text = database_text(value);
    } else if constexpr (std::is_same_v<T, market::trading_mode>) {
        into.text = mode_text(value);
    } else {
        into.text = value;
    }
}

template <class T>
void get(const cell& from, T& value) {
    if constexpr (detail::is_optional<T>) {
        if (from.is_null()) {
            value.reset();
            return;
        }
        get(from, value.emplace());
    } else {
        if (from.is_null()) return;
        if constexpr (std::is_same_v<T, bool>)
            value = from.integer != 0;
        else if constexpr (std::is_floating_point_v<T>)
            value = from.real;
        else if constexpr (std::is_integral_v<T>)
            value = static_cast<T>(from.integer);
        else if constexpr (std::is_same_v<T, timestamp>)
            value = time_of(from.text);
        else if constexpr (std::is_same_v<T, market::trading_mode>)
            value = mode_of(from.text);
        else
            value = from.text;
    }
}

template <class Row>
struct column {
    const char* name;
    cell_kind kind;
    void (*write)(const Row&, cell&);
    void (*read)(Row&, const cell&);
};

template <class Member>
struct member_traits;
template <class Row, class T>
struct member_traits<T Row::*> {
    using row = Row;
    using type = T;
};

template <auto Member>
constexpr auto column_of(const char* name) {
    using traits = member_traits<decltype(Member)>;
    using row = typename traits::row;
    return column<row>{name, detail::kind_of<typename traits::type>(), [](const row& r, cell& c) { put(c, r.*Member); },
                       [](row& r, const cell& c) { get(c, r.*Member); }};
}

// A text that is empty when the column is NULL, and NULL when it is empty.
template <auto Member>
constexpr auto text_or_null(const char* name) {
    using row = typename member_traits<decltype(Member)>::row;
    return column<row>{name, cell_kind::text,
                       [](const row& r, cell& c) {
                           put(c, r.*Member);
                           if (c.text.empty()) c.state = soci::i_null;
                       },
                       [](row& r, const cell& c) {
                           (r.*Member).clear();
                           get(c, r.*Member);
                       }};
}

// A prepared statement and the cells that it is bound to. Not copyable: the statement points at the cells.
class statement {
  public:
    statement(soci::session& sql, const std::string& text, std::vector<cell_kind> in, std::vector<cell_kind> out);
    statement(const statement&) = delete;
    statement& operator=(const statement&) = delete;

    std::vector<cell>& in() { return in_; }
    [[nodiscard]] const std::vector<cell>& out() const { return out_; }
    // Runs a statement that gives no rows; the number of rows it touched.
    long long run();
    // Starts a query; `fetch` is false after the last row.
    void start();
    bool fetch();

  private:
    std::vector<cell> in_;
    std::vector<cell> out_;
    soci::statement statement_;
};

template <class Row, std::size_t N>
std::vector<cell_kind> kinds(const column<Row> (&columns)[N]) {
    std::vector<cell_kind> list;
    for (const auto& c : columns) list.push_back(c.kind);
    return list;
}

template <class Row, std::size_t N>
std::string names(const column<Row> (&columns)[N]) {
    std::string list;
    for (const auto& c : columns) list += (list.empty() ? "" : ", ") + std::string{c.name};
    return list;
}

// "insert into TABLE (...) values (...)"
template <class Row, std::size_t N>
std::string insert_text(const std::string& table, const column<Row> (&columns)[N]) {
    std::string values;
    for (std::size_t i = 0; i < N; ++i) values += (i == 0 ? ":" : ", :") + ("c" + std::to_string(i));
    return "insert into " + table + " (" + names(columns) + ") values (" + values + ")";
}

// "update TABLE set ... where id = :id", the id bound last
template <class Row, std::size_t N>
std::string update_text(const std::string& table, const column<Row> (&columns)[N]) {
    std::string sets;
    for (std::size_t i = 0; i < N; ++i)
        sets += (i == 0 ? "" : ", ") + std::string{columns[i].name} + " = :c" + std::to_string(i);
    return "update " + table + " set " + sets + " where id = :id";
}

template <class Row, std::size_t N>
void write_cells(const column<Row> (&columns)[N], const Row& row, std::vector<cell>& cells) {
    for (std::size_t i = 0; i < N; ++i) columns[i].write(row, cells[i]);
}

template <class Row, std::size_t N>
void read_cells(const column<Row> (&columns)[N], Row& row, std::span<const cell> cells) {
    for (std::size_t i = 0; i < N; ++i) columns[i].read(row, cells[i]);
}

} // namespace tremolo::store
