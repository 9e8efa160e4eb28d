// Every recorded indicator, computed again over real and over awkward candles: values, warm-up and order of columns.
// The table below names for each record how it is computed here; a record without a row fails.
#include "base/error.hpp"
#include "market/indicators.hpp"
#include "tests/testing.hpp"
#include <functional>
#include <map>

namespace tremolo::market {
namespace {

using testing_support::data;
using testing_support::number;
using testing_support::read_json;

const boost::json::object& vectors() {
    static const auto all = read_json(data() / "engine" / "indicators.json");
    return all.as_object();
}

std::vector<double> numbers(const boost::json::value& list) {
    std::vector<double> out;
    for (const auto& v : list.as_array()) out.push_back(v.is_bool() ? (v.as_bool() ? 1.0 : 0.0) : number(v));
    return out;
}

frame frame_of(const boost::json::object& input) {
    std::vector<std::int64_t> dates;
    for (const auto& v : input.at("date").as_array()) dates.push_back(v.to_number<std::int64_t>());
    frame made{std::move(dates)};
    for (const char* name : {"open", "high", "low", "close", "volume"}) made.set(name, series{numbers(input.at(name))});
    return made;
}

const frame& candles() {
    static const frame df = frame_of(vectors().at("input").as_object());
    return df;
}

// The recorded candles, and some cheap, dear, flat and coarse ones.
struct source {
    std::string name;
    frame candles;
    const boost::json::object* records;
};
const std::vector<source>& sources() {
    static const auto more =
        read_json(std::filesystem::path{TREMOLO_SOURCE} / "tests" / "market" / "data" / "indicators_more.json");
    static const std::vector<source> all = [] {
        std::vector<source> found{{"recorded", candles(), &vectors().at("indicators").as_object()}};
        for (const auto& v : more.at("inputs").as_array())
            found.push_back({std::string{v.at("name").as_string()}, frame_of(v.at("input").as_object()),
                             &v.at("indicators").as_object()});
        return found;
    }();
    return all;
}

using named = std::vector<std::pair<std::string, series>>;
named value(series s) { return {{"value", std::move(s)}}; }
named value(const mask& m) { return value(series{m}); }
named upper_middle_lower(const ta::bands& b) {
    return {{"upperband", b.upper}, {"middleband", b.middle}, {"lowerband", b.lower}};
}
named upper_mid_lower(const ta::bands& b) { return {{"upper", b.upper}, {"mid", b.middle}, {"lower", b.lower}}; }
named macd_of(const ta::macd_lines& m) {
    return {{"macd", m.macd}, {"macdsignal", m.signal}, {"macdhist", m.histogram}};
}
named slow(const ta::stochastic& s) { return {{"slowk", s.k}, {"slowd", s.d}}; }
named fast(const ta::stochastic& s) { return {{"fastk", s.k}, {"fastd", s.d}}; }

using recipe = std::function<named(const frame&)>;
using table = std::map<std::string, recipe>;

void add_talib_of_close(table& t) {
    const auto row = [&t](const std::string& name, series (*f)(const series&, int), int period) {
        t[name + "_" + std::to_string(period)] = [f, period](const frame& df) { return value(f(df["close"], period)); };
    };
    for (const int n : {2, 5, 14, 50}) row("SMA", ta::sma, n);
    for (const int n : {5, 21, 100}) row("EMA", ta::ema, n);
    for (const int n : {9, 30}) row("WMA", ta::wma, n);
    for (const int n : {10, 30}) row("DEMA", ta::dema, n);
    for (const int n : {9, 30}) row("TEMA", ta::tema, n);
    for (const int n : {5, 30}) row("TRIMA", ta::trima, n);
    for (const int n : {2, 14, 30}) row("RSI", ta::rsi, n);
    for (const int n : {1, 10}) row("ROC", ta::roc, n);
    row("ROCP", ta::rocp, 10);
    row("ROCR", ta::rocr, 10);
    row("MOM", ta::mom, 10);
    row("KAMA", ta::kama, 30);
    row("CMO", ta::cmo, 14);
    row("TRIX", ta::trix, 5);
    row("LINEARREG", ta::linearreg, 14);
    row("MAX", ta::max, 14);
    row("MIN", ta::min, 14);
    row("MIDPOINT", ta::midpoint, 14);
    row("SUM", ta::sum, 10);
    row("VAR", ta::var, 5);
    for (const int n : {5, 20})
        t["STDDEV_" + std::to_string(n)] = [n](const frame& df) { return value(ta::stddev(df["close"], n)); };
    t["SMA_volume_20"] = [](const frame& df) { return value(ta::sma(df["volume"], 20)); };
    t["MACD"] = [](const frame& df) { return macd_of(ta::macd(df["close"])); };
    t["MACD_5_35_5"] = [](const frame& df) { return macd_of(ta::macd(df["close"], 5, 35, 5)); };
    // Recorded under this name with the library's default period, which is 20.
    t["BBANDS_5"] = [](const frame& df) { return upper_middle_lower(ta::bbands(df["close"])); };
    t["BBANDS_20"] = [](const frame& df) { return upper_middle_lower(ta::bbands(df["close"], 20, 2.0, 2.5)); };
    t["STOCHRSI"] = [](const frame& df) { return fast(ta::stochrsi(df["close"], 14, 5, 3)); };
    t["STOCHRSI_21"] = [](const frame& df) { return fast(ta::stochrsi(df["close"], 21, 10, 4)); };
    // Like BBANDS_5 recorded with the library's default: exponential averages.
    t["PPO"] = [](const frame& df) { return value(ta::ppo(df["close"])); };
    t["APO"] = [](const frame& df) { return value(ta::apo(df["close"])); };
    t["HT_SINE"] = [](const frame& df) {
        const auto lines = ta::ht_sine(df["close"]);
        return named{{"sine", lines.sine}, {"leadsine", lines.lead}};
    };
    t["HT_TRENDLINE"] = [](const frame& df) { return value(ta::ht_trendline(df["close"])); };
}

void add_talib_of_candles(table& t) {
    const auto row = [&t](const std::string& name, series (*f)(const frame&, int), int period) {
        t[name + "_" + std::to_string(period)] = [f, period](const frame& df) { return value(f(df, period)); };
    };
    for (const int n : {1, 14}) row("ATR", ta::atr, n);
    for (const int n : {7, 14}) row("ADX", ta::adx, n);
    for (const int n : {14, 20}) row("CCI", ta::cci, n);
    row("NATR", ta::natr, 14);
    row("PLUS_DI", ta::plus_di, 14);
    row("MINUS_DI", ta::minus_di, 14);
    row("PLUS_DM", ta::plus_dm, 14);
    row("MINUS_DM", ta::minus_dm, 14);
    row("DX", ta::dx, 14);
    row("MFI", ta::mfi, 14);
    row("WILLR", ta::willr, 14);
    row("MIDPRICE", ta::midprice, 14);
    const auto plain = [&t](const std::string& name, series (*f)(const frame&)) {
        t[name] = [f](const frame& df) { return value(f(df)); };
    };
    plain("OBV", ta::obv);
    plain("TYPPRICE", ta::typprice);
    plain("MEDPRICE", ta::medprice);
    plain("WCLPRICE", ta::wclprice);
    plain("AVGPRICE", ta::avgprice);
    plain("TRANGE", ta::trange);
    plain("AD", ta::ad);
    plain("BOP", ta::bop);
    plain("CDLHAMMER", ta::cdl_hammer);
    plain("CDLENGULFING", ta::cdl_engulfing);
    plain("CDLDOJI", ta::cdl_doji);
    plain("CDLSHOOTINGSTAR", ta::cdl_shooting_star);
    plain("CDL3LINESTRIKE", ta::cdl_three_line_strike);
    plain("CDLHARAMI", ta::cdl_harami);
    t["CDLMORNINGSTAR"] = [](const frame& df) { return value(ta::cdl_morning_star(df)); };
    t["STOCH"] = [](const frame& df) { return slow(ta::stoch(df)); };
    t["STOCH_14"] = [](const frame& df) { return slow(ta::stoch(df, 14, 3, 5)); };
    t["STOCHF"] = [](const frame& df) { return fast(ta::stochf(df)); };
    t["SAR"] = [](const frame& df) { return value(ta::sar(df)); };
    t["AROON"] = [](const frame& df) {
        const auto lines = ta::aroon(df, 14);
        return named{{"aroondown", lines.down}, {"aroonup", lines.up}};
    };
    t["AROONOSC"] = [](const frame& df) { return value(ta::aroonosc(df, 14)); };
    t["ULTOSC"] = [](const frame& df) { return value(ta::ultosc(df)); };
    t["ADOSC"] = [](const frame& df) { return value(ta::adosc(df)); };
}

void add_pandas(table& t) {
    for (const std::size_t n : {2, 20}) {
        const auto size = std::to_string(n);
        t["rolling_mean_" + size] = [n](const frame& df) { return value(df["close"].rolling(n).mean()); };
        t["rolling_std_" + size] = [n](const frame& df) { return value(df["close"].rolling(n).std()); };
        t["rolling_min_" + size] = [n](const frame& df) { return value(df["close"].rolling(n).min()); };
        t["rolling_max_" + size] = [n](const frame& df) { return value(df["close"].rolling(n).max()); };
        t["rolling_sum_" + size] = [n](const frame& df) { return value(df["close"].rolling(n).sum()); };
    }
    t["rolling_median_5"] = [](const frame& df) { return value(df["close"].rolling(5).median()); };
    t["rolling_mean_20_min_periods_5"] = [](const frame& df) { return value(df["close"].rolling(20, 5).mean()); };
    t["shift_1"] = [](const frame& df) { return value(df["close"].shift(1)); };
    t["shift_-2"] = [](const frame& df) { return value(df["close"].shift(-2)); };
    t["diff_1"] = [](const frame& df) { return value(df["close"].diff()); };
    t["pct_change"] = [](const frame& df) { return value(df["close"].pct_change()); };
    t["ewm_span_10"] = [](const frame& df) { return value(df["close"].ewm(10).mean()); };
    t["ewm_span_10_noadjust"] = [](const frame& df) { return value(df["close"].ewm(10, false).mean()); };
    t["cumsum_volume"] = [](const frame& df) { return value(df["volume"].cumsum()); };
}

void add_qtpylib(table& t) {
    t["qtpylib_typical_price"] = [](const frame& df) { return value(qtpylib::typical_price(df)); };
    t["qtpylib_bollinger_20"] = [](const frame& df) {
        return upper_mid_lower(qtpylib::bollinger_bands(qtpylib::typical_price(df), 20, 2));
    };
    t["qtpylib_weighted_bollinger_20"] = [](const frame& df) {
        return upper_mid_lower(qtpylib::weighted_bollinger_bands(qtpylib::typical_price(df), 20, 2));
    };
    t["qtpylib_heikinashi"] = [](const frame& df) {
        const auto ha = qtpylib::heikinashi(df);
        return named{{"open", ha["open"]}, {"high", ha["high"]}, {"low", ha["low"]}, {"close", ha["close"]}};
    };
    t["qtpylib_rolling_vwap_200"] = [](const frame& df) { return value(qtpylib::rolling_vwap(df, 200)); };
    t["qtpylib_rolling_vwap_20"] = [](const frame& df) { return value(qtpylib::rolling_vwap(df, 20)); };
    t["qtpylib_awesome_oscillator"] = [](const frame& df) { return value(qtpylib::awesome_oscillator(df)); };
    t["qtpylib_true_range"] = [](const frame& df) { return value(qtpylib::true_range(df)); };
    t["qtpylib_atr_14"] = [](const frame& df) { return value(qtpylib::atr(df, 14)); };
    t["qtpylib_keltner_14"] = [](const frame& df) { return upper_mid_lower(qtpylib::keltner_channel(df, 14, 2)); };
    t["qtpylib_rsi_14"] = [](const frame& df) { return value(qtpylib::rsi(df["close"], 14)); };
    t["qtpylib_ibs"] = [](const frame& df) { return value(qtpylib::ibs(df)); };
    t["qtpylib_zscore_20"] = [](const frame& df) { return value(qtpylib::zscore(df["close"], 20)); };
    t["crossed_above_ema5_ema21"] = [](const frame& df) {
        return value(crossed_above(ta::ema(df["close"], 5), ta::ema(df["close"], 21)));
    };
    t["crossed_below_ema5_ema21"] = [](const frame& df) {
        return value(crossed_below(ta::ema(df["close"], 5), ta::ema(df["close"], 21)));
    };
    t["crossed_above_rsi14_50"] = [](const frame& df) {
        return value(qtpylib::crossed_above(ta::rsi(df["close"]), 50));
    };
    t["crossed_rsi14_50"] = [](const frame& df) { return value(qtpylib::crossed(ta::rsi(df["close"]), 50)); };
}

const table& recipes() {
    static const table all = [] {
        table t;
        add_talib_of_close(t);
        add_talib_of_candles(t);
        add_pandas(t);
        add_qtpylib(t);
        return t;
    }();
    return all;
}

// The largest distance relative to the value; values that are small beside the rest of their column (differences that
// nearly cancel) are held to the last digits of the largest instead. Missing against present is infinite; records write
// infinite values as missing.
double distance(const series& got, const std::vector<double>& expected, double scale) {
    if (got.size() != expected.size()) return std::numeric_limits<double>::infinity();
    for (const double v : expected) scale = std::isnan(v) ? scale : std::max(scale, std::fabs(v));
    double largest = 0;
    for (std::size_t i = 0; i < expected.size(); ++i) {
        if (std::isfinite(got[i]) == std::isnan(expected[i])) return std::numeric_limits<double>::infinity();
        if (std::isnan(expected[i]) || got[i] == expected[i]) continue;
        largest = std::max(largest, std::fabs(got[i] - expected[i]) / std::max(std::fabs(expected[i]), scale * 1e-5));
    }
    return largest;
}

class recorded_indicator : public testing::TestWithParam<std::tuple<std::size_t, std::string>> {};

TEST_P(recorded_indicator, is_computed_equal) {
    const auto& [which, name] = GetParam();
    const auto& [text, df, records] = sources().at(which);
    SCOPED_TRACE(text);
    const auto found = recipes().find(name);
    ASSERT_NE(found, recipes().end()) << "no way to compute it";
    const auto got = found->second(df);
    const auto& columns = records->at(name).at("columns").as_object();
    ASSERT_EQ(got.size(), columns.size());
    for (const auto& [column, values] : got) {
        ASSERT_TRUE(columns.contains(column)) << column;
        EXPECT_LT(distance(values, numbers(columns.at(column)), df["close"].max()), 1e-9) << column;
    }
}

std::vector<std::string> recorded_names() {
    std::vector<std::string> names;
    for (const auto& entry : vectors().at("indicators").as_object())
        if (entry.value().as_object().contains("columns")) names.emplace_back(entry.key());
    return names;
}

INSTANTIATE_TEST_SUITE_P(all, recorded_indicator,
                         testing::Combine(testing::Range(std::size_t{0}, sources().size()),
                                          testing::ValuesIn(recorded_names())),
                         [](const auto& test) {
                             auto name = std::get<1>(test.param) + "_of_" + std::to_string(std::get<0>(test.param));
                             std::ranges::replace(name, '-', 'm');
                             return name;
                         });

// The only record without columns is qtpylib's vwap over all rows, which refuses because it looks ahead: not offered
// here.
TEST(indicators, leave_out_only_what_refuses_to_answer) {
    std::vector<std::string> refused;
    for (const auto& entry : vectors().at("indicators").as_object())
        if (entry.value().as_object().contains("error")) refused.emplace_back(entry.key());
    EXPECT_EQ(refused, std::vector<std::string>{"qtpylib_vwap"});
}

TEST(indicators, skip_leading_missing_values_of_their_source) {
    const auto close = candles()["close"];
    const auto late = close.shift(7);
    for (const auto& f :
         std::vector<series (*)(const series&, int)>{ta::sma, ta::ema, ta::rsi, ta::kama, ta::linearreg}) {
        const auto moved = f(close, 14).shift(7);
        EXPECT_EQ(distance(f(late, 14), {moved.view().begin(), moved.view().end()}, 1), 0);
    }
}

TEST(indicators, are_missing_when_rows_are_too_few) {
    const auto few = candles().head(3);
    EXPECT_TRUE(ta::rsi(few["close"], 14).isna().all());
    EXPECT_TRUE(ta::adx(few, 14).isna().all());
    EXPECT_TRUE(ta::macd(few["close"]).histogram.isna().all());
    EXPECT_TRUE(ta::ht_sine(few["close"]).sine.isna().all());
    EXPECT_TRUE((ta::cdl_doji(few) == 0).all());
    EXPECT_EQ(ta::sar(candles().head(0)).size(), 0u);
    EXPECT_TRUE(ta::obv(candles().head(0)).empty());
}

TEST(indicators, refuse_periods_that_make_no_sense) {
    EXPECT_THROW((void)ta::rsi(candles()["close"], 0), error);
    EXPECT_THROW((void)ta::adx(candles(), -3), error);
    EXPECT_THROW((void)ta::sma(candles()["close"], 200'000), error);
    EXPECT_THROW((void)qtpylib::rolling_mean(candles()["close"], 0), error);
}

TEST(indicators, name_the_column_that_is_not_there) {
    frame df{{1, 2, 3}};
    df.set("close", 1.0);
    try {
        (void)ta::atr(df, 14);
        FAIL();
    } catch (const error& e) { EXPECT_STREQ(e.what(), "there is no column \"high\"; there are: date, close"); }
}

} // namespace
} // namespace tremolo::market
