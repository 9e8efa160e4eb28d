// Candles in files of columns: feather and parquet.
#include "base/error.hpp"
#include "market/arrow_library.hpp"
#include "market/candle_files.hpp"
#include "market/candle_formats.hpp"
#include <fmt/format.h>

namespace tremolo::market {
namespace {

namespace filesystem = std::filesystem;

} // namespace

detail::column_format detail::column_format_of(file_format format) {
    return format == file_format::parquet ? column_format::parquet : column_format::feather;
}

format_support check_format(file_format format) {
    if (format != file_format::feather && format != file_format::parquet) return {true, ""};
    const auto arrow = detail::load_arrow(detail::column_format_of(format));
    return {arrow.read != nullptr, arrow.reason};
}

namespace detail {

raw_columns read_column_candles(const filesystem::path& path, column_format format, std::int64_t from_ms,
                                std::int64_t to_ms) {
    const auto fail = [&](std::string_view reason) {
        throw operational_error{fmt::format("cannot read candle file {}: {}", path.string(), reason)};
    };
    const auto arrow = load_arrow(format);
    if (arrow.read == nullptr) fail(arrow.reason);
    struct taken {
        raw_columns columns;
        bool dated = false;
    } file;
    const tremolo_arrow_sink sink{
        .context = &file,
        .dates =
            [](void* context, std::size_t rows) {
                auto& to = *static_cast<taken*>(context);
                to.dated = true;
                to.columns.dates.resize(rows);
                return to.columns.dates.data();
            },
        .column =
            [](void* context, const char* name, std::size_t rows) {
                auto& to = static_cast<taken*>(context)->columns;
                to.names.emplace_back(name);
                return to.values.emplace_back(rows).data();
            },
    };
    arrow_error text{};
    if (arrow.read(path.c_str(), from_ms, to_ms, &sink, text.data(), text.size()) != 0) fail(text.data());
    if (!file.dated) fail("it has no column \"date\"");
    return std::move(file.columns);
}

void write_column_candles(const filesystem::path& path, column_format format, const frame& candles,
                          const std::vector<std::string>& columns) {
    const auto fail = [&](std::string_view reason) {
        throw operational_error{fmt::format("cannot write candle file {}: {}", path.string(), reason)};
    };
    const auto arrow = load_arrow(format);
    if (arrow.write == nullptr) fail(arrow.reason);
    std::vector<series> held;
    std::vector<tremolo_arrow_column> written;
    for (const auto& name : columns) {
        held.push_back(candles[name]);
        written.push_back({name.c_str(), held.back().view().data()});
    }
    arrow_error text{};
    if (arrow.write(path.c_str(), candles.dates().data(), written.data(), written.size(), candles.size(), text.data(),
                    text.size()) != 0)
        fail(text.data());
}

} // namespace detail
} // namespace tremolo::market
