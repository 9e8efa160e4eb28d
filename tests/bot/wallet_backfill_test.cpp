// The wallet of past days, told from trades, as freqtrade tells it (tests/bot/data/wallet_days.json).
#include "bot/wallet_backfill.hpp"
#include "tests/testing.hpp"

using namespace tremolo;
namespace bj = boost::json;

namespace {

std::vector<trading::trade> trades_of(const bj::array& rows) {
    std::vector<trading::trade> trades;
    for (const auto& row : rows) {
        auto& t = trades.emplace_back();
        t.pair = std::string{row.at("pair").as_string()};
        t.open_date = from_epoch_ms(row.at("open").as_int64());
        if (!row.at("close").is_null()) t.close_date = from_epoch_ms(row.at("close").as_int64());
        t.is_open = !t.close_date;
        t.leverage = row.at("leverage").to_number<double>();
        t.is_short = row.at("is_short").as_bool();
        t.fee_open = row.at("fee_open").to_number<double>();
        t.fee_close = row.at("fee_close").to_number<double>();
        for (const auto& item : row.at("orders").as_array()) {
            const auto& o = item.as_array();
            auto& order = t.orders.emplace_back();
            order.ft_order_side = std::string{o[0].as_string() == "e" ? t.entry_side() : t.exit_side()};
            if (!o[1].is_null()) order.order_filled_date = from_epoch_ms(o[1].as_int64());
            order.amount = order.filled = o[2].to_number<double>();
            order.average = o[3].to_number<double>();
            order.funding_fee = o[4].to_number<double>();
        }
    }
    return trades;
}

TEST(wallet_backfill, days_are_freqtrades) {
    const auto file =
        testing_support::read_json(std::filesystem::path{TREMOLO_SOURCE} / "tests/bot/data/wallet_days.json");
    const auto days =
        bot::balances_by_day(trades_of(file.at("trades").as_array()), from_epoch_ms(file.at("first").as_int64()),
                             from_epoch_ms(file.at("last").as_int64()), file.at("start").as_double());
    const auto& wanted = file.at("days").as_array();
    ASSERT_EQ(days.size(), wanted.size());
    for (std::size_t i = 0; i < days.size(); ++i) {
        EXPECT_EQ(epoch_ms(days[i].day), wanted[i].at("day").as_int64());
        EXPECT_NEAR(days[i].stake, wanted[i].at("stake").to_number<double>(), 1e-10) << "day " << i;
        const auto& positions = wanted[i].at("positions").as_object();
        std::size_t held = 0;
        for (const auto& [pair, p] : days[i].positions) {
            if (!(p.amount > 0)) continue;
            ++held;
            ASSERT_TRUE(positions.contains(pair)) << "day " << i << " " << pair;
            const auto& row = positions.at(pair).as_array();
            EXPECT_NEAR(p.amount, row[0].to_number<double>(), 1e-10);
            EXPECT_NEAR(p.collateral, row[1].to_number<double>(), 1e-10);
            EXPECT_EQ(p.leverage, row[2].to_number<double>());
            EXPECT_EQ(p.is_short, row[3].as_bool());
        }
        EXPECT_EQ(held, positions.size()) << "day " << i;
    }
}

} // namespace
