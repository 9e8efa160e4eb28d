// Tables for terminals: drawn, widened, broken into lines as rich draws them (compared by
// commands_beside_freqtrade.py).
#include "cli/table.hpp"
#include "cli/table_text.hpp"
#include <gmock/gmock.h>

namespace tremolo::cli {
namespace {
using testing::ElementsAre;
using testing::HasSubstr;

TEST(table, is_aligned_right_by_characters) {
    EXPECT_EQ(draw_table({"A", "Long"}, {{{"ä"}, {"x", "1;31"}}, {{"zzz"}, {""}}}, {}), "┏━━━━━┳━━━━━━┓\n"
                                                                                        "┃   A ┃ Long ┃\n"
                                                                                        "┡━━━━━╇━━━━━━┩\n"
                                                                                        "│   ä │    x │\n"
                                                                                        "│ zzz │      │\n"
                                                                                        "└─────┴──────┘\n");
    EXPECT_THAT(draw_table({"A"}, {{{"x", "1;31"}}}, {.with_colors = true}), HasSubstr("\x1b[1;31mx\x1b[0m"));
}

TEST(table, first_columns_are_aligned_left_and_wide_characters_count_twice) {
    EXPECT_EQ(draw_table({"Tag", "Sum"}, {{{"币安"}, {"1"}}, {{"a"}, {"2.5"}}}, {.left_columns = 1}),
              "┏━━━━━━┳━━━━━┓\n"
              "┃ Tag  ┃ Sum ┃\n"
              "┡━━━━━━╇━━━━━┩\n"
              "│ 币安 │   1 │\n"
              "│ a    │ 2.5 │\n"
              "└──────┴─────┘\n");
}

TEST(table, is_broken_to_the_width_of_the_terminal) {
    const std::vector<std::vector<table_cell>> rows{{{"ADA/BTC"}, {"5m"}, {"2018-01-10 04:55:00"}}};
    EXPECT_EQ(draw_table({"Pair", "Timeframe", "From"}, rows, {.title = "Found 1 combination", .most_width = 34}),
              "       Found 1 combination        \n"
              "┏━━━━━━━━━┳━━━━━━━━━━━┳━━━━━━━━━━┓\n"
              "┃    Pair ┃ Timeframe ┃     From ┃\n"
              "┡━━━━━━━━━╇━━━━━━━━━━━╇━━━━━━━━━━┩\n"
              "│ ADA/BTC │        5m │ 2018-01… │\n"
              "│         │           │ 04:55:00 │\n"
              "└─────────┴───────────┴──────────┘\n");
    // A column of its own for each word still has them all.
    const auto narrow = draw_table({"Pair", "Timeframe", "From"}, rows, {.most_width = 12});
    for (std::size_t begin = 0; begin < narrow.size();) {
        const auto end = narrow.find('\n', begin);
        EXPECT_LE(width_of(narrow.substr(begin, end - begin)), 12U);
        begin = end + 1;
    }
}

TEST(table, shares_what_it_does_not_need) {
    const auto drawn = draw_table({"Pair", "Type"}, {{{"ADA/BTC"}, {"spot"}}}, {.least_width = 30, .most_width = 26});
    EXPECT_EQ(width_of(drawn.substr(0, drawn.find('\n'))), 26U);
}

TEST(table_text, lines_end_between_words) {
    EXPECT_THAT(lines_within("one two  three", 7, too_long::cut), ElementsAre("one two", "three"));
    EXPECT_THAT(lines_within("a overlong b", 4, too_long::cut), ElementsAre("a", "ove…", "b"));
    EXPECT_THAT(lines_within("overlong b", 4, too_long::fold), ElementsAre("over", "long", " b"));
    EXPECT_THAT(lines_within("two\nlines", 9, too_long::cut), ElementsAre("two", "lines"));
    EXPECT_THAT(lines_within("", 9, too_long::cut), ElementsAre(""));
    EXPECT_THAT(lines_within("any", 0, too_long::cut), ElementsAre(""));
    EXPECT_EQ(width_of("e\xCC\x81\xE5\xB8\x81\xFF"), 4U);
}
} // namespace
} // namespace tremolo::cli
