// Candle files of a freqtrade data folder: BTC_USDT-5m.feather, futures/BTC_USDT_USDT-1h-mark.json.gz. Read and written
// so that freqtrade and pandas read them back equal. Feather and parquet need an Arrow library beside the program each,
// loaded when the first such file is touched. A file that cannot be read or written is an `operational_error` with its
// path and the reason. Functions may be called from any thread; of two who write one file, the later one wins whole.
#pragma once
#include "market/frame.hpp"
#include "market/timeframe.hpp"
#include "market/types.hpp"
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tremolo::market {

enum class file_format { feather, json, json_gz, parquet };
[[nodiscard]] std::string extension_of(file_format format); // "json.gz"
// By the name in `dataformat_ohlcv`: "feather", "parquet", "json", "jsongz".
[[nodiscard]] std::optional<file_format> format_named(std::string_view name);

[[nodiscard]] std::string name_of(candle_type type);                               // "premiumIndex"
[[nodiscard]] std::optional<candle_type> candle_type_named(std::string_view name); // "" is spot

struct candle_series {
    pair_name pair;
    std::string timeframe;
    candle_type type = candle_type::spot;
    auto operator<=>(const candle_series&) const = default;
};

// BTC/USDT:USDT -> BTC_USDT_USDT, and back as far as that is possible.
[[nodiscard]] std::string file_name_of(const pair_name& pair);
[[nodiscard]] pair_name pair_of_file_name(std::string_view name);

class candle_folder {
  public:
    // `folder` is freqtrade's datadir, as in user_data/data/binance. It need not exist before something is stored.
    candle_folder(std::filesystem::path folder, file_format format) : folder_{std::move(folder)}, format_{format} {}

    // Where the series is or would be; the older spelling of monthly files (-1M instead of -1Mo) where only that
    // exists.
    [[nodiscard]] std::filesystem::path path_of(const candle_series& which) const;
    [[nodiscard]] bool has(const candle_series& which) const;
    // As they are in the file; rows in no order promised. Without a file: an empty frame with the columns of the type.
    [[nodiscard]] frame load_raw(const candle_series& which) const;
    // The same, of the rows whose date is not outside of the range (both ends belong to it). Of feather and parquet
    // files no more than the dates of all others is read.
    [[nodiscard]] frame load_raw(const candle_series& which, std::optional<std::int64_t> from_ms,
                                 std::optional<std::int64_t> to_ms) const;
    // Cleaned as candles of an exchange are (candles.hpp); funding rates also as column "open".
    [[nodiscard]] frame load(const candle_series& which, bool fill_missing = true, bool drop_incomplete = false) const;
    // Replaces the file as a whole, or leaves it as it was.
    void store(const candle_series& which, const frame& candles) const;
    // Merges into what is stored, by the rule for later answers (candles.hpp); gaps stay.
    void append(const candle_series& which, const frame& candles) const;
    [[nodiscard]] bool remove(const candle_series& which) const;
    // All series of this format in the folder (futures: in its futures/ folder), sorted.
    [[nodiscard]] std::vector<candle_series> available(trading_mode mode) const;

  private:
    std::filesystem::path folder_;
    file_format format_;
};

// One file by its path; the format by its extension. Columns are named by the type of candles.
[[nodiscard]] frame read_candle_file(const std::filesystem::path& path, candle_type type = candle_type::spot);
void write_candle_file(const std::filesystem::path& path, const frame& candles, candle_type type = candle_type::spot);

// Whether files of the format can be read here; the reason otherwise.
struct format_support {
    bool available = false;
    std::string reason;
};
[[nodiscard]] format_support check_format(file_format format);
[[nodiscard]] inline format_support check_feather() { return check_format(file_format::feather); }

} // namespace tremolo::market
