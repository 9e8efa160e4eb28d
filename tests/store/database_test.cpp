#include "base/error.hpp"
#include "store/database.hpp"
#include "tests/testing.hpp"
#include <set>

using namespace tremolo;
using namespace tremolo::store;
using testing_support::temporary_folder;

namespace {

const timestamp noon = from_epoch_ms(1795262400000);

std::string url_of(const std::filesystem::path& file) { return "sqlite:///" + file.string(); }

trading::order make_order(const std::string& id, const std::string& side) {
    trading::order o;
    o.order_id = id;
    o.ft_order_side = side;
    o.ft_pair = "ETH/USDT";
    o.ft_amount = 0.5;
    o.ft_price = 2000;
    o.status = "closed";
    o.ft_is_open = false;
    o.filled = 0.5;
    o.average = 2001.25;
    o.cost = 1000.625;
    o.order_date = noon;
    return o;
}

trading::trade make_trade(const std::string& id) {
    trading::trade t;
    t.exchange = "binance";
    t.pair = "ETH/USDT";
    t.base_currency = "ETH";
    t.stake_currency = "USDT";
    t.open_rate = 2000;
    t.open_date = noon;
    t.stake_amount = 1000;
    t.amount = 0.5;
    t.orders.push_back(make_order(id, "buy"));
    return t;
}

class store_test : public testing::Test {
  protected:
    temporary_folder folder;
    manual_clock time{noon};
    std::filesystem::path file = folder.path() / "a folder with blanks" / "trades.sqlite";
    void SetUp() override { std::filesystem::create_directories(file.parent_path()); }
    [[nodiscard]] database open(database_options options = {durability::process, std::chrono::seconds{1}}) const {
        return {url_of(file), time, options};
    }
};

} // namespace

TEST_F(store_test, gives_ids_as_sqlite_does_and_finds_trades_again) {
    auto db = open();
    auto first = make_trade("1");
    auto second = make_trade("2");
    second.orders.push_back(make_order("3", "sell"));
    db.insert(first);
    db.insert(second);
    EXPECT_EQ(first.id, 1);
    EXPECT_EQ(second.id, 2);
    EXPECT_EQ(second.orders[1].id, 3);
    EXPECT_EQ(second.orders[1].trade_id, 2);

    second.is_open = false;
    second.close_date = noon + std::chrono::microseconds{1};
    second.close_profit_abs = 12.5;
    second.orders.push_back(make_order("4", "sell"));
    db.update(second);
    EXPECT_EQ(second.orders[2].id, 4);

    const auto reader = db.open_reader();
    ASSERT_EQ(reader.open_trades().size(), 1U);
    const auto found = reader.trade(2);
    ASSERT_TRUE(found);
    EXPECT_FALSE(found->is_open);
    EXPECT_EQ(found->close_date, second.close_date);
    EXPECT_EQ(found->orders.size(), 3U);
    EXPECT_EQ(found->orders[0].average, 2001.25);
    EXPECT_EQ(reader.total_closed_profit(), 12.5);
    EXPECT_EQ(reader.count_closed(), 1);
    EXPECT_FALSE(reader.trade(3));
    EXPECT_EQ(reader.first_open_date(), noon);

    EXPECT_TRUE(db.delete_trade(2));
    EXPECT_FALSE(db.delete_trade(2));
    EXPECT_FALSE(reader.trade(2));
    auto third = make_trade("5");
    db.insert(third);
    EXPECT_EQ(third.id, 2); // the id of a deleted last row is given again
    EXPECT_EQ(third.orders[0].id, 2);
}

TEST_F(store_test, mends_rows_as_old_versions_left_them) {
    auto db = open();
    auto with_orders = [&](const std::string& id, bool is_open) {
        auto t = make_trade("dry_run_buy_" + id);
        t.is_open = is_open;
        if (!is_open) t.close_date = noon;
        t.leverage = 4;
        t.max_stake_amount = 1000;
        t.record_version = 1;
        t.orders.push_back(make_order("dry_run_sell_" + id, "sell"));
        t.orders.push_back(make_order(id, "stoploss"));
        t.orders.push_back(make_order("dry_run_stop_" + id, "stoploss"));
        for (std::size_t i = 1; i < 4; ++i) t.orders[i].ft_is_open = true;
        db.insert(t);
        return t.id;
    };
    const auto closed = with_orders("1", false);
    const auto still_open = with_orders("2", true);
    for (int times = 0; times < 2; ++times) {
        db.mend_old_rows();
        const auto mended = *db.read().trade(closed);
        EXPECT_FALSE(mended.orders[1].ft_is_open);
        EXPECT_TRUE(mended.orders[2].ft_is_open) << "an exchange has it";
        EXPECT_FALSE(mended.orders[3].ft_is_open);
        EXPECT_EQ(mended.max_stake_amount, 250);
        EXPECT_EQ(mended.record_version, 2);
        const auto other = *db.read().trade(still_open);
        EXPECT_TRUE(other.orders[1].ft_is_open);
        EXPECT_TRUE(other.orders[2].ft_is_open);
        EXPECT_FALSE(other.orders[3].ft_is_open);
        EXPECT_EQ(other.max_stake_amount, 1000);
        EXPECT_EQ(other.record_version, 1);
    }
}

TEST_F(store_test, makes_changes_together_or_not_at_all) {
    auto db = open();
    auto t = make_trade("1");
    {
        transaction lost{db};
        db.insert(t);
        EXPECT_EQ(db.read().all_trades().size(), 1U);
        EXPECT_EQ(db.open_reader().all_trades().size(), 0U);
    }
    EXPECT_EQ(db.read().all_trades().size(), 0U);
    t.id = t.orders[0].id = 0;
    {
        transaction outer{db};
        db.insert(t);
        {
            transaction inner{db};
            db.set_value("startup_time", noon);
            inner.commit();
        }
        outer.commit();
    }
    EXPECT_EQ(db.open_reader().all_trades().size(), 1U);
    EXPECT_EQ(std::get<timestamp>(*db.read().value("startup_time")), noon);

    // An inner part that fails takes all with it, also when its failure was swallowed.
    auto twin = make_trade("1"); // the same order once more
    {
        transaction outer{db};
        db.set_value("startup_time", noon + std::chrono::hours{1});
        EXPECT_THROW(db.insert(twin), operational_error);
        EXPECT_THROW(outer.commit(), operational_error);
    }
    EXPECT_EQ(twin.id, 0);
    EXPECT_EQ(db.read().all_trades().size(), 1U);
    EXPECT_EQ(std::get<timestamp>(*db.read().value("startup_time")), noon);
    db.set_value("startup_time", noon + std::chrono::hours{1});
    EXPECT_EQ(std::get<timestamp>(*db.read().value("startup_time")), noon + std::chrono::hours{1});
}

TEST_F(store_test, keeps_what_was_stored_when_opened_again) {
    {
        auto db = open();
        auto t = make_trade("1");
        db.insert(t);
    }
    const auto db = open();
    EXPECT_EQ(db.read().all_trades().size(), 1U);
}

TEST_F(store_test, pages_closed_trades) {
    auto db = open();
    for (int i = 0; i < 7; ++i) {
        auto t = make_trade(std::to_string(i));
        t.is_open = i == 3;
        if (!t.is_open) t.close_date = noon + std::chrono::minutes{i % 2 == 0 ? i : -i};
        db.insert(t);
    }
    const auto ids = [](const std::vector<trading::trade>& trades) {
        std::vector<std::int64_t> list;
        for (const auto& t : trades) {
            EXPECT_EQ(t.orders.size(), 1U);
            list.push_back(t.id);
        }
        return list;
    };
    using list = std::vector<std::int64_t>;
    const auto& reader = db.read();
    EXPECT_EQ(ids(reader.closed_trades({page::order::by_id, 3, 1})), (list{2, 3, 5}));
    EXPECT_EQ(ids(reader.closed_trades({page::order::by_id, {}, 0})), (list{1, 2, 3, 5, 6, 7}));
    EXPECT_EQ(ids(reader.closed_trades({page::order::newest_close_first, 4, 0})), (list{7, 5, 3, 1}));
    EXPECT_EQ(ids(reader.closed_trades({page::order::newest_close_first, 4, 4})), (list{2, 6}));
    EXPECT_EQ(ids(reader.trades({6, 99, 1})), (list{6, 1}));
    EXPECT_EQ(ids(reader.closed_trades_since(noon)), (list{3, 5, 7}));
    EXPECT_EQ(ids(reader.closed_trades_since(noon, "BTC/USDT")), list{});
}

TEST_F(store_test, streams_closed_trades_with_their_sums) {
    auto db = open();
    auto t = make_trade("1");
    t.is_open = false;
    t.close_date = noon;
    t.enter_tag = "dip";
    t.close_profit = 0.05;
    t.orders.push_back(make_order("2", "buy"));
    t.orders.back().average.reset();
    t.orders.back().price = 10.0;
    t.orders.push_back(make_order("3", "buy"));
    t.orders.back().filled = 0.0; // cancelled empty: no part of the costs
    t.orders.back().status = "canceled";
    t.orders.push_back(make_order("4", "sell"));
    for (auto& o : t.orders) o.order_filled_date = noon;
    t.orders.push_back(make_order("6", "sell")); // nobody knows when it was filled: no part of the volume
    db.insert(t);
    auto other = make_trade("5");
    db.insert(other);

    int rows = 0;
    db.read().for_each_closed([&](const closed_trade_row& row) {
        ++rows;
        EXPECT_EQ(row.id, 1);
        EXPECT_EQ(row.pair, "ETH/USDT");
        EXPECT_EQ(row.enter_tag, "dip");
        EXPECT_FALSE(row.exit_reason);
        EXPECT_EQ(row.close_profit, 0.05);
        EXPECT_EQ(row.close_date, noon);
        EXPECT_EQ(row.entry_cost, 0.5 * 2001.25 + 0.5 * 10.0);
        EXPECT_EQ(row.volume, 3 * 1000.625);
    });
    EXPECT_EQ(rows, 1);
    EXPECT_THROW(db.read().for_each_closed([](const closed_trade_row&) { throw std::logic_error{"mine"}; }),
                 std::logic_error);
}

TEST_F(store_test, keeps_locks) {
    auto db = open();
    trading::lock row{0, "ETH/USDT", "long", "Auto lock", noon, noon + std::chrono::minutes{5}, true};
    db.save(row);
    EXPECT_EQ(row.id, 1);
    auto late = row;
    late.id = 0;
    late.reason.reset();
    late.lock_end_time += std::chrono::hours{1};
    db.save(late);
    EXPECT_EQ(db.read().locks(noon).size(), 2U);
    EXPECT_EQ(db.read().locks(noon + std::chrono::minutes{5}).size(), 1U);
    row.active = false;
    db.save(row);
    ASSERT_EQ(db.read().locks(noon).size(), 1U);
    EXPECT_FALSE(db.read().locks(noon)[0].reason);
    EXPECT_EQ(db.read().locks().size(), 2U);
    EXPECT_TRUE(db.delete_lock(1));
    EXPECT_FALSE(db.delete_lock(1));
    row.id = 77;
    EXPECT_THROW(db.save(row), operational_error);
}

TEST_F(store_test, keeps_custom_data_with_its_types) {
    auto db = open();
    auto t = make_trade("1");
    db.insert(t);
    const auto keep = [&](const char* key, const boost::json::value& value, const char* type, const char* text) {
        db.set_custom_data(t.id, key, value);
        const auto rows = db.read().custom_data_of(t.id, key);
        ASSERT_EQ(rows.size(), 1U) << key;
        EXPECT_EQ(rows[0].type, type);
        EXPECT_EQ(rows[0].value, text);
        EXPECT_EQ(decoded(rows[0]), value) << key;
    };
    keep("flag", true, "bool", "True");
    keep("count", 42, "int", "42");
    keep("ratio", 0.5, "float", "0.5");
    keep("whole", 3.0, "float", "3.0");
    keep("small", 1e-7, "float", "1e-07");
    keep("large", 1e16, "float", "1e+16");
    keep("text", "a \"b\"", "str", "a \"b\"");
    keep("list", boost::json::parse(R"([1, "é\n😀", null, {"a": true}])"), "list",
         R"([1, "\u00e9\n\ud83d\ude00", null, {"a": true}])");
    keep("none", nullptr, "NoneType", "null");

    time.advance(std::chrono::minutes{1});
    db.set_custom_data(t.id, "COUNT", 43); // keys are compared without regard to case
    const auto counted = db.read().custom_data_of(t.id, "count");
    ASSERT_EQ(counted.size(), 1U);
    EXPECT_EQ(counted[0].value, "43");
    EXPECT_EQ(counted[0].created_at, noon);
    EXPECT_EQ(counted[0].updated_at, noon + std::chrono::minutes{1});
    EXPECT_EQ(db.read().custom_data_of(t.id, "%l%").size(), 5U); // flag, whole, small, large, list
    db.delete_custom_data(t.id, "s%");
    EXPECT_EQ(db.read().custom_data_of(t.id).size(), 8U);
    db.delete_trade(t.id);
    EXPECT_TRUE(db.read().custom_data_of(t.id).empty());
    EXPECT_FALSE(decoded({0, 1, "k", "int", "abc", noon, {}}));
    EXPECT_FALSE(decoded({0, 1, "k", "dict", "{", noon, {}}));
}

TEST_F(store_test, keeps_values_and_the_wallets_history) {
    auto db = open();
    EXPECT_FALSE(db.read().value("bot_start_time"));
    db.set_value("bot_start_time", noon);
    db.set_value("wallet_history_migration", std::int64_t{1});
    db.set_value("a", 0.25);
    db.set_value("b", std::string{"text"});
    EXPECT_EQ(std::get<timestamp>(*db.read().value("bot_start_time")), noon);
    EXPECT_EQ(std::get<std::int64_t>(*db.read().value("wallet_history_migration")), 1);
    EXPECT_EQ(std::get<double>(*db.read().value("a")), 0.25);
    EXPECT_EQ(std::get<std::string>(*db.read().value("b")), "text");
    db.set_value("a", std::string{"now a text"});
    EXPECT_EQ(std::get<std::string>(*db.read().value("a")), "now a text");
    db.delete_value("a");
    EXPECT_FALSE(db.read().value("a"));

    std::vector<wallet_record> day(2);
    day[0] = {0, noon, "USDT", 1.0, "USDT", 900, 900.0, {}, {}, 1, true};
    day[1] = {0, noon, "ETH", {}, "USDT", 0.5, {}, {}, {}, 1, false};
    db.insert(day);
    EXPECT_EQ(day[1].id, 2);
    EXPECT_THROW(db.insert(day), operational_error); // the second time a day: as a whole
    const auto rows = db.read().wallet_history();
    ASSERT_EQ(rows.size(), 2U);
    EXPECT_FALSE(rows[1].rate);
    EXPECT_FALSE(rows[1].bot_managed);
    EXPECT_EQ(rows[0].total_quote, 900.0);
}

TEST_F(store_test, is_shared_with_readers_in_memory_too) {
    std::filesystem::path where;
    {
        database db{"sqlite://", time};
        auto t = make_trade("1");
        db.insert(t);
        const auto reader = db.open_reader();
        EXPECT_EQ(reader.all_trades().size(), 1U);
        database other{"sqlite://", time};
        EXPECT_EQ(other.read().all_trades().size(), 0U);
    }
}

TEST(location, reads_the_urls_of_freqtrade) {
    EXPECT_EQ(parse_url("sqlite:///tradesv3.sqlite").file, "tradesv3.sqlite");
    EXPECT_EQ(parse_url("sqlite:////data/t.sqlite").file, "/data/t.sqlite");
    EXPECT_EQ(parse_url("sqlite:///user_data/t.sqlite?timeout=3").file, "user_data/t.sqlite");
    EXPECT_TRUE(parse_url("sqlite://").in_memory());
    for (const auto* url :
         {"", "sqlite:///", "sqlite://host/file", "postgresql+psycopg2://u@h/db", "mysql://x", "/a/file.sqlite"})
        EXPECT_THROW((void)parse_url(url), configuration_error) << url;
}
