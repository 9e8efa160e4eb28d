// Technical indicators with the names and results of TA-Lib (namespace ta) and of freqtrade's qtpylib (namespace
// qtpylib), warm-up of missing values included. A strategy writes `ta::rsi(df["close"], 14)` or `ta::adx(df, 14)`;
// those that take a frame read its columns open, high, low, close, volume. All cost O(rows) but the few said otherwise.
// Periods that TA-Lib refuses are an `error`. Leading missing values of a source are skipped as TA-Lib does; one in the
// middle spreads.
#pragma once
#include "market/frame.hpp"

namespace tremolo::market::ta {

// -- averages (overlap studies)
[[nodiscard]] series sma(const series& source, int period = 30);
[[nodiscard]] series ema(const series& source, int period = 30);
[[nodiscard]] series wma(const series& source, int period = 30);
[[nodiscard]] series dema(const series& source, int period = 30);
[[nodiscard]] series tema(const series& source, int period = 30);
[[nodiscard]] series trima(const series& source, int period = 30);
[[nodiscard]] series kama(const series& source, int period = 30);
[[nodiscard]] series midpoint(const series& source, int period = 14);
[[nodiscard]] series midprice(const frame& candles, int period = 14);
[[nodiscard]] series sar(const frame& candles, double acceleration = 0.02, double maximum = 0.2);
[[nodiscard]] series ht_trendline(const series& source);

// TA-Lib's numbers of averages; `mama` and `t3` are not offered.
enum class average { sma = 0, ema = 1, wma = 2, dema = 3, tema = 4, trima = 5, kama = 6 };
[[nodiscard]] series moving_average(const series& source, int period, average type);

struct bands {
    series upper, middle, lower;
};
[[nodiscard]] bands bbands(const series& source, int period = 20, double deviations_up = 2, double deviations_down = 2,
                           average type = average::sma);

// -- momentum
[[nodiscard]] series rsi(const series& source, int period = 14);
[[nodiscard]] series cmo(const series& source, int period = 14);
[[nodiscard]] series mom(const series& source, int period = 10);
[[nodiscard]] series roc(const series& source, int period = 10);  // percent
[[nodiscard]] series rocp(const series& source, int period = 10); // ratio - 1
[[nodiscard]] series rocr(const series& source, int period = 10); // ratio
[[nodiscard]] series trix(const series& source, int period = 30);
[[nodiscard]] series apo(const series& source, int fast = 12, int slow = 26, average type = average::ema);
[[nodiscard]] series ppo(const series& source, int fast = 12, int slow = 26, average type = average::ema);
struct macd_lines {
    series macd, signal, histogram;
};
[[nodiscard]] macd_lines macd(const series& source, int fast = 12, int slow = 26, int signal = 9);

[[nodiscard]] series adx(const frame& candles, int period = 14);
[[nodiscard]] series adxr(const frame& candles, int period = 14);
[[nodiscard]] series dx(const frame& candles, int period = 14);
[[nodiscard]] series plus_di(const frame& candles, int period = 14);
[[nodiscard]] series minus_di(const frame& candles, int period = 14);
[[nodiscard]] series plus_dm(const frame& candles, int period = 14);
[[nodiscard]] series minus_dm(const frame& candles, int period = 14);
[[nodiscard]] series cci(const frame& candles, int period = 14); // O(rows x period)
[[nodiscard]] series mfi(const frame& candles, int period = 14);
[[nodiscard]] series willr(const frame& candles, int period = 14);
[[nodiscard]] series ultosc(const frame& candles, int first = 7, int second = 14, int third = 28);
[[nodiscard]] series bop(const frame& candles);
struct aroon_lines {
    series down, up;
};
[[nodiscard]] aroon_lines aroon(const frame& candles, int period = 14);
[[nodiscard]] series aroonosc(const frame& candles, int period = 14);

struct stochastic {
    series k, d;
};
[[nodiscard]] stochastic stoch(const frame& candles, int fast_k = 5, int slow_k = 3, int slow_d = 3,
                               average slow_k_type = average::sma, average slow_d_type = average::sma);
[[nodiscard]] stochastic stochf(const frame& candles, int fast_k = 5, int fast_d = 3, average type = average::sma);
[[nodiscard]] stochastic stochrsi(const series& source, int period = 14, int fast_k = 5, int fast_d = 3,
                                  average type = average::sma);

// -- volatility
[[nodiscard]] series atr(const frame& candles, int period = 14);
[[nodiscard]] series natr(const frame& candles, int period = 14);
[[nodiscard]] series trange(const frame& candles);

// -- volume
[[nodiscard]] series obv(const frame& candles);
[[nodiscard]] series ad(const frame& candles);
[[nodiscard]] series adosc(const frame& candles, int fast = 3, int slow = 10);

// -- prices
[[nodiscard]] series typprice(const frame& candles);
[[nodiscard]] series medprice(const frame& candles);
[[nodiscard]] series wclprice(const frame& candles);
[[nodiscard]] series avgprice(const frame& candles);

// -- statistics
[[nodiscard]] series max(const series& source, int period = 30);
[[nodiscard]] series min(const series& source, int period = 30);
[[nodiscard]] series sum(const series& source, int period = 30);
[[nodiscard]] series stddev(const series& source, int period = 5, double deviations = 1);
[[nodiscard]] series var(const series& source, int period = 5);
[[nodiscard]] series linearreg(const series& source, int period = 14);

// -- cycles (Hilbert transform)
struct sine_lines {
    series sine, lead;
};
[[nodiscard]] sine_lines ht_sine(const series& source);

// -- candle patterns: 100 where a rising one ends, -100 for a falling one, else 0; integers
[[nodiscard]] series cdl_doji(const frame& candles);
[[nodiscard]] series cdl_engulfing(const frame& candles);
[[nodiscard]] series cdl_hammer(const frame& candles);
[[nodiscard]] series cdl_harami(const frame& candles);
[[nodiscard]] series cdl_morning_star(const frame& candles, double penetration = 0.3);
[[nodiscard]] series cdl_shooting_star(const frame& candles);
[[nodiscard]] series cdl_three_line_strike(const frame& candles);

} // namespace tremolo::market::ta

namespace tremolo::market::qtpylib {

using market::crossed;
using market::crossed_above;
using market::crossed_below;

[[nodiscard]] series typical_price(const frame& candles);
// The candles with open, high, low and close as Heikin-Ashi.
[[nodiscard]] frame heikinashi(const frame& candles);
// Bands around the rolling mean, by the sample deviation (ta::bbands takes the population's).
[[nodiscard]] ta::bands bollinger_bands(const series& source, int window = 20, double deviations = 2);
[[nodiscard]] ta::bands weighted_bollinger_bands(const series& source, int window = 20, double deviations = 2);
[[nodiscard]] series rolling_vwap(const frame& candles, int window = 200);
[[nodiscard]] series rolling_weighted_mean(const series& source, int window = 200);
[[nodiscard]] series rolling_mean(const series& source, int window = 200, int min_periods = 0); // 0: the whole window
[[nodiscard]] series rolling_std(const series& source, int window = 200, int min_periods = 0);
[[nodiscard]] series awesome_oscillator(const frame& candles, int fast = 5, int slow = 34);
[[nodiscard]] series true_range(const frame& candles);
[[nodiscard]] series atr(const frame& candles, int window = 14);
[[nodiscard]] ta::bands keltner_channel(const frame& candles, int window = 14, double atrs = 2);
[[nodiscard]] series rsi(const series& source, int window = 14);
[[nodiscard]] series ibs(const frame& candles); // internal bar strength, two digits
[[nodiscard]] series zscore(const series& source, int window = 20, double deviations = 1);

} // namespace tremolo::market::qtpylib
