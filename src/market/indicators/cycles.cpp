// Ehlers' cycles: the dominant period of the market by a Hilbert transform, and what follows from it.
#include "market/indicators.hpp"
#include "market/indicators/detail.hpp"
#include <array>
#include <numbers>

namespace tremolo::market::ta {
namespace {

using namespace detail;

constexpr double degrees = 180 / std::numbers::pi;
constexpr double radians = 1 / degrees;
constexpr std::size_t warm_up = 63;        // rows before the first result
constexpr std::size_t first_measured = 37; // rows before the first that enters the transform

// A Hilbert transform of what goes in, of seven rows.
class hilbert {
  public:
    double operator()(double v, double adjustment) {
        for (std::size_t k = past_.size() - 1; k > 0; --k) past_[k] = past_[k - 1];
        past_[0] = v;
        constexpr double outer = 0.0962, inner = 0.5769;
        const double sum = outer * past_[0] - outer * past_[6] - inner * past_[4] + inner * past_[2];
        return sum * adjustment;
    }

  private:
    std::array<double, 7> past_{};
};

// The smoothed dominant period, row by row, of smoothed prices.
class dominant_period {
  public:
    double operator()(double price) {
        const double adjustment = 0.075 * period_ + 0.54;
        const double detrended = detrend_(price, adjustment);
        const double quadrature = quadrature_(detrended, adjustment);
        const double in_phase = delayed_[2];
        const double advanced_in_phase = advance_in_phase_(in_phase, adjustment);
        const double advanced_quadrature = advance_quadrature_(quadrature, adjustment);
        delayed_ = {detrended, delayed_[0], delayed_[1]};
        const double q = 0.2 * (quadrature + advanced_in_phase) + 0.8 * q_;
        const double i = 0.2 * (in_phase - advanced_quadrature) + 0.8 * i_;
        re_ = 0.2 * (i * i_ + q * q_) + 0.8 * re_;
        im_ = 0.2 * (i * q_ - q * i_) + 0.8 * im_;
        q_ = q;
        i_ = i;
        const double before = period_;
        if (im_ != 0 && re_ != 0) period_ = 360 / (std::atan(im_ / re_) * degrees);
        if (period_ > 1.5 * before) period_ = 1.5 * before;
        if (period_ < 0.67 * before) period_ = 0.67 * before;
        period_ = 0.2 * std::clamp(period_, 6.0, 50.0) + 0.8 * before;
        return smoothed_ = 0.33 * period_ + 0.67 * smoothed_;
    }

  private:
    hilbert detrend_, quadrature_, advance_in_phase_, advance_quadrature_;
    std::array<double, 3> delayed_{};
    double q_ = 0, i_ = 0, re_ = 0, im_ = 0, period_ = 0, smoothed_ = 0;
};

// The mean of four rows, the latest weighted most; as running sums, whose rounding decides the phase of a market that
// stands still.
output smoothed_prices(input v) {
    auto out = blank(v.size());
    double sum = 0, weighted = 0;
    for (std::size_t i = 0; i < v.size(); ++i) {
        if (i < 3) {
            sum += v[i];
            weighted += v[i] * static_cast<double>(i + 1);
            continue;
        }
        sum += v[i];
        if (i > 3) sum -= v[i - 4];
        weighted += v[i] * 4;
        out[i] = weighted * 0.1;
        weighted -= sum;
    }
    return out;
}

// Calls f(row, smoothed prices, smoothed period) for every row that is measured.
template <class F>
void measure(input v, F f) {
    const auto prices = smoothed_prices(v);
    dominant_period period;
    for (std::size_t i = first_measured; i < v.size(); ++i) f(i, prices, period(prices[i]));
}

// Rounded as TA-Lib does it.
// NOLINTNEXTLINE(bugprone-incorrect-roundings)
std::size_t rows_of_period(double period) { return static_cast<std::size_t>(period + 0.5); }

// The phase of the dominant cycle in degrees.
double phase_of(double before, const output& prices, std::size_t row, double period) {
    const auto rows = rows_of_period(period);
    double re = 0, im = 0;
    for (std::size_t k = 0; k < rows; ++k) {
        const double angle = static_cast<double>(k) * 2 * std::numbers::pi / static_cast<double>(rows);
        const double price = row >= first_measured + k ? prices[row - k] : 0;
        re += std::sin(angle) * price;
        im += std::cos(angle) * price;
    }
    double phase = before;
    if (std::fabs(im) > 0) {
        phase = std::atan(re / im) * degrees;
    } else if (re != 0) {
        phase += re < 0 ? -90 : 90;
    }
    phase += 90 + 360 / period;
    if (im < 0) phase += 180;
    return phase > 315 ? phase - 360 : phase;
}

} // namespace

sine_lines ht_sine(const series& source) {
    const auto lead = leading_missing(source.view());
    const auto v = source.view().subspan(lead);
    auto sine = blank(v.size()), ahead = blank(v.size());
    double phase = 0;
    measure(v, [&](std::size_t i, const output& prices, double period) {
        phase = phase_of(phase, prices, i, period);
        if (i < warm_up) return;
        sine[i] = std::sin(phase * radians);
        ahead[i] = std::sin((phase + 45) * radians);
    });
    return {restored(std::move(sine), lead), restored(std::move(ahead), lead)};
}

series ht_trendline(const series& source) {
    return over(source, [](input v) {
        auto out = blank(v.size());
        std::array<double, 3> past{};
        measure(v, [&](std::size_t i, const output&, double period) {
            const auto rows = std::min(rows_of_period(period), i + 1);
            double mean = 0;
            for (std::size_t k = 0; k < rows; ++k) mean += v[i - k];
            if (rows > 0) mean /= static_cast<double>(rows);
            if (i >= warm_up) out[i] = (4 * mean + 3 * past[0] + 2 * past[1] + past[2]) / 10;
            past = {mean, past[0], past[1]};
        });
        return out;
    });
}

} // namespace tremolo::market::ta
