#include "base/precision.hpp"
#include "base/decimal.hpp"
#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace tremolo {
namespace {

// The arithmetic of ccxt's rounding: decimals of at most 28 digits, everything beyond is refused.
constexpr int context_digits = 28;

enum class direction { half_away, toward_zero, away_from_zero };

[[noreturn]] void refuse(double value) {
    throw std::domain_error{"a number that cannot be rounded to the exchange's precision: " + std::to_string(value)};
}

int digit_count(int128 magnitude) {
    constexpr int most = 39;
    // 1233 / 4096 is log10(2), rounded down: this many digits, or one more.
    int count = (std::max(1, bit_width(magnitude)) - 1) * 1233 / 4096 + 1;
    if (count < most && magnitude >= power_of_ten(count)) ++count;
    return count;
}

// A magnitude and its sign; `digits` x 10^-scale.
struct number {
    bool negative = false;
    int128 digits = 0;
    int scale = 0;

    // Position of the first digit: 0 for 1..9, 1 for 10..99, -1 for 0.1.
    [[nodiscard]] int leading() const { return digit_count(digits) - 1 - scale; }
    [[nodiscard]] double value() const {
        if (digits == 0) return 0.0;
        return nearest_double(negative ? -digits : digits, scale);
    }
};

number number_of(double value) {
    const auto parts = shortest(value);
    return {parts.negative, static_cast<int128>(parts.digits), parts.scale};
}

// To `places` digits after the point (negative: before it). Refuses a result of more than 28 digits.
number quantized(const number& n, int places, direction rounding, double original) {
    number out{n.negative, n.digits, places};
    const int more = places - n.scale;
    if (more >= 0) {
        if (n.digits == 0) return out;
        if (digit_count(n.digits) + more > context_digits) refuse(original);
        out.digits = n.digits * power_of_ten(more);
        return out;
    }
    if (-more > 38) {
        out.digits = rounding == direction::away_from_zero && n.digits != 0 ? 1 : 0;
        return out;
    }
    const int128 unit = power_of_ten(-more);
    const int128 rest = n.digits % unit;
    out.digits = n.digits / unit;
    if (rest == 0 || rounding == direction::toward_zero) return out;
    if (rounding == direction::away_from_zero || rest >= unit - rest) ++out.digits;
    return out;
}

double to_places(double value, int places, direction rounding) {
    places = std::min(places, context_digits - 2);
    const number n = number_of(value);
    if (rounding == direction::toward_zero && n.scale <= places) return value; // nothing to cut, however long
    return quantized(n, places, rounding, value).value();
}

// To a multiple of `tick`; the distance to the multiple below is taken from the magnitude.
double to_tick(double value, double tick, bool truncate) {
    if (!(tick > 0)) throw std::domain_error{"a tick size must be above zero"};
    number n = number_of(value);
    number t = number_of(tick);
    const int scale = std::max({n.scale, t.scale, 0});
    const int places = std::max(t.scale, 0);
    if (digit_count(n.digits) + scale - n.scale > 38 || digit_count(t.digits) + scale - t.scale > 38) {
        // Either far below one tick, or with more digits than can be told apart.
        if (n.leading() >= t.leading()) refuse(value);
        n = {n.negative, 0, 0};
    } else {
        n.digits *= power_of_ten(scale - n.scale);
        t.digits *= power_of_ten(scale - t.scale);
        n.scale = scale;
        if (digit_count(n.digits / t.digits) > context_digits) refuse(value);
        const int128 missing = n.digits % t.digits;
        n.digits -= missing;
        if (!truncate && missing >= t.digits - missing && missing != 0) n.digits += t.digits;
    }
    return quantized(n, places, direction::half_away, value).value();
}

double to_significant(double value, int count, direction rounding) {
    const number n = number_of(value);
    count = std::min(count, context_digits - 2);
    if (n.digits == 0) return 0.0;
    const int places = count - n.leading() - 1;
    if (places >= 0) return quantized(n, places, rounding, value).value();
    // Above the point freqtrade takes the leading digits of the text, so that "up" always adds a unit.
    number below = quantized(n, places, direction::toward_zero, value);
    number above = below;
    ++above.digits;
    if (rounding == direction::toward_zero) return below.value();
    if (rounding == direction::away_from_zero) return above.value();
    // The nearer one; below when both are as near.
    const int128 unit = power_of_ten(std::clamp(n.scale - places, 0, 38));
    const int128 rest = n.digits % unit;
    return rest <= unit - rest ? below.value() : above.value();
}

double tick_stop(double price, double tick, bool up) {
    const decimal step{tick};
    const decimal exact{price};
    const decimal missing = exact % step;
    if (missing == decimal{}) return price;
    const decimal down = exact - missing;
    return round_half_even((up ? down + step : down).to_double(), 14);
}

double places_stop(double price, double precision, bool up) {
    const double power = std::pow(10.0, round_half_even(precision, 0));
    const double ticks = price * power;
    return (up ? std::ceil(ticks) : std::floor(ticks)) / power;
}

} // namespace

double amount_to_precision(double amount, std::optional<double> precision, counting_mode mode) {
    if (!precision || std::isnan(amount)) return amount;
    switch (mode) {
    case counting_mode::tick_size: return to_tick(amount, *precision, true);
    case counting_mode::decimal_places: return to_places(amount, static_cast<int>(*precision), direction::toward_zero);
    case counting_mode::significant_digits:
        return to_significant(amount, static_cast<int>(*precision), direction::toward_zero);
    }
    return amount;
}

double amount_to_contract_precision(double amount, std::optional<double> precision, counting_mode mode,
                                    std::optional<double> contract_size) {
    if (!precision || std::isnan(amount)) return amount;
    if (!contract_size || *contract_size == 0 || *contract_size == 1)
        return amount_to_precision(amount, precision, mode);
    const double contracts = (decimal{amount} / decimal{*contract_size}).to_double();
    return (decimal{amount_to_precision(contracts, precision, mode)} * decimal{*contract_size}).to_double();
}

double price_to_precision(double price, std::optional<double> precision, counting_mode mode, price_rounding rounding) {
    if (!precision || std::isnan(price)) return price;
    const bool up = rounding == price_rounding::up;
    const bool nearest = rounding == price_rounding::nearest;
    switch (mode) {
    case counting_mode::tick_size:
        return nearest ? to_tick(price, *precision, false) : tick_stop(price, *precision, up);
    case counting_mode::decimal_places:
        return nearest ? to_places(price, static_cast<int>(*precision), direction::half_away)
                       : places_stop(price, *precision, up);
    case counting_mode::significant_digits:
        if (nearest) return to_significant(price, static_cast<int>(*precision), direction::half_away);
        return to_significant(price, static_cast<int>(round_half_even(*precision, 0)),
                              up ? direction::away_from_zero : direction::toward_zero);
    }
    return price;
}

} // namespace tremolo
