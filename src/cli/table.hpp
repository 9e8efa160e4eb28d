// A table for a terminal, drawn with lines and broken to its width as freqtrade's commands draw theirs.
#pragma once
#include "cli/terminal.hpp"
#include <limits>
#include <string>
#include <vector>

namespace tremolo::cli {

struct table_cell {
    std::string text{};       // UTF-8
    std::string_view style{}; // an ANSI style such as "1;31", or none
};

struct table_look {
    static constexpr std::size_t all = std::numeric_limits<std::size_t>::max();

    std::string_view title{};     // above the table, in its middle
    std::size_t left_columns = 0; // so many, from the first, are aligned left, the others right
    bool with_colors = false;
    std::size_t least_width = 0; // of the whole table; its columns share what they do not need
    std::size_t most_width = 0;  // of the whole table; texts are broken into lines to fit. 0: as wide as it takes
};
// As wide as the terminal, colored where it shows colors and the command line did not forbid it.
[[nodiscard]] inline table_look look_on(const terminal& talk, bool no_color, std::string_view title = {}) {
    return {.title = title, .with_colors = talk.has_colors && !no_color, .most_width = talk.columns};
}

// All rows have as many cells as there are headers.
[[nodiscard]] std::string draw_table(const std::vector<std::string>& headers,
                                     const std::vector<std::vector<table_cell>>& rows, const table_look& look);

} // namespace tremolo::cli
