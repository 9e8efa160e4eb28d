// The loss functions beside figures of freqtrade's own, of every result that was recorded.
#include "rpc/webserver_losses.hpp"
#include "tests/backtest/recorded.hpp"
#include "json/read.hpp"
#include <gmock/gmock.h>

namespace tremolo::rpc::webserver {
namespace {

using namespace testing_support;

backtest::strategy_result result_of(const std::string& run, const std::string& strategy) {
    backtest::backtest_result all;
    json::reader r;
    if (!json::read(recorded_result(run), all, r)) throw std::runtime_error{run + ": " + r.violations().front().msg};
    for (auto& [name, result] : all.strategy)
        if (name == strategy) return std::move(result);
    throw std::runtime_error{run + " has no result of " + strategy};
}

TEST(losses, are_those_of_freqtrade) {
    NEEDS_SHARED(recorded_backtests());
    const auto recorded = read_json(data() / "backtest" / "losses.json");
    std::size_t compared = 0;
    for (const auto& one : recorded.at("results").as_array()) {
        const std::string run{one.at("run").as_string()}, strategy{one.at("strategy").as_string()};
        const auto result = result_of(run, strategy);
        const auto& losses = one.at("losses").as_object();
        EXPECT_EQ(losses.size(), loss_functions().size());
        for (const auto& function : loss_functions()) {
            const double wanted = number(losses.at(function.name)), found = loss(function, result);
            const bool same =
                std::isnan(wanted) ? std::isnan(found) : std::abs(found - wanted) <= 1e-9 + std::abs(wanted) * 1e-9;
            EXPECT_TRUE(same) << run << ' ' << strategy << ' ' << function.name << ": " << found << ", not " << wanted;
            ++compared;
        }
    }
    EXPECT_GE(compared, 14 * loss_functions().size());
}

// freqtrade's optimisation asks no function about a run without trades.
TEST(losses, of_no_trades_are_as_bad_as_can_be) {
    for (const auto& function : loss_functions())
        EXPECT_EQ(loss(function, backtest::strategy_result{}), 100'000) << function.name;
}

} // namespace
} // namespace tremolo::rpc::webserver
