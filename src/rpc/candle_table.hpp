// Candles as the API shows them: a frame becomes columns, rows and counts of signals. The rows of a long chart are
// written piece by piece while it is sent.
#pragma once
#include "base/text_room.hpp"
#include "market/frame.hpp"
#include "rpc/schema/candles.hpp"
#include "strategy/calls.hpp"
#include <memory>
#include <optional>
#include <thread>

namespace tremolo::rpc {

// The beginnings of rows, `["date",open,high,low,close,volume`: written on another core while a strategy works on the
// candles, so that they are there when its columns are. One thread at a time, but for row().
class row_beginnings {
  public:
    explicit row_beginnings(market::frame candles); // begins at once
    // Those of a table that shows these candles: ends the writing, and tells how many rows from the first one on are
    // there. None where one of the columns is another one by now.
    [[nodiscard]] std::size_t rows_of(const market::frame& shown);
    [[nodiscard]] std::string_view row(std::size_t number) const {
        const auto begin = number == 0 ? 0 : ends_[number - 1];
        return {text_.get() + begin, ends_[number] - begin};
    }

  private:
    void write(const std::stop_token& enough);
    const market::frame candles_;
    std::unique_ptr<char[]> text_;
    std::vector<std::size_t> ends_; // in the text, of the rows that are written
    std::jthread writer_;
};

// A frame as a table of cells: the date, the columns that are shown, the date as a number, and for each signal the
// close where it is given. Any number of threads may write rows of it.
class candle_table {
  public:
    // With `columns` only the candle itself, the signals and those named are shown.
    candle_table(market::frame candles, const std::optional<std::vector<std::string>>& columns,
                 std::shared_ptr<row_beginnings> beginnings = {});
    candle_table(const candle_table&) = delete;
    candle_table& operator=(const candle_table&) = delete;

    // Fills what depends on the candles, but for the rows.
    void describe(schema::pair_history& out) const;
    [[nodiscard]] std::size_t rows() const { return candles_.size(); }
    [[nodiscard]] std::size_t columns() const { return shown_.size() + signals_.size() + 2; }
    // Appends the rows first <= row < end: "[...],[...]", a comma in front of any but the first of all.
    void write_rows(text_room& to, std::size_t first, std::size_t end) const;

  private:
    // A column as cells are read from it: numbers, or texts.
    struct shown_column {
        std::string_view name;
        const double* numbers = nullptr;
        const market::text_series* texts = nullptr;
        market::dtype type = market::dtype::float64;
        [[nodiscard]] bool is_float() const { return numbers && type == market::dtype::float64; }
        char* write_number(char* to, std::size_t row) const;
        void write_text(text_room& to, std::size_t row) const; // appends it
    };
    struct signal {
        std::string_view name;
        const double* values = nullptr; // null: a column of texts
        [[nodiscard]] bool given(std::size_t row) const { return values && values[row] == 1; }
    };

    const market::frame candles_; // what the columns below look at
    const std::shared_ptr<row_beginnings> beginnings_;
    const std::size_t begun_;            // rows that have their beginning there
    std::vector<const double*> leading_; // the columns of those beginnings: they are in no group
    std::vector<shown_column> shown_;
    // The same in groups: floats that follow each other, or one column of something else.
    struct shown_group {
        std::vector<const double*> floats{};
        shown_column other{};
    };
    std::vector<shown_group> groups_;
    std::vector<signal> signals_;
    shown_column close_;
};

// The whole answer as text, in pieces that are written independently of each other: a million candles cost the memory
// of those that are under way. Thread-safe.
class candle_answer {
  public:
    // `facts` are what the candles do not tell.
    candle_answer(schema::pair_history facts, market::frame candles,
                  const std::optional<std::vector<std::string>>& columns,
                  std::shared_ptr<row_beginnings> beginnings = {});
    [[nodiscard]] std::size_t pieces() const { return pieces_; } // at least one
    // Of about 200 kB each; joined in order they are the answer.
    [[nodiscard]] std::string piece(std::size_t number) const;
    void write_piece(text_room& to, std::size_t number) const; // appends it

  private:
    const candle_table table_;
    std::string head_, tail_; // before and behind the rows
    std::size_t rows_a_piece_ = 1;
    std::size_t pieces_ = 1;
};

// The same at once, into the answer.
void fill_candles(schema::pair_history& out, const market::frame& candles,
                  const std::optional<std::vector<std::string>>& columns);

[[nodiscard]] schema::annotation wire_annotation(const strategy::annotation& from);

} // namespace tremolo::rpc
