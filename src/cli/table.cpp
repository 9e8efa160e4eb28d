#include "cli/table.hpp"
#include <algorithm>

namespace tremolo::cli {

namespace {
std::size_t width_of(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0) != 0x80; }));
}

struct line_pieces {
    std::string_view left, fill, cross, right;
};

std::string rule(const std::vector<std::size_t>& widths, const line_pieces& with) {
    std::string out{with.left};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (i > 0) out += with.cross;
        for (std::size_t k = 0; k < widths[i] + 2; ++k) out += with.fill;
    }
    return out.append(with.right).append("\n");
}

std::string row(const std::vector<std::size_t>& widths, const std::vector<table_cell>& cells, std::string_view bar,
                bool with_colors) {
    std::string out{bar};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const auto& cell = cells[i];
        out.append(1 + widths[i] - width_of(cell.text), ' ');
        const bool styled = with_colors && !cell.style.empty();
        if (styled) out.append("\x1b[").append(cell.style).append("m");
        out += cell.text;
        if (styled) out += "\x1b[0m";
        out.append(" ").append(bar);
    }
    return out.append("\n");
}
} // namespace

std::string draw_table(const std::vector<std::string>& headers, const std::vector<std::vector<table_cell>>& rows,
                       bool with_colors) {
    std::vector<std::size_t> widths;
    std::vector<table_cell> head;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        widths.push_back(width_of(headers[i]));
        for (const auto& cells : rows) widths.back() = std::max(widths.back(), width_of(cells[i].text));
        head.push_back({headers[i], "1"});
    }
    auto out =
        rule(widths, {"┏", "━", "┳", "┓"}) + row(widths, head, "┃", with_colors) + rule(widths, {"┡", "━", "╇", "┩"});
    for (const auto& cells : rows) out += row(widths, cells, "│", with_colors);
    return out + rule(widths, {"└", "─", "┴", "┘"});
}

} // namespace tremolo::cli
