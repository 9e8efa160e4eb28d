#include "market/frame_json.hpp"
#include "tests/testing.hpp"
#include <cmath>
#include <cstdlib>
#include <fstream>

namespace tremolo::market {
namespace {

std::string number_text(double value) {
    std::string out;
    write_split_number(out, value);
    return out;
}

std::string split(const frame& table, std::size_t rows, const std::vector<std::string>* columns = nullptr) {
    std::string out;
    write_split(out, table, rows, columns);
    return out;
}

frame sample() {
    frame df{{60'000, 120'000, 180'000}};
    df.set("open", series{{1.5, 2, missing}});
    df.set("up", series{{1, 0, 1}, dtype::int64});
    df.set("flag", series{{1, 0, 1}, dtype::boolean});
    df.set("enter_tag",
           text_series{{std::optional<std::string>{"a/\"b\""}, std::nullopt, "\xC3\xA9\xF0\x9F\x98\x80\n"}});
    return df;
}

// Written by pandas 3.1.1: hexadecimal double, text.
TEST(FrameJson, PrintsFloatsAsPandasDoes) {
    std::ifstream in{std::filesystem::path{TREMOLO_SOURCE} / "tests/market/data/pandas_floats.txt"};
    std::string hex;
    std::string wanted;
    int seen = 0;
    while (in >> hex >> wanted) {
        EXPECT_EQ(number_text(std::strtod(hex.c_str(), nullptr)), wanted) << hex;
        ++seen;
    }
    EXPECT_EQ(seen, 417);
    EXPECT_EQ(number_text(missing), "null");
    EXPECT_EQ(number_text(-HUGE_VAL), "null");
}

TEST(FrameJson, WritesATableAsPandasDoes) {
    EXPECT_EQ(
        split(sample(), 1500),
        R"({"columns":["date","open","up","flag","enter_tag"],"index":[0,1,2],"data":)"
        R"([[60000,1.5,1,true,"a\/\"b\""],[120000,2.0,0,false,null],[180000,null,1,true,"\u00e9\ud83d\ude00\n"]]})");
    EXPECT_EQ(split(frame{}, 5), R"({"columns":[],"index":[],"data":[]})");
}

TEST(FrameJson, WritesTheNewestRowsAndSomeColumns) {
    EXPECT_EQ(split(sample(), 1), R"({"columns":["date","open","up","flag","enter_tag"],"index":[2],"data":)"
                                  R"([[180000,null,1,true,"\u00e9\ud83d\ude00\n"]]})");
    const std::vector<std::string> some{"up", "nosuch"};
    EXPECT_EQ(split(sample(), 2, &some), R"({"columns":["date","up"],"index":[1,2],"data":[[120000,0],[180000,1]]})");
}

TEST(FrameJson, ReadsWhatItWrites) {
    const auto back = read_split(split(sample(), 1500));
    ASSERT_TRUE(back);
    EXPECT_EQ(back->names(), sample().names());
    EXPECT_EQ(back->at(1, "open"), 2);
    EXPECT_TRUE(std::isnan(back->at(2, "open")));
    EXPECT_EQ((*back)["up"].type(), dtype::int64);
    EXPECT_EQ((*back)["flag"].type(), dtype::boolean);
    EXPECT_EQ(back->texts("enter_tag")[0], "a/\"b\"");
    EXPECT_EQ(back->texts("enter_tag")[1], std::nullopt);
    EXPECT_EQ(back->texts("enter_tag")[2], "\xC3\xA9\xF0\x9F\x98\x80\n");
    EXPECT_EQ(back->last_date(), 180'000);
}

TEST(FrameJson, RefusesWhatIsNoTableOfCandles) {
    EXPECT_FALSE(read_split(""));
    EXPECT_FALSE(read_split("[]"));
    EXPECT_FALSE(read_split(R"({"columns":["date"]})"));
    EXPECT_FALSE(read_split(R"({"columns":["open"],"data":[[1.0]]})"));
    EXPECT_FALSE(read_split(R"({"columns":["date","open"],"data":[[1]]})"));
    EXPECT_FALSE(read_split(R"({"columns":["date"],"data":[["x"]]})"));
    EXPECT_FALSE(read_split(R"({"columns":["date"],"data":[[2],[1]]})"));
    EXPECT_FALSE(read_split(R"({"columns":["date"],"data":[1]})"));
    ASSERT_TRUE(read_split(R"({"columns":[],"index":[],"data":[]})"));
    EXPECT_TRUE(read_split(R"({"columns":[],"index":[],"data":[]})")->empty());
    EXPECT_TRUE(read_split(R"({"columns":["date",5,"x"],"data":[[1,2,null]]})")->has("x"));
}

} // namespace
} // namespace tremolo::market
