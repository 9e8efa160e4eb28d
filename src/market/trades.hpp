// Trades of a market that everybody can see, and many of them in a table: 70 bytes a trade where a struct of texts
// takes twice that. Plain values; a table may be read from any thread.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tremolo::market {

// One trade as an exchange tells it.
struct public_trade {
    std::int64_t time_ms = 0;
    std::string id;                  // the exchange's; unique among the pair's trades
    std::optional<std::string> type; // "limit", "market"; exchanges seldom say
    std::string side;                // "buy" or "sell": what the one did who took the other's offer
    double price = 0;
    double amount = 0; // coins
    double cost = 0;   // in quote currency
    friend bool operator==(const public_trade&, const public_trade&) = default;
};

// A column of short texts that differ, one behind the other, some missing.
class packed_texts {
  public:
    void push_back(std::optional<std::string_view> text);
    [[nodiscard]] std::size_t size() const { return starts_.size(); }
    [[nodiscard]] std::optional<std::string_view> operator[](std::size_t row) const;
    // Ends with a zero; null where missing. Valid until the column changes.
    [[nodiscard]] const char* c_str(std::size_t row) const;

  private:
    static constexpr std::uint64_t nothing = ~std::uint64_t{0};
    std::string bytes_; // a zero behind each text
    std::vector<std::uint64_t> starts_;
};

// Columns in freqtrade's order. Rows are as they were put in: their order is not promised.
struct trade_table {
    std::vector<std::int64_t> times_ms;
    packed_texts ids;
    packed_texts types;
    packed_texts sides;
    std::vector<double> prices;
    std::vector<double> amounts;
    std::vector<double> costs;

    [[nodiscard]] std::size_t size() const { return times_ms.size(); }
    [[nodiscard]] bool empty() const { return times_ms.empty(); }
    void push_back(const public_trade& trade);
    [[nodiscard]] public_trade operator[](std::size_t row) const;
    void append(const trade_table& other);
};

// Without the rows whose time and id an earlier row has.
[[nodiscard]] trade_table without_repeats(const trade_table& trades);

} // namespace tremolo::market
