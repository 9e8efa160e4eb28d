#include "base/error.hpp"
#include "store/database.hpp"
#include "tests/store/raw.hpp"
#include "tests/testing.hpp"

using namespace tremolo;
using namespace tremolo::store;
using testing_support::read_file;
using testing_support::shared;
using testing_support::temporary_folder;

namespace {

const std::filesystem::path recorded = shared() / "conformance" / "trades.sqlite"; // written by freqtrade 2026.9

class compatibility : public testing::Test {
  protected:
    temporary_folder folder;
    manual_clock time{from_epoch_ms(1795262400000)};
    std::filesystem::path file = folder.path() / "trades.sqlite";

    void SetUp() override {
        NEEDS_SHARED(recorded);
        std::filesystem::copy_file(recorded, file);
        std::filesystem::permissions(file, std::filesystem::perms::owner_all);
    }
    [[nodiscard]] database open() const {
        return {"sqlite:///" + file.string(), time, {durability::process, std::chrono::seconds{1}}};
    }
    // The refusal's text; the file must be as it was.
    [[nodiscard]] std::string refusal() const {
        const auto before = read_file(file);
        std::string text;
        try {
            const auto db = open();
            text = "opened";
        } catch (const operational_error& refused) { text = refused.what(); }
        EXPECT_EQ(read_file(file), before);
        return text;
    }
};

} // namespace

TEST_F(compatibility, every_column_survives_being_read_and_written) {
    const auto before = raw::connection{file}.dump();
    {
        auto db = open();
        auto trades = db.read().all_trades();
        ASSERT_EQ(trades.size(), 32U);
        std::size_t orders = 0;
        for (auto& t : trades) {
            orders += t.orders.size();
            db.update(t);
        }
        EXPECT_EQ(orders, 76U);
        for (auto& row : db.read().locks()) db.save(row);
        for (const auto& t : trades)
            for (const auto& row : db.read().custom_data_of(t.id))
                EXPECT_TRUE(decoded(row)) << row.key << " " << row.value;
        db.set_value("bot_start_time", *db.read().value("bot_start_time"));
    }
    const auto after = raw::connection{file}.dump();
    ASSERT_EQ(before.size(), 6U);
    for (const auto& [table, rows] : before) {
        ASSERT_EQ(after.at(table).size(), rows.size()) << table;
        for (std::size_t i = 0; i < rows.size(); ++i)
            for (std::size_t k = 0; k < rows[i].size(); ++k)
                EXPECT_EQ(after.at(table)[i][k], rows[i][k]) << table << ", row " << i << ", column " << k;
    }
}

TEST_F(compatibility, a_row_written_anew_is_the_same_as_freqtrades) {
    const auto before = raw::connection{file}.dump();
    const auto target = folder.path() / "copy.sqlite";
    {
        const auto source = open();
        database copy{"sqlite:///" + target.string(), time, {durability::process, std::chrono::seconds{1}}};
        for (auto t : source.read().all_trades()) {
            t.id = 0;
            for (auto& o : t.orders) o.id = 0;
            copy.insert(t);
        }
    }
    const auto after = raw::connection{target}.dump();
    ASSERT_EQ(after.at("trades").size(), before.at("trades").size());
    for (std::size_t i = 0; i < after.at("trades").size(); ++i)
        for (std::size_t k = 1; k < after.at("trades")[i].size(); ++k)
            EXPECT_EQ(after.at("trades")[i][k], before.at("trades")[i][k]) << "row " << i << ", column " << k;
}

TEST_F(compatibility, a_new_database_has_freqtrades_schema_to_the_letter) {
    const auto ours = folder.path() / "new.sqlite";
    { database db{"sqlite:///" + ours.string(), time}; }
    const auto query = "select type, name, tbl_name, sql from sqlite_master order by type, name";
    EXPECT_EQ(raw::connection{ours}.rows(query), raw::connection{file}.rows(query));
}

TEST_F(compatibility, older_schemas_are_refused_by_what_they_lack) {
    {
        const raw::connection sql{file};
        sql.run("alter table trades drop column record_version");
        sql.run("alter table orders drop column ft_order_tag");
        sql.run("drop table wallet_history");
    }
    const auto text = refusal();
    EXPECT_NE(text.find("lacks column trades.record_version, column orders.ft_order_tag, table wallet_history"),
              std::string::npos)
        << text;
    EXPECT_NE(text.find("start freqtrade 2026.9 with it once"), std::string::npos) << text;
}

TEST_F(compatibility, damaged_files_are_refused_and_left_alone) {
    auto bytes = read_file(file);
    const auto write = [&](const std::string& content) {
        std::ofstream{file, std::ios::binary | std::ios::trunc} << content;
    };
    auto broken = bytes;
    for (std::size_t i = 8192; i < 3 * 8192; ++i) broken[i] = static_cast<char>(i * 31);
    write(broken);
    EXPECT_NE(refusal().find("is damaged"), std::string::npos) << refusal();
    write(bytes.substr(0, bytes.size() / 2));
    EXPECT_NE(refusal().find("is damaged"), std::string::npos) << refusal();
    write("this is no database, though it is long enough to look at");
    EXPECT_NE(refusal().find("is no SQLite database"), std::string::npos) << refusal();
    write("short");
    EXPECT_NE(refusal().find("is no SQLite database"), std::string::npos) << refusal();
}

TEST_F(compatibility, another_programs_transaction_is_waited_for_and_then_named) {
    auto db = open();
    const raw::connection other{file};
    other.run("begin immediate");
    try {
        db.set_value("startup_time", time.now());
        FAIL();
    } catch (const operational_error& refused) {
        EXPECT_NE(std::string{refused.what()}.find("is locked by another program"), std::string::npos)
            << refused.what();
    }
    EXPECT_EQ(db.read().all_trades().size(), 32U); // reading goes on
    other.run("rollback");
    db.set_value("startup_time", time.now());
    EXPECT_EQ(std::get<timestamp>(*db.read().value("startup_time")), time.now());
}
