#include "trading/fees.hpp"
#include "base/decimal.hpp"

namespace tremolo::trading {

bool has_fee(const std::optional<market::order_fee>& fee) { return fee && fee->currency && fee->cost; }

std::optional<double> fee_rate(const market::order_fee& fee, const fee_base& of) {
    constexpr int digits = 8;
    if (fee.rate) return fee.rate;
    if (!fee.currency || !fee.cost) return {};
    if (*fee.currency == of.base_currency) {
        if (of.amount == 0) return {};
        return round_half_even(*fee.cost / of.amount, digits);
    }
    if (!of.cost || *of.cost == 0) return {};
    if (*fee.currency == of.quote_currency) return round_half_even(*fee.cost / *of.cost, digits);
    auto price = of.to_stake ? of.to_stake(*fee.currency) : std::nullopt;
    if (!price || *price == 0) price = of.unknown_fee_rate;
    if (!price || *price == 0) return {};
    return round_half_even((*fee.cost * *price) / *of.cost, digits);
}

} // namespace tremolo::trading
