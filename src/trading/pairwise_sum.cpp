#include "trading/pairwise_sum.hpp"
#include <array>
#include <cmath>
#include <limits>
#include <vector>

namespace tremolo::trading {

double pairwise_sum(std::span<const double> values) {
    constexpr std::size_t lanes = 8;
    constexpr std::size_t block = 128;
    const auto n = values.size();
    if (n < lanes) {
        double sum = 0;
        for (const double value : values) sum += value;
        return sum;
    }
    if (n <= block) {
        std::array<double, lanes> r{};
        for (std::size_t k = 0; k < lanes; ++k) r[k] = values[k];
        std::size_t i = lanes;
        for (; i + lanes <= n; i += lanes)
            for (std::size_t k = 0; k < lanes; ++k) r[k] += values[i + k];
        double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        for (; i < n; ++i) sum += values[i];
        return sum;
    }
    const auto half = n / 2 - (n / 2) % lanes;
    return pairwise_sum(values.first(half)) + pairwise_sum(values.subspan(half));
}

double deviation(std::span<const double> values, int freedom) {
    const auto count = static_cast<double>(values.size());
    if (count - freedom <= 0) return std::numeric_limits<double>::quiet_NaN();
    const double mean = pairwise_sum(values) / count;
    std::vector<double> squares;
    squares.reserve(values.size());
    for (const double value : values) squares.push_back((mean - value) * (mean - value));
    return std::sqrt(pairwise_sum(squares) / (count - freedom));
}

} // namespace tremolo::trading
