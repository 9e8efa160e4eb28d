// Searching in trades: filters, both orders, and pages that begin where the last one ended.
#include "store/database.hpp"
#include "tests/testing.hpp"

using namespace tremolo;
using namespace tremolo::store;
using namespace std::chrono_literals;

namespace {

using ids = std::vector<std::int64_t>;
const timestamp noon = from_epoch_ms(1795262400000);

struct trade_search_test : testing::Test {
    testing_support::temporary_folder folder;
    manual_clock time{noon};
    database db{"sqlite:///" + (folder.path() / "trades.sqlite").string(), time, {durability::process, 1s}};

    // Ids 1 to 8: closed at noon plus 1, 1, 2, 2, 3, 3 hours, the last two open; pairs and strategies in turns.
    void SetUp() override {
        for (int i = 0; i < 8; ++i) {
            trading::trade t;
            t.exchange = "binance";
            t.pair = i % 2 == 0 ? "ETH/USDT" : "it's \"odd\"; --";
            t.strategy = i % 3 == 0 ? "First" : "Second";
            t.open_rate = 1;
            t.open_date = noon + std::chrono::hours{i};
            t.is_open = i >= 6;
            if (!t.is_open) t.close_date = noon + std::chrono::hours{i / 2 + 1};
            db.insert(t);
        }
    }
    // A search with a filter that `change` makes of the empty one.
    template <class Change>
    static trade_search by(Change change) {
        trade_search wanted;
        change(wanted.filter);
        return wanted;
    }
    [[nodiscard]] ids found(const trade_search& wanted) const {
        ids list;
        for (const auto& t : db.read().find_trades(wanted)) list.push_back(t.id);
        return list;
    }
};

TEST_F(trade_search_test, filters) {
    EXPECT_EQ(found({}), (ids{1, 2, 3, 4, 5, 6}));
    EXPECT_EQ(found(by([](auto& f) { f.is_open = true; })), (ids{7, 8}));
    EXPECT_EQ(found(by([](auto& f) { f.pair = "ETH/USDT"; })), (ids{1, 3, 5}));
    EXPECT_EQ(found(by([](auto& f) { f.pair = "it's \"odd\"; --"; })), (ids{2, 4, 6}));
    EXPECT_EQ(found(by([](auto& f) { f.pair = "ETH/USDT' or '1'='1"; })), ids{});
    EXPECT_EQ(found(by([](auto& f) { f.strategy = "First"; })), (ids{1, 4}));
    EXPECT_EQ(found(by([](auto& f) { f.since = noon + 2h; })), (ids{3, 4, 5, 6}));
    EXPECT_EQ(found(by([](auto& f) { f.until = noon + 2h; })), (ids{1, 2}));
    const auto several = by([](auto& f) {
        f.since = noon + 2h;
        f.until = noon + 3h;
        f.pair = "ETH/USDT";
    });
    EXPECT_EQ(found(several), ids{3});
    EXPECT_EQ(db.read().count_trades(several.filter), 1);
    EXPECT_EQ(db.read().count_trades({}), 6);
    const auto opened = by([](auto& f) { // by their opening
        f.is_open = true;
        f.since = noon + 7h;
    });
    EXPECT_EQ(found(opened), ids{8});
}

TEST_F(trade_search_test, pages_join_without_gap_and_overlap) {
    for (const auto sorted : {page::order::by_id, page::order::newest_close_first}) {
        trade_search wanted{.sorted = sorted, .limit = 4};
        ids all = found(wanted);
        const auto last = db.read().trade(all.back());
        wanted.behind = trade_position{last->id, *last->close_date};
        for (const auto id : found(wanted)) all.push_back(id);
        EXPECT_EQ(all, sorted == page::order::by_id ? (ids{1, 2, 3, 4, 5, 6}) : (ids{6, 5, 4, 3, 2, 1}));
    }
    EXPECT_EQ(found({.limit = 2, .offset = 3}), (ids{4, 5}));
}

} // namespace
