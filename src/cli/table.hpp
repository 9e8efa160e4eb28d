// A table for a terminal, drawn with lines as freqtrade's commands draw theirs.
#pragma once
#include <string>
#include <vector>

namespace tremolo::cli {

struct table_cell {
    std::string text{};       // UTF-8, each character one column wide
    std::string_view style{}; // an ANSI style such as "1;31", or none
};

struct table_look {
    std::string_view title{}; // above the table, in its middle
    bool aligned_left = false;
    bool with_colors = false;
    std::size_t least_width = 0; // of the whole table; its columns share what they do not need
};
[[nodiscard]] std::string draw_table(const std::vector<std::string>& headers,
                                     const std::vector<std::vector<table_cell>>& rows, const table_look& look);

// All rows have as many cells as there are headers; every column is aligned right.
[[nodiscard]] std::string draw_table(const std::vector<std::string>& headers,
                                     const std::vector<std::vector<table_cell>>& rows, bool with_colors);

} // namespace tremolo::cli
