#include "market/frame.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tremolo::market {
namespace {

void check_rows(std::string_view name, std::size_t rows, std::size_t expected) {
    if (rows != expected)
        throw error{fmt::format("column \"{}\" is given {} rows, but the frame has {}", name, rows, expected)};
}

[[noreturn]] void no_such_column(std::string_view name, const std::vector<std::string>& names) {
    throw error{fmt::format("there is no column \"{}\"; there are: {}", name, fmt::join(names, ", "))};
}

std::size_t rows_of(const frame::values& v) {
    return std::visit([](const auto& column) { return column.size(); }, v);
}

// A column before its first cells are set: missing everywhere, of the type that the cell brings.
frame::values fresh_column(const cell& value, std::size_t rows) {
    if (value.text() != nullptr) return text_series{rows};
    const bool boolean = value.number()->type == dtype::boolean;
    return series{rows, missing, boolean ? dtype::boolean : dtype::float64};
}

// The type of a column of numbers after one of its cells was set.
dtype type_with(dtype column, scalar value) {
    if (column == value.type || column == dtype::float64 || column == dtype::datetime) return column;
    if (column == dtype::int64 && std::trunc(value.value) == value.value) return column;
    return dtype::float64;
}

} // namespace

void frame::share_dates(const frame& other) {
    if (std::ranges::equal(dates(), other.dates())) dates_ = other.dates_;
}

std::vector<std::string> frame::names() const {
    std::vector<std::string> all{"date"};
    for (const auto& c : columns_) all.push_back(c.name);
    return all;
}

const frame::column* frame::find(std::string_view name) const {
    const auto found = std::ranges::find(columns_, name, &column::name);
    return found == columns_.end() ? nullptr : &*found;
}

frame::column* frame::find_own(std::string_view name) {
    const auto found = std::ranges::find(columns_, name, &column::name);
    return found == columns_.end() ? nullptr : &*found;
}

series frame::operator[](std::string_view name) const {
    const auto* found = find(name);
    if (found == nullptr && name == "date")
        return series{std::vector<double>(dates().begin(), dates().end()), dtype::datetime};
    if (found == nullptr) no_such_column(name, names());
    if (const auto* numbers = found->numbers()) return *numbers;
    throw error{fmt::format("column \"{}\" holds texts, not numbers", name)};
}

const text_series& frame::texts(std::string_view name) const {
    const auto* found = find(name);
    if (found == nullptr) no_such_column(name, names());
    if (const auto* texts = found->texts()) return *texts;
    throw error{fmt::format("column \"{}\" holds numbers, not texts", name)};
}

void frame::put(std::string_view name, values v) {
    if (name == "date") throw error{"the dates of a frame cannot be set: they are what its rows are"};
    check_rows(name, rows_of(v), size());
    if (auto* known = find_own(name)) {
        known->values = std::move(v);
    } else {
        columns_.push_back({std::string{name}, std::move(v)});
    }
}

void frame::set(std::string_view name, series values) { put(name, std::move(values)); }
void frame::set(std::string_view name, const mask& values) { put(name, series{values}); }
void frame::set(std::string_view name, text_series values) { put(name, std::move(values)); }
void frame::set(std::string_view name, deferred_series values) { put(name, std::move(values)); }
// Cells are made where they are handed over: by value nothing is copied.
// NOLINTNEXTLINE(performance-unnecessary-value-param)
void frame::set(std::string_view name, cell value) {
    if (const auto* number = value.number()) return put(name, series{size(), number->value, number->type});
    put(name, text_series{size(), *value.text()});
}

// NOLINTNEXTLINE(performance-unnecessary-value-param)
void frame::set_where(const mask& rows, std::string_view name, cell value) {
    check_rows(name, rows.size(), size());
    if (find(name) == nullptr) put(name, fresh_column(value, size()));
    auto& column = *find_own(name);
    if (auto* texts = std::get_if<text_series>(&column.values)) {
        if (value.text() == nullptr)
            throw error{fmt::format("column \"{}\" holds texts and cannot be set to a number", name)};
        return texts->set_where(rows, *value.text());
    }
    if (value.number() == nullptr)
        throw error{fmt::format("column \"{}\" holds numbers and cannot be set to \"{}\"", name, *value.text())};
    if (!rows.any()) return;
    if (const auto* deferred = std::get_if<deferred_series>(&column.values)) column.values = series{deferred->get()};
    auto& numbers = std::get<series>(column.values);
    numbers = numbers.as(type_with(numbers.type(), *value.number()));
    const auto to = numbers.own();
    const auto chosen = rows.view();
    const double cell_value = value.number()->value;
    for (std::size_t i = 0; i < to.size(); ++i)
        if (chosen[i] != 0) to[i] = cell_value;
}

void frame::set_where(const mask& rows, std::string_view name, const series& values) {
    check_rows(name, rows.size(), size());
    check_rows(name, values.size(), size());
    const auto before = find(name) != nullptr ? (*this)[name] : series{size(), missing};
    put(name, values.where(rows, before));
}

void frame::set_where(const mask& rows, std::initializer_list<named_cell> cells) {
    for (const auto& [name, value] : cells) set_where(rows, name, value);
}

void frame::set_at(std::size_t row, std::string_view name, cell value) {
    if (row >= size()) throw error{fmt::format("row {} of column \"{}\": the frame has {} rows", row, name, size())};
    std::vector<std::uint8_t> only(size(), 0);
    only[row] = 1;
    set_where(mask{std::move(only)}, name, std::move(value));
}

void frame::drop(std::string_view name) {
    std::erase_if(columns_, [name](const column& c) { return c.name == name; });
}

void frame::rename(std::string_view from, std::string_view to) {
    auto* known = find_own(from);
    if (known == nullptr) no_such_column(from, names());
    if (from != to && has(to)) throw error{fmt::format("there is a column \"{}\" already", to)};
    known->name = std::string{to};
}

double frame::at(std::size_t row, std::string_view name) const {
    if (row >= size()) throw error{fmt::format("row {} of column \"{}\": the frame has {} rows", row, name, size())};
    if (name == "date" && find(name) == nullptr) return static_cast<double>(dates_[row]);
    return (*this)[name][row];
}

std::size_t frame::last_row() const {
    if (empty()) throw error{"the frame has no rows, so there is no last one"};
    return size() - 1;
}

std::optional<std::string_view> frame::last_text(std::string_view name) const { return texts(name)[last_row()]; }

frame frame::slice(std::size_t first, std::size_t rows) const {
    frame part;
    part.dates_ = dates_.slice(first, rows);
    part.columns_.reserve(columns_.size());
    for (const auto& c : columns_)
        part.columns_.push_back(
            {c.name, std::visit([&](const auto& v) { return values{v.slice(first, rows)}; }, c.values)});
    return part;
}

std::size_t frame::lower_bound(std::int64_t date_ms) const {
    return static_cast<std::size_t>(std::ranges::lower_bound(dates(), date_ms) - dates().begin());
}

frame frame::between(std::int64_t from_ms, std::int64_t to_ms) const {
    const auto first = lower_bound(from_ms);
    const auto end = lower_bound(to_ms);
    return slice(first, end > first ? end - first : 0);
}

void frame::compact() {
    dates_.compact();
    for (auto& c : columns_) std::visit([](auto& v) { v.compact(); }, c.values);
}

std::shared_ptr<const frame> frame::share() const {
    auto copy = std::make_shared<frame>(*this);
    copy->compact();
    return copy;
}

std::size_t frame::bytes() const {
    std::size_t total = sizeof *this + dates_.bytes() + columns_.capacity() * sizeof(column);
    for (const auto& c : columns_) {
        total += c.name.capacity() > 15 ? c.name.capacity() : 0;
        total += std::visit([](const auto& v) { return v.bytes(); }, c.values);
    }
    return total;
}

} // namespace tremolo::market
