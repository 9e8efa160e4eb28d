#include "tests/trading/vectors.hpp"
#include "trading/statistics.hpp"

using namespace tremolo;
using namespace tremolo::trading;
using namespace trading_vectors;
using testing_support::number;

namespace {

std::vector<result> results_of(const object& example) {
    std::vector<result> results;
    const auto& profits = example.at("profit_abs").as_array();
    const auto& dates = example.at("close_date").as_array();
    for (std::size_t i = 0; i < profits.size(); ++i)
        results.push_back({profits[i].to_number<double>(), ms_at(dates[i])});
    return results;
}

// NaN is recorded as null.
void same(double actual, const value& wanted, const std::string& where) {
    if (wanted.is_null()) {
        EXPECT_TRUE(std::isnan(actual)) << where << ": " << actual;
        return;
    }
    const double expected = number(wanted);
    if (std::isinf(expected))
        EXPECT_EQ(actual, expected) << where;
    else
        EXPECT_NEAR(actual, expected, std::abs(expected) * 1e-12 + 1e-15) << where;
}

void same(const std::optional<drawdown>& actual, const object& outcome, const std::string& where) {
    if (outcome.contains("error")) {
        EXPECT_FALSE(actual) << where;
        return;
    }
    ASSERT_TRUE(actual) << where;
    const auto& wanted = outcome.at("value").as_object();
    same(actual->drawdown_abs, wanted.at("drawdown_abs"), where + " abs");
    same(actual->high_value, wanted.at("high_value"), where + " high");
    same(actual->low_value, wanted.at("low_value"), where + " low");
    same(actual->relative_account_drawdown, wanted.at("relative_account_drawdown"), where + " relative");
    same(actual->current_high_value, wanted.at("current_high_value"), where + " current high");
    same(actual->current_drawdown_abs, wanted.at("current_drawdown_abs"), where + " current");
    same(actual->current_relative_account_drawdown, wanted.at("current_relative_account_drawdown"),
         where + " current relative");
    EXPECT_EQ(actual->high_date, ms_at(wanted.at("high_date"))) << where;
    EXPECT_EQ(actual->low_date, ms_at(wanted.at("low_date"))) << where;
    EXPECT_EQ(actual->current_high_date, ms_at(wanted.at("current_high_date"))) << where;
}

void check_case(const object& example, const std::string& where) {
    const auto results = results_of(example);
    const auto start = example.at("starting_balance").to_number<double>();
    const period over{ms_at(example.at("min_date")), ms_at(example.at("max_date"))};
    const auto& wanted = example.at("result").as_object();
    const auto ratio = [&](const char* name, auto compute) {
        if (const auto* found = wanted.if_contains(name)) same(compute(), found->at("value"), where + " " + name);
    };
    ratio("sharpe", [&] { return sharpe(results, over, start); });
    ratio("sortino", [&] { return sortino(results, over, start); });
    ratio("calmar", [&] { return calmar(results, over, start); });
    ratio("sqn", [&] { return sqn(results, start); });
    ratio("p_value", [&] { return p_value(results, start); });
    ratio("cagr", [&] {
        double final_balance = start;
        for (const auto& r : results) final_balance += r.profit_abs;
        return cagr(std::chrono::floor<std::chrono::days>(*over.to - *over.from).count(), start, final_balance)
            .value_or(0);
    });
    const auto figures = expectancy(results);
    same(figures.expectancy, wanted.at("expectancy").at("value").at(0), where + " expectancy");
    same(figures.ratio, wanted.at("expectancy").at("value").at(1), where + " expectancy ratio");
    same(max_drawdown(results, start), wanted.at("drawdown").as_object(), where + " drawdown");
    same(max_drawdown(results, start, drawdown_by::share), wanted.at("drawdown_relative").as_object(),
         where + " relative drawdown");
    const auto range = cumulated_range(results, start);
    EXPECT_EQ(range.has_value(), !results.empty());
    if (range) {
        same(range->smallest, wanted.at("csum").at("value").at(0), where + " csum");
        same(range->largest, wanted.at("csum").at("value").at(1), where + " csum");
    }
    const auto rows = underwater(results, start);
    const auto* recorded = wanted.if_contains("underwater");
    if (recorded && recorded->as_object().contains("value")) {
        const auto& expected = recorded->at("value").as_array();
        ASSERT_EQ(rows.size(), expected.size()) << where;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            same(rows[i].cumulative, expected[i].at(0), where + " underwater");
            same(rows[i].high_value, expected[i].at(1), where + " underwater");
            same(rows[i].drawdown, expected[i].at(2), where + " underwater");
            same(rows[i].drawdown_relative, expected[i].at(3), where + " underwater");
        }
    } else if (results.empty()) {
        EXPECT_TRUE(rows.empty());
    }
}

} // namespace

TEST(statistics, are_those_recorded) {
    const auto document = engine("metrics.json");
    ASSERT_EQ(document.at("cases").as_array().size(), 50U);
    int at = 0;
    for (const auto& example : document.at("cases").as_array())
        check_case(example.as_object(), std::string{example.at("name").as_string()} + " " + std::to_string(at++));
}

TEST(statistics, growth_a_year) {
    const auto document = engine("metrics.json");
    for (const auto& row : document.at("cagr").as_array())
        same(cagr(row.at("days").as_int64(), number(row.at("start")), number(row.at("final"))).value_or(0),
             row.at("value"), boost::json::serialize(row));
}

TEST(statistics, from_balances) {
    const auto document = engine("metrics.json");
    for (const auto& example : document.at("from_balance").as_array()) {
        std::vector<balance_at> history;
        const auto& dates = example.at("date").as_array();
        for (std::size_t i = 0; i < dates.size(); ++i)
            history.push_back({ms_at(dates[i]), number(example.at("total_quote").at(i))});
        const std::string name{example.at("name").as_string()};
        same(sharpe_from_balance(history), example.at("sharpe").at("value"), name + " sharpe");
        same(sortino_from_balance(history), example.at("sortino").at("value"), name + " sortino");
        same(calmar_from_balance(history), example.at("calmar").at("value"), name + " calmar");
        same(max_drawdown_from_balance(history), example.at("drawdown").as_object(), name + " drawdown");
    }
}

TEST(statistics, factors_and_rates) {
    EXPECT_EQ(profit_factor(30, -10), 3);
    EXPECT_FALSE(profit_factor(30, 0));
    EXPECT_EQ(win_rate(3, 4), 0.75);
    EXPECT_EQ(win_rate(0, 0), 0);
}
