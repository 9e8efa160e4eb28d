#include "base/precision.hpp"
#include "tests/testing.hpp"

using namespace tremolo;
using testing_support::read_json;

namespace {

boost::json::value vectors() { return read_json(testing_support::data() / "engine" / "precision.json"); }

counting_mode mode_of(const boost::json::value& name) {
    if (name.as_string() == "decimals") return counting_mode::decimal_places;
    return name.as_string() == "significant" ? counting_mode::significant_digits : counting_mode::tick_size;
}

std::optional<double> optional_number(const boost::json::value& v) {
    return v.is_null() ? std::nullopt : std::optional{v.to_number<double>()};
}

// Compares a result, or the refusal, with a recorded cell.
template <class Call>
void expect(const boost::json::array& row, Call&& call) {
    const auto& wanted = row.back();
    if (wanted.is_object()) {
        EXPECT_THROW(call(), std::domain_error) << row;
        return;
    }
    const double value = call();
    EXPECT_EQ(value, wanted.to_number<double>()) << row;
}

} // namespace

TEST(precision, truncates_every_recorded_amount) {
    const auto document = vectors();
    ASSERT_EQ(document.at("amounts").as_array().size(), 1464U);
    for (const auto& entry : document.at("amounts").as_array()) {
        const auto& row = entry.as_array();
        expect(row, [&] {
            return amount_to_precision(row[2].to_number<double>(), row[1].to_number<double>(), mode_of(row[0]));
        });
    }
}

TEST(precision, rounds_every_recorded_price) {
    const auto document = vectors();
    std::size_t truncated = 0;
    for (const auto& entry : document.at("prices").as_array()) {
        const auto& row = entry.as_array();
        const auto price = row[3].to_number<double>();
        const auto precision = row[1].to_number<double>();
        const auto name = row[2].as_string();
        if (name == "truncate") { // not a rounding of prices here: the same as an amount's
            ++truncated;
            expect(row, [&] { return amount_to_precision(price, precision, mode_of(row[0])); });
            continue;
        }
        const auto rounding = name == "up"     ? price_rounding::up
                              : name == "down" ? price_rounding::down
                                               : price_rounding::nearest;
        expect(row, [&] { return price_to_precision(price, precision, mode_of(row[0]), rounding); });
    }
    EXPECT_EQ(truncated, 1464U);
}

TEST(precision, counts_amounts_in_contracts) {
    const auto document = vectors();
    ASSERT_EQ(document.at("contracts").as_array().size(), 300U);
    for (const auto& entry : document.at("contracts").as_array()) {
        const auto& row = entry.as_array();
        expect(row, [&] {
            return amount_to_contract_precision(row[3].to_number<double>(), row[1].to_number<double>(), mode_of(row[0]),
                                                optional_number(row[2]));
        });
    }
}

TEST(precision, leaves_numbers_without_precision_alone) {
    EXPECT_EQ(amount_to_precision(1.23456, {}, counting_mode::tick_size), 1.23456);
    EXPECT_EQ(price_to_precision(1.23456, {}, counting_mode::tick_size), 1.23456);
    EXPECT_EQ(amount_to_contract_precision(1.23456, {}, counting_mode::tick_size, 10.0), 1.23456);
    EXPECT_TRUE(std::isnan(price_to_precision(std::nan(""), 0.01, counting_mode::tick_size)));
}

TEST(precision, refuses_a_tick_of_zero) {
    EXPECT_THROW((void)price_to_precision(1.5, 0.0, counting_mode::tick_size), std::domain_error);
    EXPECT_THROW((void)price_to_precision(1.5, 0.0, counting_mode::tick_size, price_rounding::up), std::domain_error);
}
