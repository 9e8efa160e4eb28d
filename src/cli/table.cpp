#include "cli/table.hpp"
#include "cli/table_text.hpp"
#include <algorithm>
#include <cmath>
#include <numeric>

namespace tremolo::cli {

namespace {
constexpr std::size_t padding = 2; // a blank on either side of a cell

struct line_pieces {
    std::string_view left, fill, cross, right;
};

// Widths of columns, with the blanks around them, without bars. They are shared out as rich does.
using column_widths = std::vector<std::size_t>;

std::size_t sum(const column_widths& widths) { return std::accumulate(widths.begin(), widths.end(), std::size_t{0}); }

// To each by its width, those before first.
void widen(column_widths& widths, std::size_t by) {
    auto all = sum(widths);
    for (auto& width : widths) {
        const auto share = (width * by + all - 1) / all;
        all -= width;
        by -= share;
        width += share;
    }
}

// Takes `excess` from those chosen, in equal parts, at most `most` from each.
void take_evenly(column_widths& widths, std::size_t excess, const std::vector<bool>& chosen,
                 const column_widths& most) {
    auto parts = std::ranges::count(chosen, true);
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (!chosen[i] || parts == 0) continue;
        const auto share = std::nearbyint(static_cast<double>(excess) / static_cast<double>(parts--));
        const auto taken = std::min(most[i], static_cast<std::size_t>(share));
        widths[i] -= taken;
        excess -= taken;
    }
}

// The widest give way first, down to the next widest.
void narrow(column_widths& widths, std::size_t most) {
    while (sum(widths) > most) {
        const auto widest = std::ranges::max(widths);
        std::size_t second = 0;
        for (const auto width : widths)
            if (width != widest) second = std::max(second, width);
        if (widest == second || widest == 0) break;
        std::vector<bool> chosen;
        for (const auto width : widths) chosen.push_back(width == widest);
        const auto excess = sum(widths) - most;
        take_evenly(widths, excess, chosen, column_widths(widths.size(), std::min(excess, widest - second)));
    }
    if (const auto all = sum(widths); all > most) {
        std::vector<bool> chosen;
        for (const auto width : widths) chosen.push_back(width > 0);
        take_evenly(widths, all - most, chosen, column_widths{widths});
    }
}

std::size_t natural_width(const std::string& text) {
    std::size_t widest = 0;
    for (std::size_t begin = 0; begin <= text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        widest = std::max(widest, width_of(std::string_view{text}.substr(begin, end - begin)));
        begin = end + 1;
    }
    return widest + padding;
}

std::string rule(const column_widths& widths, const line_pieces& with) {
    std::string out{with.left};
    for (std::size_t i = 0; i < widths.size(); ++i) {
        if (i > 0) out += with.cross;
        for (std::size_t k = 0; k < widths[i]; ++k) out += with.fill;
    }
    return out.append(with.right).append("\n");
}

enum class vertical { top, bottom };

std::string one_line(const std::string& text, std::string_view style, std::size_t width, bool to_the_left,
                     const table_look& look) {
    if (width < padding) return std::string(width, ' ');
    const auto inner = width - padding;
    const auto blanks = inner - std::min(inner, width_of(text));
    std::string out(to_the_left ? 1 : 1 + blanks, ' ');
    const bool styled = look.with_colors && !style.empty() && !text.empty();
    if (styled) out.append("\x1b[").append(style).append("m");
    out += text;
    if (styled) out += "\x1b[0m";
    return out.append(to_the_left ? 1 + blanks : 1, ' ');
}

std::string row(const column_widths& widths, const std::vector<table_cell>& cells, std::string_view bar, vertical at,
                const table_look& look) {
    std::vector<std::vector<std::string>> lines;
    std::size_t height = 1;
    for (std::size_t i = 0; i < widths.size(); ++i) {
        const auto inner = widths[i] > padding ? widths[i] - padding : 0;
        lines.push_back(lines_within(cells[i].text, inner, too_long::cut));
        height = std::max(height, lines.back().size());
    }
    std::string out;
    for (std::size_t k = 0; k < height; ++k) {
        out += bar;
        for (std::size_t i = 0; i < widths.size(); ++i) {
            const auto above = at == vertical::bottom ? height - lines[i].size() : 0;
            const bool has_line = k >= above && k - above < lines[i].size();
            out +=
                one_line(has_line ? lines[i][k - above] : "", cells[i].style, widths[i], i < look.left_columns, look);
            out += bar;
        }
        out += '\n';
    }
    return out;
}

std::string title_lines(const table_look& look, std::size_t width) {
    std::string out;
    for (const auto& line : lines_within(look.title, width, too_long::fold)) {
        const auto blanks = width - std::min(width, width_of(line));
        out.append(blanks / 2, ' ').append(line).append(blanks - blanks / 2, ' ').append("\n");
    }
    return out;
}
} // namespace

std::string draw_table(const std::vector<std::string>& headers, const std::vector<std::vector<table_cell>>& rows,
                       const table_look& look) {
    column_widths widths;
    std::vector<table_cell> head;
    for (std::size_t i = 0; i < headers.size(); ++i) {
        widths.push_back(natural_width(headers[i]));
        for (const auto& cells : rows) widths.back() = std::max(widths.back(), natural_width(cells[i].text));
        head.push_back({headers[i], "1"});
    }
    const auto bars = widths.size() + 1;
    const auto most = look.most_width == 0 ? table_look::all : look.most_width > bars ? look.most_width - bars : 1;
    if (sum(widths) > most) narrow(widths, most);
    const auto least = std::min(look.least_width > bars ? look.least_width - bars : 0, most);
    if (sum(widths) < least) widen(widths, least - sum(widths));
    std::string out;
    if (!look.title.empty()) out += title_lines(look, sum(widths) + bars);
    out += rule(widths, {"┏", "━", "┳", "┓"}) + row(widths, head, "┃", vertical::bottom, look) +
           rule(widths, {"┡", "━", "╇", "┩"});
    for (const auto& cells : rows) out += row(widths, cells, "│", vertical::top, look);
    return out + rule(widths, {"└", "─", "┴", "┘"});
}

} // namespace tremolo::cli
