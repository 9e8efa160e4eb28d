#include "api/endpoints.hpp"
#include "api/route_table.hpp"
#include "tests/testing.hpp"

namespace {

using namespace tremolo::api;

const route_table& table() {
    static const route_table made{all_endpoints()};
    return made;
}

std::string found(std::string_view method, std::string_view path) {
    const auto match = table().find(method, path);
    if (!match.row) return match.allowed.empty() ? "nothing" : "allows " + std::string{match.allowed};
    std::string text{match.row->path};
    for (const auto& [name, value] : match.values) text += " " + std::string{name} + "=" + value;
    return text;
}

TEST(route_table, finds_fixed_paths_and_patterns) {
    EXPECT_EQ(found("GET", "/api/v1/ping"), "/ping");
    EXPECT_EQ(found("GET", "/api/v1/trade/7"), "/trade/{tradeid} tradeid=7");
    EXPECT_EQ(found("DELETE", "/api/v1/trades/7/open-order"), "/trades/{tradeid}/open-order tradeid=7");
    EXPECT_EQ(found("GET", "/api/v1/backtest/history/a/b/wallet"),
              "/backtest/history/{file}/{strategy}/wallet file=a strategy=b");
    EXPECT_EQ(found("DELETE", "/api/v1/background/clear"), "/background/clear");
    EXPECT_EQ(found("GET", "/api/v1/trades/open/custom-data"), "/trades/open/custom-data");
}

TEST(route_table, names_the_method_of_the_first_row_with_the_path) {
    EXPECT_EQ(found("POST", "/api/v1/ping"), "allows HEAD");
    EXPECT_EQ(found("PUT", "/api/v1/locks"), "allows GET");
    EXPECT_EQ(found("GET", "/api/v1/start"), "allows POST");
    EXPECT_EQ(found("GET", "/api/v1/trades/1"), "allows DELETE");
}

TEST(route_table, knows_no_other_paths) {
    for (const auto* path : {"/", "", "/api/v1", "/api/v1/", "/api/v1/ping/", "/api/v1//ping", "/api/v1/trade/",
                             "/api/v1/trade/1/2", "/api/v2/ping", "/API/v1/ping", "//api/v1/ping", "/ping"})
        EXPECT_EQ(found("GET", path), "nothing") << path;
}

TEST(route_table, refuses_two_rows_for_one_thing) {
    auto rows = all_endpoints();
    rows.push_back(rows.front());
    EXPECT_THROW(route_table{rows}, std::logic_error);
}

} // namespace
