// The table of answers to requests with a key.
#include "store/database.hpp"
#include "tests/store/raw.hpp"
#include "tests/testing.hpp"

using namespace tremolo;
using namespace tremolo::store;
using namespace std::chrono_literals;
using testing_support::temporary_folder;

namespace {

struct answer_table_test : testing::Test {
    temporary_folder folder;
    manual_clock time{from_epoch_ms(1795262400000)};
    std::string url = "sqlite:///" + (folder.path() / "trades.sqlite").string();
    timestamp week_ago() const { return time.now() - 168h; }
};

TEST_F(answer_table_test, a_key_is_claimed_once_and_survives_its_session) {
    database db{url, time, {durability::process, 1s}};
    {
        auto table = db.open_answers();
        EXPECT_FALSE(table.claim("k", "what", time.now(), week_ago()));
        const auto begun = table.claim("k", "other", time.now(), week_ago());
        ASSERT_TRUE(begun);
        EXPECT_EQ(begun->content, "what");
        EXPECT_FALSE(begun->status);
        table.answer("k", 502, "{\"error\":\"it's 'quoted' \xc3\xa9\"}");
    }
    auto table = db.open_answers();
    const auto found = table.claim("k", "what", time.now(), week_ago());
    ASSERT_TRUE(found);
    EXPECT_EQ(found->status, 502);
    EXPECT_EQ(found->body, "{\"error\":\"it's 'quoted' \xc3\xa9\"}");
    EXPECT_FALSE(table.claim("K'; drop table trades; --", "x", time.now(), week_ago()));
    EXPECT_TRUE(table.claim("K'; drop table trades; --", "x", time.now(), week_ago()));
}

TEST_F(answer_table_test, old_keys_are_forgotten) {
    database db{url, time, {durability::process, 1s}};
    auto table = db.open_answers();
    EXPECT_FALSE(table.claim("k", "what", time.now(), week_ago()));
    time.advance(167h);
    EXPECT_TRUE(table.claim("k", "what", time.now(), week_ago()));
    time.advance(2h);
    EXPECT_FALSE(table.claim("k", "what", time.now(), week_ago()));
}

TEST_F(answer_table_test, the_database_has_the_table_only_where_it_is_used_and_opens_with_it) {
    { database db{url, time, {durability::process, 1s}}; }
    const raw::connection before{folder.path() / "trades.sqlite"};
    const auto tables = [&] {
        return before.rows("select name from sqlite_master where name = 'tremolo_answers'").size();
    };
    EXPECT_EQ(tables(), 0U);
    {
        database db{url, time, {durability::process, 1s}};
        static_cast<void>(db.open_answers().claim("k", "what", time.now(), week_ago()));
    }
    EXPECT_EQ(tables(), 1U);
    database again{url, time, {durability::process, 1s}};
    EXPECT_EQ(again.read().count_closed(), 0);
}

TEST_F(answer_table_test, it_waits_for_the_bots_transaction_and_the_bot_for_it) {
    database db{url, time, {durability::process, 5s}};
    auto table = db.open_answers();
    for (int i = 0; i < 20; ++i) {
        db.set_value("a", std::int64_t{i});
        EXPECT_FALSE(table.claim(std::to_string(i), "what", time.now(), week_ago()));
        db.set_value("b", std::int64_t{i});
        table.answer(std::to_string(i), 200, "{}");
    }
    EXPECT_EQ(db.read().value("b"), stored_value{std::int64_t{19}});
}

} // namespace
