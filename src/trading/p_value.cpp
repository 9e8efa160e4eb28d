#include "trading/pairwise_sum.hpp"
#include "trading/statistics.hpp"
#include <boost/math/special_functions/beta.hpp>
#include <cmath>

namespace tremolo::trading {

double p_value(std::span<const result> results, double starting_balance) {
    if (results.size() < 2) return 1;
    std::vector<double> returns;
    for (const auto& r : results) returns.push_back(r.profit_abs / starting_balance);
    const double spread = deviation(returns, 1);
    if (spread == 0) return 1;
    const auto count = static_cast<double>(returns.size());
    const double t = pairwise_sum(returns) / count / (spread / std::sqrt(count));
    if (std::isnan(t)) return t;
    // Both tails of Student's distribution, as an incomplete beta function.
    const double freedom = count - 1;
    return boost::math::ibeta(freedom / 2, 0.5, freedom / (freedom + t * t));
}

} // namespace tremolo::trading
