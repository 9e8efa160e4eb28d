#include "strategy/producers.hpp"
#include "market/timeframe.hpp"
#include <algorithm>

namespace tremolo::strategy {

namespace {

constexpr std::size_t full_frame = 100; // so many candles stand for all that the producer has
constexpr std::size_t kept_candles = 1500;
constexpr std::int64_t first_request = 1000;

// A column of both frames' rows; missing where one of them has none of that name.
market::series joined_numbers(const market::frame& old, const market::frame& fresh, const std::string& name) {
    std::vector<double> out;
    out.reserve(old.size() + fresh.size());
    auto type = market::dtype::float64;
    bool first = true;
    for (const auto* part : {&old, &fresh}) {
        const auto* column = part->find(name);
        const auto* numbers = column ? column->numbers() : nullptr;
        const auto own = numbers ? numbers->type() : market::dtype::float64;
        type = first || own == type ? own : market::dtype::float64;
        first = false;
        if (numbers)
            out.insert(out.end(), numbers->view().begin(), numbers->view().end());
        else
            out.resize(out.size() + part->size(), market::missing);
    }
    return market::series{std::move(out), type};
}

market::text_series joined_texts(const market::frame& old, const market::frame& fresh, const std::string& name) {
    std::vector<std::optional<std::string>> out;
    out.reserve(old.size() + fresh.size());
    for (const auto* part : {&old, &fresh}) {
        const auto* column = part->find(name);
        const auto* texts = column ? column->texts() : nullptr;
        for (std::size_t row = 0; row < part->size(); ++row) {
            const auto text = texts ? (*texts)[row] : std::nullopt;
            out.push_back(text ? std::optional<std::string>{*text} : std::nullopt);
        }
    }
    return market::text_series{out};
}

market::frame joined(const market::frame& old, const market::frame& fresh) {
    std::vector<std::int64_t> dates(old.dates().begin(), old.dates().end());
    dates.insert(dates.end(), fresh.dates().begin(), fresh.dates().end());
    market::frame out{std::move(dates)};
    const auto holds_texts = [](const market::frame& f, const std::string& name) {
        const auto* column = f.find(name);
        return column != nullptr && column->texts() != nullptr;
    };
    const auto add = [&](const std::string& name) {
        if (out.has(name)) return;
        if (holds_texts(old, name) || holds_texts(fresh, name))
            out.set(name, joined_texts(old, fresh, name));
        else
            out.set(name, joined_numbers(old, fresh, name));
    };
    for (const auto& column : old.columns()) add(column.name);
    for (const auto& column : fresh.columns()) add(column.name);
    return out;
}

} // namespace

std::vector<market::pair_name> producers::pairs(std::string_view producer) const {
    const std::scoped_lock lock{mutex_};
    const auto found = told_.find(producer);
    return found == told_.end() ? std::vector<market::pair_name>{} : found->second.pairs;
}

analysed_frame producers::frame(const producer_key& key, std::string_view producer) const {
    const std::scoped_lock lock{mutex_};
    if (const auto found = told_.find(producer); found != told_.end())
        if (const auto known = found->second.frames.find(key); known != found->second.frames.end())
            return known->second;
    return {std::make_shared<const market::frame>(), {}};
}

void producers::set_pairs(const std::string& producer, std::vector<market::pair_name> pairs) {
    const std::scoped_lock lock{mutex_};
    told_[producer].pairs = std::move(pairs);
}

void producers::keep_only(const std::vector<std::string>& names) {
    const std::scoped_lock lock{mutex_};
    std::erase_if(told_,
                  [&](const auto& each) { return std::find(names.begin(), names.end(), each.first) == names.end(); });
}

std::optional<std::int64_t> producers::add(const std::string& producer, const producer_key& key,
                                           const market::frame& candles, timestamp analysed_at) {
    if (candles.empty()) return 0;
    const std::scoped_lock lock{mutex_};
    auto& frames = told_[producer].frames;
    if (candles.size() >= full_frame) {
        frames[key] = {candles.share(), analysed_at};
        return {};
    }
    const auto known = frames.find(key);
    if (known == frames.end()) return first_request;
    const auto& old = *known->second.dataframe;
    const auto step = market::timeframe{key.timeframe}.milliseconds();
    const auto gap = candles.dates().front() - old.last_date();
    if (step > 0 && gap > step) return gap / step;
    const auto before = old.head(old.lower_bound(candles.dates().front()));
    const auto all = before.empty() ? candles : joined(before, candles);
    known->second = {all.tail(kept_candles).share(), analysed_at};
    return {};
}

} // namespace tremolo::strategy
