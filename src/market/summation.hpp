// Adding up many doubles in numpy's order, so that means and deviations come out the same to the last digit: blocks of
// at most 128 values with eight running sums each, halves above.
#pragma once
#include <cstddef>
#include <span>

namespace tremolo::market {

[[nodiscard]] inline double pairwise_sum(std::span<const double> v) {
    if (v.size() < 8) {
        double sum = 0;
        for (const double x : v) sum += x;
        return sum;
    }
    if (v.size() <= 128) {
        double r[8] = {v[0], v[1], v[2], v[3], v[4], v[5], v[6], v[7]};
        std::size_t i = 8;
        for (; i + 8 <= v.size(); i += 8)
            for (std::size_t k = 0; k < 8; ++k) r[k] += v[i + k];
        double sum = ((r[0] + r[1]) + (r[2] + r[3])) + ((r[4] + r[5]) + (r[6] + r[7]));
        for (; i < v.size(); ++i) sum += v[i];
        return sum;
    }
    std::size_t half = v.size() / 2;
    half -= half % 8;
    return pairwise_sum(v.first(half)) + pairwise_sum(v.subspan(half));
}

} // namespace tremolo::market
