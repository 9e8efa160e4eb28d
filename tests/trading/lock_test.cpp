#include "tests/trading/vectors.hpp"
#include "trading/lock.hpp"

using namespace tremolo;
using namespace tremolo::trading;
using namespace trading_vectors;

namespace {

std::string side_of(const object& step, std::size_t position) {
    const auto& args = step.at("args").as_array();
    if (args.size() > position) return args[position].is_null() ? "*" : std::string{args[position].as_string()};
    return text_or(step.at("kwargs").as_object(), "side", "*");
}

// Ids as the database would give them.
void number_rows(lock_book& book, lock_book::locked made) {
    if (made.added) made.row->id = static_cast<std::int64_t>(book.rows().size());
}

void replay(lock_book& book, const object& step) {
    const auto call = step.at("call").as_string();
    const auto& args = step.at("args").as_array();
    // A time of its own comes second, but for lock_pair, whose second is the end.
    const bool timed = call != "lock_pair" && args.size() > 1 && args[1].is_number();
    const auto now = ms_at(timed ? args[1] : step.at("at"));
    const auto first =
        args.empty() || args[0].is_null() ? std::optional<std::string>{} : std::string{args[0].as_string()};
    const auto& expected = step.at("result");
    if (call == "lock_pair") {
        const auto made =
            book.lock_pair(*first, ms_at(args[1]), std::string{args[2].as_string()}, now, side_of(step, 3));
        number_rows(book, made);
        EXPECT_EQ(made.row->id, expected.as_int64()) << step;
    } else if (call == "is_pair_locked") {
        EXPECT_EQ(book.is_pair_locked(*first, now, side_of(step, 2)), expected.as_bool()) << step;
    } else if (call == "is_global_lock") {
        EXPECT_EQ(book.is_global_lock(now, side_of(step, 1)), expected.as_bool()) << step;
    } else if (call == "get_pair_longest_lock") {
        const auto* found = book.longest(*first, now, side_of(step, 2));
        EXPECT_EQ(found ? value(found->id) : value(nullptr), expected) << step;
    } else if (call == "get_pair_locks") {
        const bool any_side = args.size() < 3;
        const auto found =
            any_side && !first ? book.active_of_any_side(now) : book.active(now, first, side_of(step, 2));
        array ids;
        for (const auto* row : found) ids.push_back(row->id);
        EXPECT_EQ(value(ids), expected) << step;
    } else if (call == "unlock_pair") {
        for (const auto* row : book.unlock_pair(*first, now, side_of(step, 2))) EXPECT_FALSE(row->active);
    } else if (call == "unlock_reason") {
        for (const auto* row : book.unlock_reason(*first, now)) EXPECT_EQ(row->reason, first);
    } else {
        FAIL() << "a call that is not known: " << call;
    }
}

} // namespace

TEST(locks, follow_every_recorded_call) {
    lock_book book{"5m"};
    const auto document = engine("locks.json");
    ASSERT_GT(document.at("steps").as_array().size(), 20U);
    for (const auto& entry : document.at("steps").as_array()) {
        const auto& step = entry.as_object();
        replay(book, step);
        array rows;
        for (const auto& row : book.rows())
            rows.push_back({row.pair, row.side, epoch_ms(row.lock_end_time),
                            row.reason ? value(*row.reason) : value(nullptr), row.active});
        EXPECT_EQ(value(rows), step.at("locks")) << step;
    }
}

TEST(locks, are_taken_over_as_stored) {
    lock_book book{"1h"};
    const auto now = from_epoch_ms(1767261720000);
    book.load({{7, "*", "*", {}, now, now + std::chrono::hours{1}, true}});
    EXPECT_TRUE(book.is_pair_locked("ETH/USDT", now, "long"));
    EXPECT_FALSE(
        book.is_pair_locked("ETH/USDT", now + std::chrono::hours{1}, "long")); // one that ends now binds no more
    ASSERT_NE(book.find(7), nullptr);
    EXPECT_EQ(book.find(8), nullptr);
}
