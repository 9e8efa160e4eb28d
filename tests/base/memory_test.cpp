// Memory of programs with large columns.
#include "base/memory.hpp"
#include "base/text_room.hpp"
#include <gtest/gtest.h>
#include <numeric>
#include <string>
#include <vector>

namespace {

using namespace tremolo;

TEST(pages_ahead, change_nothing_of_what_is_written_meanwhile) {
    constexpr std::size_t bytes = 16 << 20, numbers = 50'000, columns = 30;
    std::vector<std::vector<double>> all;
    {
        const pages_ahead pages{bytes};
        for (std::size_t i = 0; i < columns; ++i) {
            auto& column = all.emplace_back(numbers);
            std::iota(column.begin(), column.end(), static_cast<double>(i));
        }
    }
    for (std::size_t i = 0; i < columns; ++i)
        for (std::size_t row = 0; row < numbers; ++row) ASSERT_EQ(all[i][row], static_cast<double>(i + row));
}

TEST(pages_ahead, of_nothing_or_of_too_much_do_no_harm) {
    const pages_ahead none{0};
    const pages_ahead more{std::size_t{1} << 50};
}

TEST(text_room, keeps_its_text_while_it_grows) {
    text_room room;
    EXPECT_EQ(room.text(), "");
    std::string expected;
    for (int i = 0; i < 5'000; ++i) {
        const auto part = std::to_string(i) + ',';
        room.put(part);
        expected += part;
    }
    EXPECT_EQ(room.text(), expected);

    char* const at = room.behind(100);
    at[0] = 'a';
    at[1] = 'b';
    room.extend_to(at + 1); // what is written behind the end does not belong to it
    EXPECT_EQ(room.text(), expected + "a");

    room.clear();
    room.put("again");
    EXPECT_EQ(room.text(), "again");
}

} // namespace
