// What is printed of a result, against what freqtrade printed of the same.
#include "base/error.hpp"
#include "cli/backtest_tables.hpp"
#include "tests/backtest/recorded.hpp"
#include "json/read.hpp"

namespace tremolo::cli {
namespace {

using namespace testing_support;

std::vector<std::string> lines_of(const std::string& text) {
    std::vector<std::string> out;
    std::istringstream in{text};
    for (std::string line; std::getline(in, line);) {
        line.erase(line.find_last_not_of(' ') + 1);
        out.push_back(line);
    }
    while (!out.empty() && out.back().empty()) out.pop_back();
    return out;
}

backtest::backtest_result result_of(const std::string& run) {
    json::reader r;
    backtest::backtest_result out;
    EXPECT_TRUE(json::read(recorded_result(run), out, r));
    return out;
}

class recorded_tables : public testing::TestWithParam<const char*> {};

TEST_P(recorded_tables, print_as_recorded) {
    const auto folder = recorded_backtests() / GetParam();
    NEEDS_SHARED(folder);
    if (!std::filesystem::exists(folder / "tables.txt")) GTEST_SKIP() << "skipped: nothing printed was recorded";
    std::vector<backtest::breakdown_period> breakdowns;
    if (std::string_view{GetParam()} == "BtMulti") breakdowns = breakdowns_named({"day", "week"});
    const auto printed = lines_of(backtest_tables(result_of(GetParam()), breakdowns, {}));
    const auto recorded = lines_of(read_file(folder / "tables.txt"));
    for (std::size_t i = 0; i < std::min(printed.size(), recorded.size()); ++i) ASSERT_EQ(printed[i], recorded[i]);
    EXPECT_EQ(printed.size(), recorded.size());
}

INSTANTIATE_TEST_SUITE_P(all, recorded_tables, testing::ValuesIn(recorded_runs),
                         [](const auto& i) { return std::string{i.param}; });

TEST(backtest_tables, pairs_are_listed_by_profit) {
    NEEDS_SHARED(recorded_backtests());
    const auto recorded = lines_of(read_file(recorded_backtests() / "BtPlain" / "show.txt"));
    const auto result = result_of("BtPlain");
    const auto printed =
        lines_of(backtest_tables(result, breakdowns_named({"weekday"}), {}) + sorted_pair_lists(result));
    ASSERT_EQ(printed.size(), recorded.size());
    for (std::size_t i = 0; i < printed.size(); ++i) ASSERT_EQ(printed[i], recorded[i]);
}

TEST(backtest_tables, unknown_breakdowns_are_refused) {
    EXPECT_THROW(static_cast<void>(breakdowns_named({"hour"})), configuration_error);
}

} // namespace
} // namespace tremolo::cli
