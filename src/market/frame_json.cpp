#include "market/frame_json.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <array>
#include <boost/json.hpp>
#include <charconv>
#include <cmath>
#include <cstdio>
#include <fmt/format.h>
#include <iterator>

namespace tremolo::market {

namespace {

constexpr std::uint64_t ten_decimals = 10'000'000'000;

void append_integer(std::string& out, std::uint64_t value) {
    std::array<char, 20> digits;
    out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

void append_signed(std::string& out, double value) {
    if (value < 0) out += '-';
    append_integer(out, static_cast<std::uint64_t>(std::abs(value)));
}

// ten digits without the zeros at their end
void append_decimals(std::string& out, std::uint64_t decimals) {
    std::array<char, 10> digits;
    for (auto at = digits.rbegin(); at != digits.rend(); ++at) {
        *at = static_cast<char>('0' + decimals % 10);
        decimals /= 10;
    }
    auto size = digits.size();
    while (size > 1 && digits[size - 1] == '0') --size;
    out.append(digits.data(), size);
}

// As pandas escapes: nothing but ASCII, and the slash too.
void append_text(std::string& out, std::string_view text) {
    const auto unit = [&out](unsigned value) { fmt::format_to(std::back_inserter(out), "\\u{:04x}", value); };
    out += '"';
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto c = static_cast<unsigned char>(text[i]);
        switch (c) {
        case '"': out += "\\\""; continue;
        case '\\': out += "\\\\"; continue;
        case '/': out += "\\/"; continue;
        case '\b': out += "\\b"; continue;
        case '\f': out += "\\f"; continue;
        case '\n': out += "\\n"; continue;
        case '\r': out += "\\r"; continue;
        case '\t': out += "\\t"; continue;
        default: break;
        }
        if (c < 0x20) {
            unit(c);
        } else if (c < 0x80) {
            out += static_cast<char>(c);
        } else { // texts are well-formed UTF-8
            const int more = c >= 0xF0 ? 3 : c >= 0xE0 ? 2 : 1;
            unsigned point = c & (0x3FU >> more);
            for (int n = 0; n < more && i + 1 < text.size(); ++n)
                point = point << 6 | (static_cast<unsigned char>(text[++i]) & 0x3FU);
            if (point >= 0x10000) {
                unit(0xD800 + ((point - 0x10000) >> 10));
                unit(0xDC00 + ((point - 0x10000) & 0x3FFU));
            } else {
                unit(point);
            }
        }
    }
    out += '"';
}

struct shown_column {
    std::span<const double> numbers{};
    dtype type = dtype::float64;
    const text_series* texts = nullptr;
};

void append_cell(std::string& out, const shown_column& column, std::size_t row) {
    if (column.texts) {
        const auto text = (*column.texts)[row];
        if (text)
            append_text(out, *text);
        else
            out += "null";
        return;
    }
    const double value = column.numbers[row];
    if (column.type == dtype::float64)
        write_split_number(out, value);
    else if (std::isnan(value))
        out += "null";
    else if (column.type == dtype::boolean)
        out += value != 0 ? "true" : "false";
    else
        append_signed(out, value);
}

void append_head(std::string& out, const std::vector<std::string_view>& names, std::size_t first, std::size_t end) {
    out += "{\"columns\":[";
    for (std::size_t i = 0; i < names.size(); ++i) {
        if (i > 0) out += ',';
        append_text(out, names[i]);
    }
    out += "],\"index\":[";
    for (auto row = first; row < end; ++row) {
        if (row > first) out += ',';
        append_integer(out, row);
    }
    out += "],\"data\":[";
}

bool fits(const boost::json::value& cell, dtype type) {
    switch (type) {
    case dtype::boolean: return cell.is_bool();
    case dtype::int64: return cell.is_int64() || cell.is_uint64();
    default: return true;
    }
}

double number_of(const boost::json::value& cell) {
    if (cell.is_bool()) return cell.get_bool() ? 1 : 0;
    if (cell.is_int64()) return static_cast<double>(cell.get_int64());
    if (cell.is_uint64()) return static_cast<double>(cell.get_uint64());
    return cell.is_double() ? cell.get_double() : missing;
}

using rows = std::vector<const boost::json::array*>;

frame::values column_of(const rows& data, std::size_t at, std::string_view name) {
    const auto all = [&](dtype type) {
        return std::all_of(data.begin(), data.end(), [&](const auto* row) { return fits((*row)[at], type); });
    };
    const bool texts = name == "enter_tag" || name == "exit_tag" ||
                       std::any_of(data.begin(), data.end(), [&](const auto* row) { return (*row)[at].is_string(); });
    if (texts) {
        std::vector<std::optional<std::string>> out(data.size());
        for (std::size_t row = 0; row < data.size(); ++row)
            if (const auto* text = (*data[row])[at].if_string()) out[row].emplace(text->data(), text->size());
        return text_series{out};
    }
    std::vector<double> out(data.size());
    for (std::size_t row = 0; row < data.size(); ++row) out[row] = number_of((*data[row])[at]);
    const auto type = all(dtype::boolean) ? dtype::boolean : all(dtype::int64) ? dtype::int64 : dtype::float64;
    return series{std::move(out), type};
}

// The rows, when each has as many cells as there are columns.
std::optional<rows> rows_of(const boost::json::array& data, std::size_t columns) {
    rows out;
    out.reserve(data.size());
    for (const auto& row : data) {
        const auto* cells = row.if_array();
        if (cells == nullptr || cells->size() != columns) return {};
        out.push_back(cells);
    }
    return out;
}

} // namespace

void write_split_number(std::string& out, double value) {
    if (!std::isfinite(value)) {
        out += "null";
        return;
    }
    const double size = std::abs(value);
    if (size > 1e16 || (size != 0 && size < 1e-15)) {
        std::array<char, 32> text{};
        std::snprintf(text.data(), text.size(), "%.10g", value);
        out += text.data();
        return;
    }
    if (value < 0) out += '-';
    auto whole = static_cast<std::uint64_t>(size);
    const double scaled = (size - static_cast<double>(whole)) * static_cast<double>(ten_decimals);
    auto decimals = static_cast<std::uint64_t>(scaled);
    const double rest = scaled - static_cast<double>(decimals);
    if (rest > 0.5 || (rest == 0.5 && (decimals & 1U) != 0) || (rest == 0.5 && decimals == 0)) ++decimals;
    if (decimals >= ten_decimals) {
        decimals = 0;
        ++whole;
    }
    append_integer(out, whole);
    out += '.';
    append_decimals(out, decimals);
}

void write_split(std::string& out, const frame& table, std::size_t wanted, const std::vector<std::string>* columns) {
    std::vector<std::string_view> names;
    std::vector<shown_column> shown;
    // A table that was never filled has no columns, not even a date.
    if (!table.empty() || !table.columns().empty()) names.emplace_back("date");
    for (const auto& column : table.columns()) {
        if (columns && std::find(columns->begin(), columns->end(), column.name) == columns->end()) continue;
        names.push_back(column.name);
        if (const auto* numbers = column.numbers())
            shown.push_back({numbers->view(), numbers->type(), nullptr});
        else
            shown.push_back({{}, dtype::float64, column.texts()});
    }
    const auto end = table.size();
    const auto first = end > wanted ? end - wanted : 0;
    out.reserve(out.size() + (end - first) * (shown.size() * 12 + 24) + 256);
    append_head(out, names, first, end);
    const auto dates = table.dates();
    for (auto row = first; row < end; ++row) {
        out += row == first ? "[" : ",[";
        append_signed(out, static_cast<double>(dates[row]));
        for (const auto& column : shown) {
            out += ',';
            append_cell(out, column, row);
        }
        out += ']';
    }
    out += "]}";
}

std::optional<frame> read_split(std::string_view text) {
    const auto read = json::parse(text);
    const auto* object = read ? read.value.if_object() : nullptr;
    if (object == nullptr) return {};
    const auto list = [object](std::string_view name) -> const boost::json::array* {
        const auto* member = object->if_contains(name);
        return member ? member->if_array() : nullptr;
    };
    const auto* columns = list("columns");
    const auto* data = list("data");
    if (columns == nullptr || data == nullptr) return {};
    if (data->empty()) return frame{};
    const auto cells = rows_of(*data, columns->size());
    if (!cells) return {};
    const auto date = std::find_if(columns->begin(), columns->end(),
                                   [](const auto& c) { return c.is_string() && c.get_string() == "date"; });
    if (date == columns->end()) return {};
    const auto date_at = static_cast<std::size_t>(date - columns->begin());
    std::vector<std::int64_t> dates;
    for (const auto* row : *cells) {
        if (!(*row)[date_at].is_int64()) return {};
        dates.push_back((*row)[date_at].get_int64());
        if (dates.size() > 1 && dates.back() <= dates[dates.size() - 2]) return {}; // not a table of candles
    }
    frame out{std::move(dates)};
    for (std::size_t at = 0; at < columns->size(); ++at) {
        const auto* name = (*columns)[at].if_string();
        if (name == nullptr || at == date_at) continue;
        std::visit(
            [&](auto&& values) {
                out.set({name->data(), name->size()}, std::move(values));
            },
            column_of(*cells, at, {name->data(), name->size()}));
    }
    return out;
}

} // namespace tremolo::market
