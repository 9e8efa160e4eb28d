#include "base/error.hpp"
#include "store/database.hpp"
#include "tests/store/raw.hpp"
#include "tests/testing.hpp"
#include <csignal>
#include <random>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

using namespace tremolo;
using namespace tremolo::store;
using testing_support::temporary_folder;

namespace {

const database_options quick{durability::process, std::chrono::seconds{1}};

trading::trade make_trade(const std::string& order_id) {
    trading::trade t;
    t.exchange = "binance";
    t.pair = "ETH/USDT";
    t.open_date = from_epoch_ms(1795262400000);
    t.strategy = std::string(100, 'x');
    for (const auto* suffix : {"a", "b"}) {
        trading::order o;
        o.ft_order_side = "buy";
        o.ft_pair = t.pair;
        o.order_id = order_id + suffix;
        t.orders.push_back(o);
    }
    return t;
}

// Runs `work` in a process of its own; its exit code, or minus the signal that ended it.
template <class Work>
int in_child(Work&& work) {
    const auto child = fork();
    if (child == 0) {
        int code = 99;
        try {
            code = work();
        } catch (...) { code = 98; }
        _exit(code);
    }
    int status = 0;
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

bool refuses_with(const std::string& url, const std::string& words) {
    const manual_clock time{timestamp{}};
    try {
        database db{url, time, quick};
    } catch (const operational_error& refused) { return std::string{refused.what()}.find(words) != std::string::npos; }
    return false;
}

class hardship : public testing::Test {
  protected:
    temporary_folder folder;
    manual_clock time{from_epoch_ms(1795262400000)};
    std::filesystem::path file = folder.path() / "trades.sqlite";
    std::string url = "sqlite:///" + file.string();
};

} // namespace

TEST_F(hardship, what_was_acknowledged_survives_being_killed) {
    std::mt19937 random{20261121};
    { database db{url, time, quick}; }
    std::vector<std::int64_t> acknowledged;
    for (int round = 0; round < 5; ++round) {
        int ends[2];
        ASSERT_EQ(pipe(ends), 0);
        const auto child = fork();
        if (child == 0) {
            database db{url, time, quick};
            for (int i = 0;; ++i) {
                auto t = make_trade(std::to_string(round) + "-" + std::to_string(i));
                db.insert(t);
                if (write(ends[1], &t.id, sizeof t.id) != sizeof t.id) _exit(1);
            }
        }
        close(ends[1]);
        std::this_thread::sleep_for(std::chrono::milliseconds{60 + random() % 120});
        kill(child, SIGKILL);
        std::int64_t id = 0;
        while (read(ends[0], &id, sizeof id) == sizeof id) acknowledged.push_back(id);
        close(ends[0]);
        int status = 0;
        waitpid(child, &status, 0);
        ASSERT_TRUE(WIFSIGNALED(status));

        const database db{url, time, quick};
        const auto trades = db.read().trades(acknowledged);
        EXPECT_EQ(trades.size(), acknowledged.size()) << "round " << round;
        for (const auto& t : trades) EXPECT_EQ(t.orders.size(), 2U) << t.id;
        // Nothing half-done either.
        for (const auto& t : db.read().all_trades()) EXPECT_EQ(t.orders.size(), 2U) << t.id;
    }
    EXPECT_GT(acknowledged.size(), 20U);
}

TEST_F(hardship, a_full_disk_changes_nothing_and_is_told) {
    { database db{url, time, quick}; }
    int ends[2];
    ASSERT_EQ(pipe(ends), 0);
    const auto code = in_child([&] {
        database db{url, time, quick};
        signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{512 * 1024, 512 * 1024};
        setrlimit(RLIMIT_FSIZE, &limit);
        for (int i = 0; i < 5000; ++i) {
            auto t = make_trade(std::to_string(i));
            try {
                db.insert(t);
            } catch (const operational_error& failed) {
                if (std::string{failed.what()}.find("disk is full") == std::string::npos) return 2;
                if (t.id != 0) return 3;
                return db.read().all_trades().size() == static_cast<std::size_t>(i) ? 0 : 4;
            }
            if (write(ends[1], &t.id, sizeof t.id) != sizeof t.id) return 5;
        }
        return 1;
    });
    EXPECT_EQ(code, 0);
    close(ends[1]);
    std::vector<std::int64_t> acknowledged;
    std::int64_t id = 0;
    while (read(ends[0], &id, sizeof id) == sizeof id) acknowledged.push_back(id);
    close(ends[0]);
    database db{url, time, quick};
    EXPECT_GT(acknowledged.size(), 10U);
    EXPECT_EQ(db.read().all_trades().size(), acknowledged.size());
    auto t = make_trade("later"); // with room again, it goes on
    db.insert(t);
}

TEST_F(hardship, a_file_that_may_not_be_written_is_told) {
    {
        database db{url, time, quick};
        auto t = make_trade("1");
        db.insert(t);
    }
    raw::connection{file}.run("pragma journal_mode = delete");
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0555});
    std::filesystem::permissions(file, std::filesystem::perms{0444});
    const auto code = in_child([&] {
        constexpr uid_t nobody = 65534;
        if (geteuid() == 0 && setuid(nobody) != 0) return 1;
        return refuses_with(url, "is read-only") ? 0 : 2;
    });
    EXPECT_EQ(code, 0);
    std::filesystem::permissions(folder.path(), std::filesystem::perms{0755});
}

TEST_F(hardship, places_where_no_database_can_be_are_told) {
    EXPECT_TRUE(refuses_with("sqlite:///" + (folder.path() / "nowhere" / "t.sqlite").string(), "cannot be opened"));
    EXPECT_TRUE(refuses_with("sqlite:///" + folder.path().string(), "is no file"));
}

TEST_F(hardship, readers_on_other_threads_are_not_disturbed_by_the_writer) {
    database db{url, time, quick};
    std::atomic<bool> done = false;
    std::vector<std::thread> readers;
    std::atomic<int> reads = 0;
    for (int i = 0; i < 3; ++i) {
        readers.emplace_back([&] {
            const auto reader = db.open_reader();
            std::size_t before = 0;
            while (!done) {
                const auto trades = reader.all_trades();
                EXPECT_GE(trades.size(), before);
                for (const auto& t : trades) EXPECT_EQ(t.orders.size(), 2U);
                before = trades.size();
                ++reads;
            }
        });
    }
    for (int i = 0; i < 150; ++i) {
        auto t = make_trade(std::to_string(i));
        db.insert(t);
    }
    done = true;
    for (auto& reader : readers) reader.join();
    EXPECT_GT(reads, 0);
    EXPECT_EQ(db.read().all_trades().size(), 150U);
}
