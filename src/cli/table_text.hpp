// Texts in the cells of a table: how wide they are on a terminal, and the lines that they are broken into.
#pragma once
#include <string>
#include <string_view>
#include <vector>

namespace tremolo::cli {

// Columns of a terminal that UTF-8 text takes: two for each wide character, none for one that is drawn over another.
[[nodiscard]] std::size_t width_of(std::string_view text);

enum class too_long { fold, cut }; // what becomes of a word that is wider than the line
// The text in lines of `width` columns at most, broken between words and at its own line breaks; at least one line.
// Blanks at the ends of lines that were broken go; a word that is cut ends in an ellipsis.
[[nodiscard]] std::vector<std::string> lines_within(std::string_view text, std::size_t width, too_long words);

} // namespace tremolo::cli
