// Rounding of amounts and prices to what an exchange accepts (ENGINE.md section 11). Pure functions; NaN passes
// through, a missing precision leaves the number as it is. Test vectors: tests/data/engine/precision.json.
#pragma once
#include <optional>

namespace tremolo {

// ccxt's numbers, which the database stores.
enum class counting_mode : int { decimal_places = 2, significant_digits = 3, tick_size = 4 };
enum class price_rounding { nearest, up, down }; // nearest: half away from zero on the shortest decimal text

// Truncated toward zero.
[[nodiscard]] double amount_to_precision(double amount, std::optional<double> precision, counting_mode mode);
// The same counted in contracts of `contract_size` coins; the answer is in coins again.
[[nodiscard]] double amount_to_contract_precision(double amount, std::optional<double> precision, counting_mode mode,
                                                  std::optional<double> contract_size);
[[nodiscard]] double price_to_precision(double price, std::optional<double> precision, counting_mode mode,
                                        price_rounding rounding = price_rounding::nearest);

} // namespace tremolo
