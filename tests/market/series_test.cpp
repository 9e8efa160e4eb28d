#include "base/error.hpp"
#include "market/series.hpp"
#include "market/text_series.hpp"
#include "tests/testing.hpp"
#include <random>

namespace tremolo::market {
namespace {

using list = std::vector<double>;

// Equal, missing values included.
void expect_same(const series& got, const list& expected) {
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (std::isnan(expected[i]))
            EXPECT_TRUE(std::isnan(got[i])) << "row " << i << ": " << got[i];
        else
            EXPECT_EQ(got[i], expected[i]) << "row " << i;
    }
}
void expect_same(const mask& got, const std::vector<bool>& expected) {
    ASSERT_EQ(got.size(), expected.size());
    for (std::size_t i = 0; i < expected.size(); ++i) EXPECT_EQ(got[i], expected[i]) << "row " << i;
}

TEST(series, computes_row_by_row) {
    const series a{{1, 2, missing}}, b{{10, 20, 30}};
    expect_same(a + b, {11, 22, missing});
    expect_same(b - a, {9, 18, missing});
    expect_same(a * 2, {2, 4, missing});
    expect_same(1 - a, {0, -1, missing});
    expect_same(1.0 / a, {1, 0.5, missing});
    expect_same(-a, {-1, -2, missing});
    expect_same(max(a, series{{0, 5, 1}}), {1, 5, missing});
    expect_same(min(a, series{{0, 5, 1}}), {0, 2, missing});
    expect_same(series{{-7, 7, 7.5}} % 3, {2, 1, 1.5});
}

TEST(series, keeps_integers_integers_as_pandas_does) {
    const series i{{1, 2, 3}, dtype::int64};
    EXPECT_EQ((i + 1).type(), dtype::int64);
    EXPECT_EQ((i + 1.0).type(), dtype::float64);
    EXPECT_EQ((i / 2).type(), dtype::float64);
    EXPECT_EQ((i % 2).type(), dtype::int64);
    EXPECT_EQ((i % 0).type(), dtype::float64);
    EXPECT_EQ((-i).type(), dtype::int64);
    EXPECT_EQ(i.abs().type(), dtype::int64);
    EXPECT_EQ(i.cumsum().type(), dtype::int64);
    EXPECT_EQ(i.diff().type(), dtype::float64);
    EXPECT_EQ(i.shift(1).type(), dtype::float64);
    EXPECT_EQ(i.shift(1, 0).type(), dtype::int64);
    EXPECT_EQ(i.rolling(2).sum().type(), dtype::float64);
    EXPECT_EQ(i.clip(1, 2).type(), dtype::int64);
    EXPECT_EQ(i.where(i > 1).type(), dtype::float64);
    EXPECT_EQ(i.where(i > 1, 0).type(), dtype::int64);
    const series flags{i > 1};
    EXPECT_EQ(flags.type(), dtype::boolean);
    EXPECT_EQ((flags * 1).type(), dtype::int64);
    EXPECT_EQ(flags.as_int().type(), dtype::int64);
    EXPECT_EQ(choose(i > 1, 1, 0).type(), dtype::int64);
    EXPECT_EQ(choose(i > 1, 1.5, 0).type(), dtype::float64);
}

TEST(series, compares_missing_values_as_unequal) {
    const series s{{1, missing, 3}};
    expect_same(s != s, {false, true, false});
    expect_same(s > 1, {false, false, true});
    expect_same(s != 1, {false, true, true});
    expect_same(s.isna(), {false, true, false});
    expect_same((s > 0) & !(s == 3), {true, false, false});
    expect_same((s > 2) | (s < 2), {true, false, true});
    expect_same(s.between(1, 3), {true, false, true});
}

TEST(series, moves_and_fills) {
    const series s{{1, missing, 3, 4}};
    expect_same(s.shift(1), {missing, 1, missing, 3});
    expect_same(s.shift(-1), {missing, 3, 4, missing});
    expect_same(s.shift(9), {missing, missing, missing, missing});
    expect_same(s.shift(-9, 0), {0, 0, 0, 0});
    expect_same(s.fillna(0), {1, 0, 3, 4});
    expect_same(s.fillna(series{{9, 8, 7, 6}}), {1, 8, 3, 4});
    expect_same(s.ffill(), {1, 1, 3, 4});
    expect_same(series{{missing, 2, missing}}.bfill(), {2, 2, missing});
    expect_same(s.diff(), {missing, missing, missing, 1});
    expect_same(s.cumsum(), {1, missing, 4, 8});
    expect_same(series{{1, 3, 2}}.cummax(), {1, 3, 3});
    expect_same(series{{3, 1, 2}}.cummin(), {3, 1, 1});
    expect_same(series{{0.125, 0.375, 2.5}}.round(2), {0.12, 0.38, 2.5});
}

TEST(series, says_in_one_number_what_it_holds) {
    const series s{{1, missing, 4, 10}};
    EXPECT_EQ(s.sum(), 15);
    EXPECT_EQ(s.mean(), 5);
    EXPECT_EQ(s.min(), 1);
    EXPECT_EQ(s.max(), 10);
    EXPECT_EQ(s.median(), 4);
    EXPECT_DOUBLE_EQ(s.std(), std::sqrt(21.0));
    EXPECT_TRUE(std::isnan(series{list{missing}}.mean()));
    EXPECT_EQ(series{list{missing}}.sum(), 0);
    EXPECT_EQ(s.last(), 10);
    EXPECT_EQ(s.last(1), 4);
    EXPECT_TRUE(std::isnan(s.last(4)));
}

TEST(series, shares_its_numbers_until_one_of_the_owners_writes) {
    series a{{1, 2, 3}};
    series b = a;
    EXPECT_EQ(a.view().data(), b.view().data());
    b.own()[0] = 9;
    EXPECT_EQ(a[0], 1);
    EXPECT_EQ(b[0], 9);
    const auto* before = b.view().data();
    b.own()[1] = 8;
    EXPECT_EQ(b.view().data(), before); // alone: changed in place
    series tail = a.tail(2);
    EXPECT_EQ(tail.view().data(), a.view().data() + 1);
    tail.own()[0] = 7;
    EXPECT_EQ(a[1], 2);
    EXPECT_EQ(tail.size(), 2u);
}

TEST(series, lets_go_of_a_long_history_behind_a_short_tail) {
    const series whole{std::size_t{10'000}, 1.0};
    auto tail = whole.tail(10);
    EXPECT_GE(tail.bytes(), 80'000u);
    tail.compact();
    EXPECT_LE(tail.bytes(), 200u);
    expect_same(tail, list(10, 1.0));
}

TEST(series, of_different_lengths_cannot_be_combined) {
    const series a{{1, 2}}, b{{1, 2, 3}};
    EXPECT_THROW((void)(a + b), error);
    EXPECT_THROW((void)(a < b), error);
    EXPECT_THROW((void)((a > 1) & (b > 1)), error);
    EXPECT_THROW((void)a.where(b > 1), error);
    EXPECT_THROW((void)series{list{missing}}.as_int(), error);
    EXPECT_THROW((void)a.rolling(0), error);
    EXPECT_THROW((void)a.rolling(2, 3), error);
    EXPECT_THROW((void)a.ewm(0.5), error);
}

TEST(rolling, skips_missing_values_like_pandas) {
    const series s{{1, missing, 3, 4, 5}};
    expect_same(s.rolling(2).mean(), {missing, missing, missing, 3.5, 4.5});
    expect_same(s.rolling(3, 1).sum(), {1, 1, 4, 7, 12});
    expect_same(s.rolling(3, 2).max(), {missing, missing, 3, 4, 5});
    expect_same(s.rolling(3, 2).min(), {missing, missing, 1, 3, 3});
    expect_same(s.rolling(3, 1).median(), {1, 1, 2, 3.5, 4});
    expect_same(s.rolling(3, 1).quantile(0.25), {1, 1, 1.5, 3.25, 3.5});
    expect_same(s.rolling(3, 1).count(), {1, 1, 2, 2, 3});
    expect_same(s.rolling(3, 1).std(0), {0, 0, 1, 0.5, std::sqrt(2.0 / 3)});
    expect_same(s.rolling(2, 1).apply([](std::span<const double> w) { return static_cast<double>(w.size()); }),
                {1, 2, 2, 2, 2});
}

// Every window computed from scratch is the truth that running results must stay near, whatever came before.
TEST(rolling, does_not_drift) {
    std::mt19937_64 random{7};
    std::normal_distribution<double> step{0, 1};
    list values;
    double price = 1e6;
    for (int i = 0; i < 20'000; ++i) values.push_back(i == 9'000 ? 1e12 : (price += step(random)));
    const series s{values};
    for (const std::size_t n : {2, 7, 50}) {
        const auto mean = s.rolling(n).mean(), deviation = s.rolling(n).std(), most = s.rolling(n).max();
        for (std::size_t i = n - 1; i < values.size(); i += 13) {
            const series window = s.slice(i + 1 - n, n);
            ASSERT_NEAR(mean[i], window.mean(), 1e-9 * window.mean());
            ASSERT_NEAR(deviation[i], window.std(), 1e-3 + 1e-9 * window.std()) << n << " " << i;
            ASSERT_EQ(most[i], window.max());
        }
    }
}

TEST(ewm, carries_a_mean_over_missing_rows) {
    const series s{{1, missing, 3}};
    // Weights of pandas: 3 counts 1, the first value (1 - alpha)^2.
    const double old = 0.25;
    expect_same(s.ewm(3).mean(), {1, 1, (old * 1 + 3) / (old + 1)});
    expect_same(s.ewm(3).min_periods(2).mean(), {missing, missing, (old * 1 + 3) / (old + 1)});
    expect_same(series{{1, 3}}.ewm_alpha(0.5, false).mean(), {1, 2});
}

TEST(crossed, sees_the_row_in_which_a_line_goes_through_another) {
    const series a{{1, 3, 3, 1, missing, 5}}, b{{2, 2, 3, 3, 3, 3}};
    expect_same(crossed_above(a, b), {false, true, false, false, false, false});
    expect_same(crossed_below(a, b), {false, false, false, true, false, false});
    expect_same(crossed(a, 2), {false, true, false, true, false, false});
    expect_same(crossed_above(a, 1), {false, true, false, false, false, false});
}

TEST(text_series, keeps_few_texts_for_many_rows) {
    text_series tags{4};
    EXPECT_EQ(tags[0], std::nullopt);
    tags.set_where(mask{std::vector<std::uint8_t>{1, 0, 1, 1}}, "dip");
    const auto before = tags;
    tags.set(3, "momo");
    EXPECT_EQ(before[3], "dip");
    EXPECT_EQ(tags.last(), "momo");
    expect_same(tags == "dip", {true, false, true, false});
    expect_same(tags != "dip", {false, true, false, true});
    EXPECT_EQ(tags.shift(1)[1], "dip");
    EXPECT_EQ(tags.shift(1)[0], std::nullopt);
    EXPECT_EQ(tags.slice(2, 9).size(), 2u);
    EXPECT_EQ(tags.slice(2, 9)[1], "momo");
    tags.set(3, std::nullopt);
    EXPECT_EQ(tags.last(), std::nullopt);
    EXPECT_THROW(tags.set_where(mask{3, true}, "x"), error);
    EXPECT_LT(text_series(1000, "a long entry tag that needs room").bytes(), 4'200u);
}

} // namespace
} // namespace tremolo::market
