// A table of candles and what is computed of them: the dates of its rows and named columns in order. What a strategy
// fills:
//
//     df.set("sma", df["close"].rolling(20).mean());
//     df.set_where(crossed_above(df["close"], df["sma"]), {{"enter_long", 1}, {"enter_tag", "breakout"}});
//
// A value that shares its columns: a copy costs a few hundred bytes, never the numbers. Columns keep the order in which
// they were first set, and the type that pandas would give them. An unknown column and a wrong length are an `error`
// that says so.
#pragma once
#include "market/deferred_series.hpp"
#include "market/series.hpp"
#include "market/text_series.hpp"
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tremolo::market {

// What a cell can be set to.
class cell {
  public:
    template <std::floating_point T>
    cell(T v) : value_{scalar{v}} {}
    template <std::integral T>
    cell(T v) : value_{scalar{v}} {}
    cell(const char* text) : value_{std::string{text}} {}
    cell(std::string text) : value_{std::move(text)} {}
    cell(std::string_view text) : value_{std::string{text}} {}
    [[nodiscard]] const scalar* number() const { return std::get_if<scalar>(&value_); }
    [[nodiscard]] const std::string* text() const { return std::get_if<std::string>(&value_); }

  private:
    std::variant<scalar, std::string> value_;
};

class frame {
  public:
    using values = std::variant<series, text_series, deferred_series>;
    struct column {
        std::string name;
        market::frame::values values;
        // A column that is deferred is computed now.
        [[nodiscard]] const series* numbers() const {
            const auto* deferred = std::get_if<deferred_series>(&values);
            return deferred ? &deferred->get() : std::get_if<series>(&values);
        }
        [[nodiscard]] const text_series* texts() const { return std::get_if<text_series>(&values); }
    };
    struct named_cell {
        std::string_view name;
        cell value;
    };

    frame() = default;
    explicit frame(std::vector<std::int64_t> dates_ms) : dates_{std::move(dates_ms)} {}

    [[nodiscard]] std::size_t size() const { return dates_.size(); } // rows
    [[nodiscard]] bool empty() const { return size() == 0; }
    // Start of each row's candle, milliseconds since 1970. The column "date", which stands before all others.
    [[nodiscard]] std::span<const std::int64_t> dates() const { return dates_.view(); }
    [[nodiscard]] const std::vector<column>& columns() const { return columns_; } // without "date"
    [[nodiscard]] std::vector<std::string> names() const;                         // with "date"

    [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr || name == "date"; }
    [[nodiscard]] const column* find(std::string_view name) const; // nothing when there is none
    // A column of numbers ("date" included); an `error` when there is none of that name.
    [[nodiscard]] series operator[](std::string_view name) const;
    [[nodiscard]] const text_series& texts(std::string_view name) const;

    // Sets a whole column, replacing one of that name in its place or adding it at the end.
    void set(std::string_view name, series values);
    void set(std::string_view name, const mask& values); // a column of booleans
    void set(std::string_view name, text_series values);
    void set(std::string_view name, deferred_series values);
    void set(std::string_view name, cell value);
    // Sets cells where the mask holds. A new column is missing elsewhere and holds floats (1 becomes 1.0), or texts.
    // An integer column stays one as long as the value is whole; a text in a column of numbers is an `error`.
    void set_where(const mask& rows, std::string_view name, cell value);
    void set_where(const mask& rows, std::string_view name, const series& values);
    void set_where(const mask& rows, std::initializer_list<named_cell> cells);
    void set_at(std::size_t row, std::string_view name, cell value);
    void drop(std::string_view name); // nothing happens when there is none
    void rename(std::string_view from, std::string_view to);

    // -- cells. A missing number is NaN; rows past the end are an `error`.
    [[nodiscard]] double at(std::size_t row, std::string_view name) const;
    [[nodiscard]] double last(std::string_view name) const { return at(last_row(), name); }
    [[nodiscard]] std::optional<std::string_view> last_text(std::string_view name) const;
    [[nodiscard]] std::int64_t last_date() const { return dates_[last_row()]; }

    // -- parts of the rows, sharing the columns
    [[nodiscard]] frame slice(std::size_t first, std::size_t rows) const;
    [[nodiscard]] frame head(std::size_t rows) const { return slice(0, rows); }
    [[nodiscard]] frame tail(std::size_t rows) const { return slice(size() > rows ? size() - rows : 0, rows); }
    // Rows with from <= date < to.
    [[nodiscard]] frame between(std::int64_t from_ms, std::int64_t to_ms) const;
    // Index of the first row at or after the date; size() when there is none.
    [[nodiscard]] std::size_t lower_bound(std::int64_t date_ms) const;

    // An immutable copy for readers on other threads: shares the columns, lets go of rows outside.
    [[nodiscard]] std::shared_ptr<const frame> share() const;
    // Shares the other's dates where its own are the same ones: pairs mostly have candles at the same times.
    void share_dates(const frame& other);
    void compact();
    [[nodiscard]] std::size_t bytes() const; // of all columns, shared or not

  private:
    [[nodiscard]] column* find_own(std::string_view name);
    [[nodiscard]] std::size_t last_row() const;
    void put(std::string_view name, values v);
    shared_column<std::int64_t> dates_;
    std::vector<column> columns_;
};

} // namespace tremolo::market
