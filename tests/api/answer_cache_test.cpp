#include "api/answer_cache.hpp"
#include "tests/testing.hpp"

namespace {

using tremolo::api::answer_cache;

answer_cache::body text(std::string t) { return std::make_shared<const tremolo::api::representation>(std::move(t)); }

TEST(answer_cache, knows_an_answer_only_for_what_it_was_made_for) {
    answer_cache cache;
    const answer_cache::stamp made{nullptr, 3, 1, 5};
    cache.keep("/a?", made, text("x"));
    ASSERT_TRUE(cache.find("/a?", made));
    EXPECT_EQ(*cache.find("/a?", made)->text(), "x");
    EXPECT_FALSE(cache.find("/b?", made));
    for (const answer_cache::stamp& other :
         {answer_cache::stamp{nullptr, 4, 1, 5}, {nullptr, 3, 2, 5}, {nullptr, 3, 1, 6}, {&cache, 3, 1, 5}})
        EXPECT_FALSE(cache.find("/a?", other));
    cache.keep("/a?", {nullptr, 4, 1, 5}, text("y"));
    EXPECT_FALSE(cache.find("/a?", made));
    EXPECT_EQ(*cache.find("/a?", {nullptr, 4, 1, 5})->text(), "y");
}

TEST(answer_cache, never_keeps_more_than_its_limits) {
    answer_cache few{2, 100};
    few.keep("1", {}, text("a"));
    few.keep("2", {}, text("b"));
    few.keep("3", {}, text("c"));
    EXPECT_FALSE(few.find("1", {}));
    EXPECT_TRUE(few.find("3", {}));
    answer_cache small{10, 10};
    small.keep("1", {}, text("123456"));
    small.keep("2", {}, text("123456"));
    EXPECT_FALSE(small.find("1", {}));
    EXPECT_TRUE(small.find("2", {}));
    small.keep("3", {}, text("12345678901"));
    EXPECT_FALSE(small.find("3", {}));
    EXPECT_TRUE(small.find("2", {}));
}

} // namespace
