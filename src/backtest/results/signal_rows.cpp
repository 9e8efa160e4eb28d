#include "backtest/results/signal_rows.hpp"
#include <algorithm>
#include <map>

namespace tremolo::backtest {
namespace {

struct wanted_row {
    std::size_t row;
    std::optional<std::string> tag{};
};
using rows_of_pairs = std::map<market::pair_name, std::vector<wanted_row>>;

const market::frame* candles_of(const finished_run& run, const market::pair_name& pair) {
    const auto found = std::ranges::find(run.analysed, pair, &pair_candles::pair);
    return found == run.analysed.end() ? nullptr : &found->candles;
}

rows_of_pairs rows_wanted(const finished_run& run, const std::string& which) {
    rows_of_pairs rows;
    const auto add = [&](const market::pair_name& pair, timestamp date, std::optional<std::string> tag) {
        const auto* candles = candles_of(run, pair);
        // The last candle that began before.
        const auto after = candles == nullptr ? 0 : candles->lower_bound(epoch_ms(date));
        if (after > 0) rows[pair].push_back({after - 1, std::move(tag)});
    };
    if (which == "rejected") {
        for (const auto& r : run.rejected) add(r.pair, r.date, r.enter_tag);
        return rows;
    }
    for (const auto& t : run.trades)
        add(t.pair, which == "exited" ? t.close_date.value_or(t.open_date) : t.open_date, {});
    return rows;
}

} // namespace

market::frame signal_rows(const finished_run& run, const std::string& which) {
    const auto wanted = rows_wanted(run, which);
    std::vector<std::int64_t> dates;
    std::vector<std::optional<std::string>> pairs;
    std::vector<std::string> names; // columns that every pair has
    for (const auto& [pair, rows] : wanted) {
        const auto& candles = *candles_of(run, pair);
        for (const auto& [row, tag] : rows) {
            dates.push_back(candles.dates()[row]);
            pairs.emplace_back(pair);
        }
        if (names.empty())
            for (const auto& column : candles.columns()) names.push_back(column.name);
        std::erase_if(names, [&](const auto& name) { return candles.find(name) == nullptr; });
    }
    market::frame out{std::move(dates)};
    out.set("pair", market::text_series{pairs});
    for (const auto& name : names) {
        std::vector<double> numbers;
        std::vector<std::optional<std::string>> texts;
        for (const auto& [pair, rows] : wanted) {
            const auto& column = *candles_of(run, pair)->find(name);
            for (const auto& [row, tag] : rows) {
                if (const auto* values = column.numbers())
                    numbers.push_back((*values)[row]);
                else if (const auto text = (*column.texts())[row])
                    texts.emplace_back(*text);
                else
                    texts.emplace_back();
                if (which == "rejected" && name == "enter_tag" && !texts.empty()) texts.back() = tag;
            }
        }
        if (numbers.size() == out.size())
            out.set(name, market::series{std::move(numbers)});
        else if (texts.size() == out.size())
            out.set(name, market::text_series{texts});
    }
    return out;
}

} // namespace tremolo::backtest
