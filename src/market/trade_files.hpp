// Files of public trades in a freqtrade data folder: BTC_USDT-trades.feather, futures/BTC_USDT_USDT-trades.json.gz.
// Read and written so that freqtrade reads them back equal; columns timestamp, id, type, side, price, amount and cost.
// What candle_files.hpp says of failures and threads holds here too.
#pragma once
#include "market/candle_files.hpp"
#include "market/trades.hpp"

namespace tremolo::market {

class trade_folder {
  public:
    // `folder` is freqtrade's datadir; trades of futures lie in its folder futures/.
    trade_folder(std::filesystem::path folder, file_format format, trading_mode mode);

    [[nodiscard]] file_format format() const { return format_; }
    [[nodiscard]] std::filesystem::path path_of(const pair_name& pair) const;
    // Without those told twice; an empty table without a file.
    [[nodiscard]] trade_table load(const pair_name& pair) const;
    // Replaces the file as a whole, or leaves it as it was.
    void store(const pair_name& pair, const trade_table& trades) const;
    [[nodiscard]] bool remove(const pair_name& pair) const;
    [[nodiscard]] std::vector<pair_name> available() const; // sorted

  private:
    std::filesystem::path folder_;
    file_format format_;
};

// One file by its path.
[[nodiscard]] trade_table read_trade_file(const std::filesystem::path& path, file_format format);
void write_trade_file(const std::filesystem::path& path, const trade_table& trades, file_format format);

} // namespace tremolo::market
