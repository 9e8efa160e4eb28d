// Writes candles for bench/backtest.py: random walks, the same for the same seed, as feather files in freqtrade's
// layout.
//
//     bench_candles FOLDER PAIRS CANDLES SEED
//
// Pairs are C000/USDT, C001/USDT and so on, candles of five minutes from 2024-01-01.
#include "base/error.hpp"
#include "market/candle_files.hpp"
#include <cmath>
#include <filesystem>
#include <fmt/format.h>
#include <iostream>
#include <random>

namespace {

using namespace tremolo;

constexpr std::int64_t first_ms = 1'704'067'200'000, step_ms = 300'000;

market::frame walk(std::size_t rows, std::uint64_t seed) {
    std::mt19937_64 source{seed};
    std::normal_distribution<double> normal;
    std::exponential_distribution<double> waiting;
    std::vector<std::int64_t> dates(rows);
    std::vector<double> open(rows), high(rows), low(rows), close(rows), volume(rows);
    const double usual = std::exp(normal(source)) * 100;
    const int decimals = usual > 100 ? 2 : usual > 10 ? 3 : 4;
    const double scale = std::pow(10.0, decimals);
    const auto rounded = [scale](double price) { return std::round(price * scale) / scale; };
    double last = usual;
    for (std::size_t i = 0; i < rows; ++i) {
        dates[i] = first_ms + static_cast<std::int64_t>(i) * step_ms;
        open[i] = rounded(last);
        const double back = (std::log(usual) - std::log(last)) * 1e-4; // so that no price is lost in a year
        const double next = last * std::exp(normal(source) * 0.002 + back);
        close[i] = rounded(next);
        high[i] = std::max({rounded(std::max(last, next) * (1 + waiting(source) * 0.0008)), open[i], close[i]});
        low[i] = std::min({rounded(std::min(last, next) * (1 - waiting(source) * 0.0008)), open[i], close[i]});
        volume[i] = std::round(waiting(source) * 1e5) / 100;
        last = next;
    }
    market::frame out{std::move(dates)};
    out.set("open", market::series{std::move(open)});
    out.set("high", market::series{std::move(high)});
    out.set("low", market::series{std::move(low)});
    out.set("close", market::series{std::move(close)});
    out.set("volume", market::series{std::move(volume)});
    return out;
}

} // namespace

int main(int count, char** words) {
    if (count != 5) {
        std::cerr << "bench_candles FOLDER PAIRS CANDLES SEED\n";
        return 2;
    }
    try {
        const std::filesystem::path folder{words[1]};
        std::filesystem::create_directories(folder);
        const auto pairs = std::stoul(words[2]), rows = std::stoul(words[3]), seed = std::stoul(words[4]);
        for (std::size_t p = 0; p < pairs; ++p)
            market::write_candle_file(folder / fmt::format("C{:03}_USDT-5m.feather", p), walk(rows, seed * 1000 + p));
    } catch (const std::exception& e) {
        std::cerr << e.what() << "\n";
        return 1;
    }
}
