#include "rpc/candle_table.hpp"
#include "base/time_text.hpp"
#include "json/shortest.hpp"
#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <set>

namespace tremolo::rpc {
namespace {

constexpr std::array<std::string_view, 6> candle_columns{"date", "open", "high", "low", "close", "volume"};
constexpr std::array<std::string_view, 4> signal_names{"enter_long", "exit_long", "enter_short", "exit_short"};
constexpr std::int64_t day = 86'400'000;
constexpr std::size_t piece_bytes = 200 * 1024;
constexpr std::size_t usual_cell_bytes = 14;
constexpr std::size_t most_cell_bytes = json::double_room + 1, most_date_bytes = 64; // but for texts
constexpr std::array<std::string_view, 5> leading_columns{"open", "high", "low", "close", "volume"};

void set_signal_count(schema::pair_history& out, std::string_view name, std::int64_t count) {
    if (name == "enter_long") out.enter_long_signals = out.buy_signals = count;
    if (name == "exit_long") out.exit_long_signals = out.sell_signals = count;
    if (name == "enter_short") out.enter_short_signals = count;
    if (name == "exit_short") out.exit_short_signals = count;
}

// "2026-11-21T07:25:00Z" without working out the day again for each of its candles.
class date_writer {
  public:
    std::string_view text(std::int64_t date_ms) {
        const auto of_day = (date_ms % day + day) % day;
        if (of_day % 1000 != 0) return text_ = iso_z_text(from_epoch_ms(date_ms));
        if (text_.size() != usual.size() || date_ms - of_day != day_ms_) {
            day_ms_ = date_ms - of_day;
            text_ = date_text(from_epoch_ms(day_ms_));
            text_ += usual.substr(usual.size() - usual_time.size() - 1);
        }
        const auto seconds = of_day / 1000;
        put_two_digits(text_.size() - usual_time.size(), seconds / 3600);
        put_two_digits(text_.size() - usual_time.size() + 3, seconds / 60 % 60);
        put_two_digits(text_.size() - usual_time.size() + 6, seconds % 60);
        return text_;
    }

  private:
    static constexpr std::string_view usual = "2026-11-21T07:25:00Z", usual_time = usual.substr(11);
    void put_two_digits(std::size_t at, std::int64_t number) {
        text_[at] = static_cast<char>('0' + number / 10);
        text_[at + 1] = static_cast<char>('0' + number % 10);
    }
    std::int64_t day_ms_ = 0;
    std::string text_; // of day_ms_, and a time
};

// The columns that every candle has, where the frame begins with them; else none.
std::vector<const double*> leading_of(const market::frame& candles) {
    std::vector<const double*> found;
    if (candles.columns().size() < leading_columns.size()) return {};
    for (std::size_t i = 0; i < leading_columns.size(); ++i) {
        const auto& column = candles.columns()[i];
        const auto* numbers = column.name == leading_columns[i] ? column.numbers() : nullptr;
        if (numbers == nullptr || numbers->type() != market::dtype::float64) return {};
        found.push_back(numbers->view().data());
    }
    return found;
}

char* put(char* at, std::string_view text) { return std::copy(text.begin(), text.end(), at); }

char* write_beginning(char* at, date_writer& dates, std::int64_t date, std::span<const double* const> columns,
                      std::size_t row) {
    at = put(at, "[\"");
    at = put(at, dates.text(date));
    *at++ = '"';
    return json::write_row(at, columns, row);
}

} // namespace

row_beginnings::row_beginnings(market::frame candles) : candles_{std::move(candles)} {
    if (std::thread::hardware_concurrency() < 2) return;
    writer_ = std::jthread{[this](const std::stop_token& enough) { write(enough); }};
}

void row_beginnings::write(const std::stop_token& enough) {
    constexpr std::size_t most_bytes = 8 << 20, usual_bytes = 64;
    constexpr std::size_t most_a_row = most_date_bytes + (leading_columns.size() + 1) * most_cell_bytes;
    const auto columns = leading_of(candles_);
    if (columns.empty()) return;
    const auto rows = std::min(candles_.size(), most_bytes / usual_bytes);
    text_ = std::make_unique_for_overwrite<char[]>(rows * usual_bytes + most_a_row);
    ends_.reserve(rows);
    date_writer dates;
    char* at = text_.get();
    const char* const full = at + rows * usual_bytes;
    for (std::size_t row = 0; row < rows && at < full && !enough.stop_requested(); ++row) {
        at = write_beginning(at, dates, candles_.dates()[row], columns, row);
        ends_.push_back(static_cast<std::size_t>(at - text_.get()));
    }
}

std::size_t row_beginnings::rows_of(const market::frame& shown) {
    writer_.request_stop();
    if (writer_.joinable()) writer_.join();
    const bool same = candles_.dates().data() == shown.dates().data() && leading_of(candles_) == leading_of(shown);
    return same ? std::min(ends_.size(), shown.size()) : 0;
}

candle_table::candle_table(market::frame candles, const std::optional<std::vector<std::string>>& columns,
                           std::shared_ptr<row_beginnings> beginnings)
    : candles_{std::move(candles)}, beginnings_{std::move(beginnings)}, begun_{beginnings_
                                                                                   ? beginnings_->rows_of(candles_)
                                                                                   : 0} {
    if (begun_ != 0) leading_ = leading_of(candles_);
    std::set<std::string_view> kept(candle_columns.begin(), candle_columns.end());
    kept.insert(signal_names.begin(), signal_names.end());
    if (columns) kept.insert(columns->begin(), columns->end());
    const auto cells_of = [](const market::frame::column& column) {
        shown_column cells{column.name};
        if (const auto* numbers = column.numbers()) {
            cells.numbers = numbers->view().data();
            cells.type = numbers->type();
        } else {
            cells.texts = column.texts();
        }
        return cells;
    };
    for (const auto& column : candles_.columns())
        if (!columns || kept.contains(column.name)) shown_.push_back(cells_of(column));
    for (const auto& column : std::span{shown_}.subspan(leading_.size())) {
        if (!column.is_float())
            groups_.push_back({.other = column});
        else if (groups_.empty() || groups_.back().floats.empty())
            groups_.push_back({.floats = {column.numbers}});
        else
            groups_.back().floats.push_back(column.numbers);
    }
    for (const auto name : signal_names)
        if (const auto* column = candles_.find(name)) signals_.push_back({name, cells_of(*column).numbers});
    if (const auto* close = candles_.find("close")) close_ = cells_of(*close);
}

void candle_table::describe(schema::pair_history& out) const {
    out.all_columns = candles_.names();
    out.length = static_cast<std::int64_t>(candles_.size());
    if (candles_.empty()) {
        out.columns = candles_.names();
        return;
    }
    out.columns.push_back("date");
    for (const auto& column : shown_) out.columns.emplace_back(column.name);
    out.columns.push_back("__date_ts");
    for (const auto& signal : signals_) {
        out.columns.push_back("_" + std::string{signal.name} + "_signal_close");
        std::int64_t count = 0;
        for (std::size_t row = 0; row < candles_.size(); ++row) count += signal.given(row);
        set_signal_count(out, signal.name, count);
    }
    const auto first = candles_.dates().front(), last = candles_.dates().back();
    out.data_start_ts = first;
    out.data_stop_ts = last;
    out.data_start = date_time_text(from_epoch_ms(first)) + "+00:00";
    out.data_stop = date_time_text(from_epoch_ms(last)) + "+00:00";
}

// Of a column of numbers. Returns its end.
char* candle_table::shown_column::write_number(char* to, std::size_t row) const {
    const auto put = [to](std::string_view text) { return std::copy(text.begin(), text.end(), to); };
    const double value = numbers[row];
    if (!std::isfinite(value)) return put("null");
    if (type == market::dtype::float64) return json::write_finite(to, value);
    if (type == market::dtype::boolean) return put(value != 0 ? "true" : "false");
    if (type == market::dtype::int64)
        return std::to_chars(to, to + json::double_room, static_cast<std::int64_t>(value)).ptr;
    return put('"' + iso_z_text(from_epoch_ms(static_cast<std::int64_t>(value))) + '"');
}

void candle_table::shown_column::write_text(text_room& to, std::size_t row) const {
    const auto text = texts ? (*texts)[row] : std::nullopt;
    if (!text) return to.put("null");
    if (text->empty()) return to.put("\"\""); // most cells of a tag
    std::string cell;
    json::write_string(cell, *text);
    to.put(cell);
}

void candle_table::write_rows(text_room& to, std::size_t first, std::size_t end) const {
    const std::size_t most_bytes = most_date_bytes + (columns() + 1) * most_cell_bytes;
    date_writer dates;
    for (std::size_t row = first; row < end; ++row) {
        const auto date = candles_.dates()[row];
        char* at = to.behind(most_bytes);
        if (row != 0) *at++ = ',';
        at = row < begun_ ? put(at, beginnings_->row(row)) : write_beginning(at, dates, date, leading_, row);
        for (const auto& group : groups_) {
            at = json::write_row(at, group.floats, row);
            if (!group.floats.empty()) continue;
            *at++ = ',';
            if (group.other.numbers) {
                at = group.other.write_number(at, row);
            } else {
                to.extend_to(at);
                group.other.write_text(to, row);
                at = to.behind(most_bytes);
            }
        }
        *at++ = ',';
        at = std::to_chars(at, at + most_cell_bytes, date).ptr;
        for (const auto& signal : signals_) {
            *at++ = ',';
            at = signal.given(row) && close_.numbers ? close_.write_number(at, row) : put(at, "null");
        }
        *at++ = ']';
        to.extend_to(at);
    }
}

candle_answer::candle_answer(schema::pair_history facts, market::frame candles,
                             const std::optional<std::vector<std::string>>& columns,
                             std::shared_ptr<row_beginnings> beginnings)
    : table_{std::move(candles), columns, std::move(beginnings)} {
    table_.describe(facts);
    facts.data.text = "[]";
    const auto text = json::text(facts);
    // Quotation marks within strings are escaped: only the member itself reads so.
    constexpr std::string_view rows = "\"data\":[";
    const auto at = text.find("\"data\":[]") + rows.size();
    head_ = text.substr(0, at);
    tail_ = text.substr(at);
    rows_a_piece_ = std::max<std::size_t>(1, piece_bytes / (usual_cell_bytes * table_.columns()));
    pieces_ = std::max<std::size_t>(1, (table_.rows() + rows_a_piece_ - 1) / rows_a_piece_);
}

std::string candle_answer::piece(std::size_t number) const {
    text_room room;
    write_piece(room, number);
    return std::string{room.text()};
}

void candle_answer::write_piece(text_room& to, std::size_t number) const {
    if (number == 0) to.put(head_);
    table_.write_rows(to, number * rows_a_piece_, std::min(table_.rows(), (number + 1) * rows_a_piece_));
    if (number + 1 == pieces_) to.put(tail_);
}

schema::annotation wire_annotation(const strategy::annotation& a) {
    const auto text = [](const std::optional<timestamp>& t) {
        return t ? std::optional{iso_z_text(*t)} : std::nullopt;
    };
    if (a.type == "point")
        return schema::point_annotation_type{a.color, a.label, a.z_level, a.type,  text(a.x),
                                             a.y,     a.size,  a.shape,   a.rotate};
    if (a.type == "line")
        return schema::line_annotation_type{a.color,   a.label, a.z_level, text(a.start), text(a.end),
                                            a.y_start, a.y_end, a.type,    a.width,       a.line_style};
    return schema::area_annotation_type{a.color,     a.label,   a.z_level, text(a.start),
                                        text(a.end), a.y_start, a.y_end,   a.type};
}

void fill_candles(schema::pair_history& out, const market::frame& candles,
                  const std::optional<std::vector<std::string>>& columns) {
    const candle_table table{candles, columns};
    table.describe(out);
    text_room room;
    room.put("[");
    table.write_rows(room, 0, table.rows());
    room.put("]");
    out.data.text = room.text();
}

} // namespace tremolo::rpc
