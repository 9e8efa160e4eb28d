// The book answers questions about locks and closed trades as if it looked at each of them.
#include "backtest/dry_book.hpp"
#include "tests/testing.hpp"
#include <random>

namespace {

using namespace tremolo;
using namespace tremolo::backtest;

constexpr timestamp start = from_epoch_ms(1'700'000'100'000);
timestamp minute(int n) { return start + std::chrono::minutes{n}; }

plugins::settings settings() {
    auto configured = std::make_shared<config::configuration>();
    configured->stake_currency = "USDT";
    plugins::settings out;
    out.strategy.timeframe = "5m";
    out.config = std::move(configured);
    return out;
}

class dry_books : public testing::Test {
  protected:
    void close(timestamp at, double profit, const std::string& pair = "AAA/USDT") {
        trading::trade t;
        t.pair = pair;
        t.open_date = start;
        t.is_open = false;
        t.close_date = at;
        t.close_profit_abs = profit;
        book_.close(book_.add(pair == "AAA/USDT" ? 0 : 1, t));
    }
    // What is there when every trade is looked at.
    [[nodiscard]] double sum_until(timestamp until) const {
        double sum = 0;
        for (const auto& t : book_.closed())
            if (*t.close_date <= until) sum += *t.close_profit_abs;
        return sum;
    }
    [[nodiscard]] std::size_t count_since(timestamp since) const {
        return static_cast<std::size_t>(
            std::ranges::count_if(book_.closed(), [&](const auto& t) { return *t.close_date > since; }));
    }

    dry_book book_{settings(), {"AAA/USDT", "BBB/USDT"}};
};

TEST_F(dry_books, count_what_closed_before_and_after_a_time) {
    EXPECT_EQ(book_.profit_until(minute(0)), 0);
    EXPECT_TRUE(book_.closed_since(minute(-1), {}).empty());
    for (int i = 0; i < 40; ++i) close(minute(i / 3), 0.1 * i - 1, i % 4 == 0 ? "BBB/USDT" : "AAA/USDT");
    for (int m = -1; m < 16; ++m) {
        EXPECT_EQ(book_.profit_until(minute(m)), sum_until(minute(m))) << m;
        EXPECT_EQ(book_.closed_since(minute(m), {}).size(), count_since(minute(m))) << m;
    }
    EXPECT_EQ(book_.closed_since(minute(-1), "BBB/USDT").size(), 10U);
    close(minute(5), 100); // a pair that ended early
    for (int m = -1; m < 16; ++m) {
        EXPECT_EQ(book_.profit_until(minute(m)), sum_until(minute(m))) << m;
        EXPECT_EQ(book_.closed_since(minute(m), {}).size(), count_since(minute(m))) << m;
    }
}

TEST_F(dry_books, know_locks_as_the_lock_book_does) {
    std::mt19937 random{7};
    const auto number = [&](int below) { return static_cast<int>(random() % static_cast<unsigned>(below)); };
    for (int m = 0; m < 2000; ++m) {
        if (number(10) == 0) {
            const auto pair = number(5) == 0 ? "*" : number(2) == 0 ? "AAA/USDT" : "BBB/USDT";
            const auto side = number(3) == 0 ? "*" : number(2) == 0 ? "long" : "short";
            (void)book_.locks().lock_pair(pair, minute(m + number(60)), "why", minute(m), side);
        }
        if (number(100) == 0) (void)book_.locks().unlock_pair("AAA/USDT", minute(m));
        const auto at = minute(number(20) == 0 ? m / 2 : m);
        for (const auto side : {strategy::direction::long_, strategy::direction::short_})
            EXPECT_EQ(book_.is_locked(1, at, side),
                      book_.locks().is_pair_locked("BBB/USDT", at, std::string{text_of(side)}))
                << m;
        EXPECT_EQ(book_.is_locked(0, at, strategy::direction::long_),
                  book_.locks().is_pair_locked("AAA/USDT", at, "long"));
    }
}

} // namespace
