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

// Widths without the blanks and bars around them. As rich shares it out: to each by its width, those before first.
void widen(std::vector<std::size_t>& widths, std::size_t least) {
    std::size_t padded = 0, frame = 1 + widths.size();
    for (const auto width : widths) padded += width + 2;
    if (padded + frame >= least) return;
    auto left = least - frame - padded;
    for (auto& width : widths) {
        const auto share = ((width + 2) * left + padded - 1) / padded;
        padded -= width + 2;
        left -= share;
        width += share;
    }
}

std::string rule(const std::vector<std::size_t>& widths, const line_pieces& with) {
    std::string out{with.left};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (i > 0) out += with.cross;
        for (std::size_t k = 0; k < widths[i] + 2; ++k) out += with.fill;
    }
    return out.append(with.right).append("\n");
}

std::string row(const std::vector<std::size_t>& widths, const std::vector<table_cell>& cells, std::string_view bar,
                const table_look& look) {
    std::string out{bar};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const auto& cell = cells[i];
        const auto blanks = widths[i] - width_of(cell.text);
        out.append(look.aligned_left ? 1 : 1 + blanks, ' ');
        const bool styled = look.with_colors && !cell.style.empty();
        if (styled) out.append("\x1b[").append(cell.style).append("m");
        out += cell.text;
        if (styled) out += "\x1b[0m";
        out.append(look.aligned_left ? 1 + blanks : 1, ' ').append(bar);
    }
    return out.append("\n");
}
} // namespace

std::string draw_table(const std::vector<std::string>& headers, const std::vector<std::vector<table_cell>>& rows,
                       bool with_colors) {
    return draw_table(headers, rows, table_look{.with_colors = with_colors});
}

std::string draw_table(const std::vector<std::string>& headers, const std::vector<std::vector<table_cell>>& rows,
                       const table_look& look) {
    std::vector<std::size_t> widths;
    std::vector<table_cell> head;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        widths.push_back(width_of(headers[i]));
        for (const auto& cells : rows) widths.back() = std::max(widths.back(), width_of(cells[i].text));
        head.push_back({headers[i], "1"});
    }
    widen(widths, look.least_width);
    std::string out;
    if (!look.title.empty()) {
        std::size_t whole = 1;
        for (const auto width : widths) whole += width + 3;
        const auto title = width_of(look.title);
        out.append(whole > title ? (whole - title) / 2 : 0, ' ').append(look.title).append("\n");
    }
    out += rule(widths, {"┏", "━", "┳", "┓"}) + row(widths, head, "┃", look) + rule(widths, {"┡", "━", "╇", "┩"});
    for (const auto& cells : rows) out += row(widths, cells, "│", look);
    return out + rule(widths, {"└", "─", "┴", "┘"});
}

} // namespace tremolo::cli
