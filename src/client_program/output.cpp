#include "client_program/output.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <charconv>
#include <fmt/format.h>
#include <optional>
#include <vector>

namespace tremolo::client_program {

namespace {

namespace bj = boost::json;

// Appends the character that begins at `at` as \uXXXX, in two halves beyond the first plane; returns its length.
std::size_t escape(std::string& out, std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) {
        return static_cast<unsigned char>(at + i < text.size() ? text[at + i] : 0);
    };
    const std::size_t length = byte(0) >= 0xF0 ? 4 : byte(0) >= 0xE0 ? 3 : 2;
    unsigned code = byte(0) & (0xFFU >> (length + 1));
    for (std::size_t i = 1; i < length; ++i) code = code << 6 | (byte(i) & 0x3FU);
    if (code >= 0x10000) {
        code -= 0x10000;
        out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF));
    } else {
        out += fmt::format("\\u{:04x}", code);
    }
    return length;
}

// The server writes 0.00001 where Python writes 1e-05.
void append_number(std::string& out, std::string_view digits) {
    double number = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    const bool is_whole = digits.find_first_of(".eE") == std::string_view::npos;
    if (is_whole || read.ec != std::errc{}) {
        out += digits;
        return;
    }
    const auto text = fmt::format("{}", number);
    out += text;
    if (text.find_first_of(".en") == std::string::npos) out += ".0";
}

std::string text_of(const bj::value& value) {
    if (value.is_null()) return "";
    if (value.is_string()) return std::string{std::string_view{value.get_string()}};
    std::string text;
    json::write_value(text, value);
    return text;
}

bool is_rows(const bj::value& value) {
    return value.is_array() && !value.get_array().empty() &&
           std::ranges::all_of(value.get_array(), [](const bj::value& each) { return each.is_object(); });
}

struct rows {
    std::vector<std::string> columns{};
    std::vector<std::vector<std::string>> cells{};
    std::vector<std::pair<std::string, std::string>> beside{};
};

rows rows_of_list(const bj::array& list) {
    rows found;
    for (const auto& each : list)
        for (const auto& field : each.get_object())
            if (std::ranges::find(found.columns, field.key()) == found.columns.end())
                found.columns.emplace_back(field.key());
    for (const auto& each : list) {
        auto& row = found.cells.emplace_back();
        for (const auto& column : found.columns) {
            const auto* value = each.get_object().if_contains(column);
            row.push_back(value != nullptr ? text_of(*value) : "");
        }
    }
    return found;
}

// Analysed candles: names in "columns", rows in "data".
std::optional<rows> rows_of_columns(const bj::object& object) {
    const auto *columns = object.if_contains("columns"), *data = object.if_contains("data");
    if (columns == nullptr || data == nullptr || !columns->is_array() || !data->is_array()) return {};
    rows found;
    for (const auto& name : columns->get_array()) found.columns.push_back(text_of(name));
    for (const auto& each : data->get_array()) {
        auto& row = found.cells.emplace_back();
        if (each.is_array())
            for (const auto& value : each.get_array()) row.push_back(text_of(value));
        row.resize(found.columns.size());
    }
    return found;
}

// A list of plain values, or of lists: one column, or one for each place.
rows rows_of_values(std::string_view name, const bj::array& list) {
    static const std::vector<std::string> of_log_lines{"date", "timestamp", "module", "level", "message"};
    rows found;
    std::size_t width = 1;
    for (const auto& each : list)
        if (each.is_array()) width = std::max(width, each.get_array().size());
    if (width == 1)
        found.columns = {std::string{name}};
    else if (name == "logs" && width == of_log_lines.size())
        found.columns = of_log_lines;
    else
        for (std::size_t i = 1; i <= width; ++i) found.columns.push_back(fmt::format("{}_{}", name, i));
    for (const auto& each : list) {
        auto& row = found.cells.emplace_back();
        if (each.is_array())
            for (const auto& value : each.get_array()) row.push_back(text_of(value));
        else
            row.push_back(text_of(each));
        row.resize(found.columns.size());
    }
    return found;
}

// The list that an answer is there for. One of objects is; any other is where there is little beside it.
const bj::object::value_type* list_in(const bj::object& object) {
    constexpr std::size_t few = 5;
    const bj::object::value_type* found = nullptr;
    for (const auto& field : object) {
        if (is_rows(field.value())) return &field;
        if (found == nullptr && field.value().is_array() && object.size() <= few) found = &field;
    }
    return found;
}

rows rows_of(const bj::value& answer) {
    if (is_rows(answer)) return rows_of_list(answer.get_array());
    if (!answer.is_object()) {
        rows found{{"value"}, {}, {}};
        if (answer.is_array())
            for (const auto& each : answer.get_array()) found.cells.push_back({text_of(each)});
        else
            found.cells.push_back({text_of(answer)});
        return found;
    }
    const auto& object = answer.get_object();
    auto found = rows_of_columns(object);
    const auto* list = found ? nullptr : list_in(object);
    if (list != nullptr)
        found = is_rows(list->value()) ? rows_of_list(list->value().get_array())
                                       : rows_of_values(list->key(), list->value().get_array());
    if (found) {
        for (const auto& field : object)
            if (&field != list && !field.value().is_array() && !field.value().is_object())
                found->beside.emplace_back(field.key(), text_of(field.value()));
        return std::move(*found);
    }
    rows fields{{"field", "value"}, {}, {}};
    for (const auto& field : object) fields.cells.push_back({std::string{field.key()}, text_of(field.value())});
    return fields;
}

// Characters, not bytes.
std::size_t width(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

bool is_number(std::string_view text) {
    return !text.empty() && text.find_first_not_of("+-.0123456789eE") == std::string_view::npos;
}

std::string csv_field(const std::string& text) {
    if (text.find_first_of(",\"\r\n") == std::string::npos) return text;
    std::string quoted{'"'};
    for (const char c : text) {
        if (c == '"') quoted += '"';
        quoted += c;
    }
    return quoted + '"';
}

} // namespace

std::string python_spaced(std::string_view json) {
    std::string out;
    out.reserve(json.size() + json.size() / 8);
    bool in_string = false;
    for (std::size_t i = 0; i < json.size();) {
        const char c = json[i];
        if (static_cast<unsigned char>(c) >= 0x80) {
            i += escape(out, json, i);
            continue;
        }
        const auto begin = i++;
        if (in_string && c == '\\' && i < json.size()) {
            out += c;
            out += json[i++];
            continue;
        }
        if (!in_string && (c == '-' || (c >= '0' && c <= '9'))) {
            i = std::min(json.find_first_not_of("+-.0123456789eE", i), json.size());
            append_number(out, json.substr(begin, i - begin));
            continue;
        }
        if (c == '"') in_string = !in_string;
        if (!in_string && (c == ' ' || c == '\n' || c == '\r' || c == '\t')) continue;
        out += c;
        if (!in_string && (c == ',' || c == ':')) out += ' ';
    }
    return out;
}

std::string as_table(const bj::value& answer) {
    const auto found = rows_of(answer);
    std::string out;
    for (const auto& [name, value] : found.beside) out += fmt::format("{}: {}\n", name, value);
    std::vector<std::size_t> widths;
    for (std::size_t column = 0; column < found.columns.size(); ++column) {
        auto widest = width(found.columns[column]);
        for (const auto& row : found.cells) widest = std::max(widest, width(row[column]));
        widths.push_back(widest);
    }
    const auto line = [&](const std::vector<std::string>& cells, bool numbers_right) {
        std::string text;
        for (std::size_t column = 0; column < cells.size(); ++column) {
            const std::string gap(widths[column] - width(cells[column]), ' ');
            if (column > 0) text += "  ";
            text += numbers_right && is_number(cells[column]) ? gap + cells[column] : cells[column] + gap;
        }
        text.erase(text.find_last_not_of(' ') + 1);
        out += text + '\n';
    };
    line(found.columns, false);
    std::vector<std::string> rule;
    for (const auto each : widths) rule.emplace_back(each, '-');
    line(rule, false);
    for (const auto& row : found.cells) line(row, true);
    return out;
}

std::string as_csv(const bj::value& answer) {
    const auto found = rows_of(answer);
    std::string out;
    const auto line = [&](const std::vector<std::string>& cells) {
        for (std::size_t column = 0; column < cells.size(); ++column) {
            if (column > 0) out += ',';
            out += csv_field(cells[column]);
        }
        out += "\r\n";
    };
    line(found.columns);
    for (const auto& row : found.cells) line(row);
    return out;
}

} // namespace tremolo::client_program
