#include "market/trade_files.hpp"
#include "base/error.hpp"
#include "market/candle_formats.hpp"
#include "market/trade_formats.hpp"
#include "market/whole_files.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::market {
namespace {

namespace filesystem = std::filesystem;
using detail::trade_file_kind;

bool is_of_columns(file_format format) { return format == file_format::feather || format == file_format::parquet; }

} // namespace

trade_table read_trade_file(const filesystem::path& path, file_format format) {
    const auto bytes = detail::read_whole(trade_file_kind, path, format == file_format::json_gz);
    const auto trades = is_of_columns(format) ? detail::trades_of_columns(path, detail::column_format_of(format), bytes)
                                              : detail::trades_of_json(path, bytes);
    return without_repeats(trades);
}

void write_trade_file(const filesystem::path& path, const trade_table& trades, file_format format) {
    detail::replace_file(trade_file_kind, path, [&](const filesystem::path& part) {
        const auto bytes = is_of_columns(format)
                               ? detail::columns_of_trades(path, detail::column_format_of(format), trades)
                               : detail::json_of_trades(trades);
        detail::write_whole(trade_file_kind, part, bytes, format == file_format::json_gz);
    });
}

trade_folder::trade_folder(filesystem::path folder, file_format format, trading_mode mode)
    : folder_{mode == trading_mode::futures ? std::move(folder) / "futures" : std::move(folder)}, format_{format} {}

filesystem::path trade_folder::path_of(const pair_name& pair) const {
    return folder_ / fmt::format("{}-trades.{}", file_name_of(pair), extension_of(format_));
}

trade_table trade_folder::load(const pair_name& pair) const {
    const auto path = path_of(pair);
    std::error_code failure;
    const bool exists = filesystem::exists(path, failure);
    if (failure) detail::unreadable(trade_file_kind, path, failure.message());
    return exists ? read_trade_file(path, format_) : trade_table{};
}

void trade_folder::store(const pair_name& pair, const trade_table& trades) const {
    write_trade_file(path_of(pair), trades, format_);
}

bool trade_folder::remove(const pair_name& pair) const {
    const auto path = path_of(pair);
    std::error_code failure;
    const bool removed = filesystem::remove(path, failure);
    if (failure)
        throw operational_error{fmt::format("cannot remove trade file {}: {}", path.string(), failure.message())};
    return removed;
}

std::vector<pair_name> trade_folder::available() const {
    std::vector<pair_name> pairs;
    std::error_code failure;
    filesystem::directory_iterator entries{folder_, failure};
    if (failure == std::errc::no_such_file_or_directory) return pairs;
    const auto ending = "-trades." + extension_of(format_);
    for (; !failure && entries != filesystem::directory_iterator{}; entries.increment(failure)) {
        const auto name = entries->path().filename().string();
        if (name.size() > ending.size() && name.ends_with(ending) &&
            name.find('.') == name.find('.', name.size() - ending.size()))
            pairs.push_back(pair_of_file_name(std::string_view{name}.substr(0, name.size() - ending.size())));
    }
    if (failure)
        throw operational_error{fmt::format("cannot list trade files in {}: {}", folder_.string(), failure.message())};
    std::ranges::sort(pairs);
    return pairs;
}

} // namespace tremolo::market
