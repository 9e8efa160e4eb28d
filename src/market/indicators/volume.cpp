// Volatility, prices of a candle, and what volume says.
#include "market/indicators.hpp"
#include "market/indicators/detail.hpp"

namespace tremolo::market {
namespace detail {

output true_range(input high, input low, input close) {
    auto out = blank(high.size());
    for (std::size_t i = 1; i < high.size(); ++i)
        out[i] = std::max({high[i] - low[i], std::fabs(close[i - 1] - high[i]), std::fabs(close[i - 1] - low[i])});
    return out;
}

} // namespace detail

namespace ta {
namespace {

using namespace detail;

// Volume counted by where the close lies between low and high, added up.
output accumulation(const candle_view& c) {
    output out(c.size());
    double total = 0;
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double high = c[0][i], low = c[1][i], close = c[2][i];
        if (high - low > 0) total += ((close - low) - (high - close)) / (high - low) * c[3][i];
        out[i] = total;
    }
    return out;
}

} // namespace

series trange(const frame& candles) {
    const candle_view c{candles, {"high", "low", "close"}};
    return c.restore(detail::true_range(c[0], c[1], c[2]));
}

series atr(const frame& candles, int period) {
    const auto n = period_of("atr", period, 1);
    return over(trange(candles), [n](input range) {
        auto out = blank(range.size());
        const auto p = static_cast<double>(n);
        double sum = 0;
        for (std::size_t i = 0; i < range.size(); ++i) {
            if (i < n) {
                sum += range[i];
                if (i + 1 == n) out[i] = sum / p;
            } else {
                out[i] = (out[i - 1] * (p - 1) + range[i]) / p;
            }
        }
        return out;
    });
}

series natr(const frame& candles, int period) {
    auto range = atr(candles, period);
    // TA-Lib answers the true range itself for a period of 1.
    if (period == 1) return range;
    const auto close = candles["close"];
    return (range / close * 100.0).where(close != 0.0, 0.0).where(range.notna());
}

series typprice(const frame& candles) { return (candles["high"] + candles["low"] + candles["close"]) / 3.0; }
series medprice(const frame& candles) { return (candles["high"] + candles["low"]) / 2.0; }
series wclprice(const frame& candles) { return (candles["high"] + candles["low"] + candles["close"] * 2.0) / 4.0; }
series avgprice(const frame& candles) {
    return (candles["high"] + candles["low"] + candles["close"] + candles["open"]) / 4.0;
}

series bop(const frame& candles) {
    const candle_view c{candles, {"open", "high", "low", "close"}};
    output out(c.size());
    for (std::size_t i = 0; i < out.size(); ++i) {
        const double range = c[1][i] - c[2][i];
        out[i] = range < 1e-14 ? 0 : (c[3][i] - c[0][i]) / range;
    }
    return c.restore(std::move(out));
}

series obv(const frame& candles) {
    const candle_view c{candles, {"close", "volume"}};
    const auto close = c[0], volume = c[1];
    output out(volume.begin(), volume.begin() + std::min<std::ptrdiff_t>(1, std::ssize(volume)));
    out.resize(c.size());
    for (std::size_t i = 1; i < out.size(); ++i) { // which way it goes nobody could guess: no jumps
        const double bought = close[i] > close[i - 1] ? volume[i] : 0, sold = close[i] < close[i - 1] ? volume[i] : 0;
        out[i] = out[i - 1] + bought - sold;
    }
    return c.restore(std::move(out));
}

series ad(const frame& candles) {
    const candle_view c{candles, {"high", "low", "close", "volume"}};
    return c.restore(accumulation(c));
}

series adosc(const frame& candles, int fast, int slow) {
    const auto quick = period_of("adosc", fast, 2), lazy = period_of("adosc", slow, 2);
    const candle_view c{candles, {"high", "low", "close", "volume"}};
    auto out = accumulation(c);
    const double k_fast = 2.0 / static_cast<double>(quick + 1), k_slow = 2.0 / static_cast<double>(lazy + 1);
    double fast_line = out.empty() ? 0 : out.front(), slow_line = fast_line;
    for (std::size_t i = 0; i < out.size(); ++i) {
        if (i > 0) {
            fast_line = k_fast * out[i] + (1 - k_fast) * fast_line;
            slow_line = k_slow * out[i] + (1 - k_slow) * slow_line;
        }
        out[i] = i + 1 < std::max(quick, lazy) ? missing : fast_line - slow_line;
    }
    return c.restore(std::move(out));
}

series mfi(const frame& candles, int period) {
    const auto n = period_of("mfi", period, 2);
    const candle_view c{candles, {"high", "low", "close", "volume"}};
    auto out = blank(c.size());
    output rising(c.size()), falling(c.size());
    double before = 0, inflow = 0, outflow = 0;
    std::size_t quiet = 0; // rows since money last moved
    for (std::size_t i = 0; i < c.size(); ++i) {
        const double price = (c[0][i] + c[1][i] + c[2][i]) / 3;
        const double flow = price * c[3][i];
        const bool moved = i > 0 && !are_level(price, before);
        if (moved) (price > before ? rising : falling)[i] = flow;
        quiet = moved && flow != 0 ? 0 : quiet + 1;
        before = price;
        if (i > n) {
            inflow -= rising[i - n];
            outflow -= falling[i - n];
        }
        inflow += rising[i];
        outflow += falling[i];
        // What subtracting has left over is no flow.
        if (quiet >= n) inflow = outflow = 0;
        if (i >= n) out[i] = inflow + outflow == 0 ? 0 : 100 * (inflow / (inflow + outflow));
    }
    return c.restore(std::move(out));
}

} // namespace ta
} // namespace tremolo::market
