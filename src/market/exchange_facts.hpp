// What ccxt says of exchanges as such: how their names are written, and the fees for markets that tell none.
#pragma once
#include <optional>
#include <string>
#include <string_view>

namespace tremolo::market {

struct exchange_facts {
    std::string_view id;               // "okx"
    std::string_view name;             // "OKX", as messages show it
    std::optional<double> taker_fee{}; // as a ratio
    std::optional<double> maker_fee{};
};

// Of an id in any case; null when ccxt does not know it.
[[nodiscard]] const exchange_facts* facts_of(std::string_view id);

// One that ccxt does not know is shown by its id, with a capital letter.
[[nodiscard]] std::string exchange_name(std::string_view id);

} // namespace tremolo::market
