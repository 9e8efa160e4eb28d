#include "market/trades.hpp"
#include <algorithm>
#include <functional>
#include <unordered_map>

namespace tremolo::market {

void packed_texts::push_back(std::optional<std::string_view> text) {
    if (!text) return starts_.push_back(nothing);
    starts_.push_back(bytes_.size());
    bytes_.append(text->substr(0, text->find('\0')));
    bytes_.push_back('\0');
}

const char* packed_texts::c_str(std::size_t row) const {
    return starts_[row] == nothing ? nullptr : bytes_.data() + starts_[row];
}

std::optional<std::string_view> packed_texts::operator[](std::size_t row) const {
    const auto* text = c_str(row);
    return text == nullptr ? std::nullopt : std::optional<std::string_view>{text};
}

void trade_table::push_back(const public_trade& trade) {
    times_ms.push_back(trade.time_ms);
    ids.push_back(trade.id);
    types.push_back(trade.type);
    sides.push_back(trade.side);
    prices.push_back(trade.price);
    amounts.push_back(trade.amount);
    costs.push_back(trade.cost);
}

public_trade trade_table::operator[](std::size_t row) const {
    const auto type = types[row];
    return {times_ms[row],
            std::string{ids[row].value_or("")},
            type ? std::optional{std::string{*type}} : std::nullopt,
            std::string{sides[row].value_or("")},
            prices[row],
            amounts[row],
            costs[row]};
}

void trade_table::append(const trade_table& other) {
    times_ms.insert(times_ms.end(), other.times_ms.begin(), other.times_ms.end());
    prices.insert(prices.end(), other.prices.begin(), other.prices.end());
    amounts.insert(amounts.end(), other.amounts.begin(), other.amounts.end());
    costs.insert(costs.end(), other.costs.begin(), other.costs.end());
    for (std::size_t row = 0; row < other.size(); ++row) {
        ids.push_back(other.ids[row]);
        types.push_back(other.types[row]);
        sides.push_back(other.sides[row]);
    }
}

trade_table without_repeats(const trade_table& trades) {
    // Rows by a hash of time and id; equal hashes are told apart by looking.
    std::unordered_multimap<std::size_t, std::size_t> seen;
    seen.reserve(trades.size());
    std::vector<std::size_t> kept;
    kept.reserve(trades.size());
    for (std::size_t row = 0; row < trades.size(); ++row) {
        const auto hash = std::hash<std::string_view>{}(trades.ids[row].value_or("")) ^
                          std::hash<std::int64_t>{}(trades.times_ms[row]) * 0x9e3779b97f4a7c15U;
        const auto [from, to] = seen.equal_range(hash);
        const bool repeats = std::any_of(from, to, [&](const auto& other) {
            return trades.times_ms[other.second] == trades.times_ms[row] && trades.ids[other.second] == trades.ids[row];
        });
        if (repeats) continue;
        seen.emplace(hash, row);
        kept.push_back(row);
    }
    if (kept.size() == trades.size()) return trades;
    trade_table out;
    for (const auto row : kept) out.push_back(trades[row]);
    return out;
}

} // namespace tremolo::market
