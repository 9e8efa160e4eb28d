// Candles in feather files.
#include "base/error.hpp"
#include "market/arrow_library.hpp"
#include "market/candle_files.hpp"
#include "market/candle_formats.hpp"
#include <fmt/format.h>

namespace tremolo::market {
namespace {

namespace filesystem = std::filesystem;

} // namespace

feather_support check_feather() {
    const auto arrow = detail::load_arrow();
    return {arrow.read != nullptr, arrow.reason};
}

namespace detail {

raw_columns read_feather_candles(const filesystem::path& path, std::int64_t from_ms, std::int64_t to_ms) {
    const auto fail = [&](std::string_view reason) {
        throw operational_error{fmt::format("cannot read candle file {}: {}", path.string(), reason)};
    };
    const auto arrow = load_arrow();
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

void write_feather_candles(const filesystem::path& path, const frame& candles,
                           const std::vector<std::string>& columns) {
    const auto fail = [&](std::string_view reason) {
        throw operational_error{fmt::format("cannot write candle file {}: {}", path.string(), reason)};
    };
    const auto arrow = load_arrow();
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
