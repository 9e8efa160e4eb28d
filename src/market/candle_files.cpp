#include "market/candle_files.hpp"
#include "base/error.hpp"
#include "market/candle_formats.hpp"
#include "market/candles.hpp"
#include "market/whole_files.hpp"
#include <algorithm>
#include <array>
#include <cstring>
#include <fmt/format.h>
#include <limits>

namespace tremolo::market {
namespace {

namespace filesystem = std::filesystem;

constexpr std::array<std::pair<candle_type, std::string_view>, 7> type_names{{
    {candle_type::spot, "spot"},
    {candle_type::futures, "futures"},
    {candle_type::mark, "mark"},
    {candle_type::index, "index"},
    {candle_type::premium_index, "premiumIndex"},
    {candle_type::funding_rate, "funding_rate"},
    {candle_type::open_interest, "open_interest"},
}};

const std::vector<std::string> candle_columns{"open", "high", "low", "close", "volume"};

std::vector<std::string> columns_of(candle_type type) {
    if (type == candle_type::funding_rate) return {"funding_rate"};
    if (type == candle_type::open_interest) return {"open_interest_amount", "open_interest_value"};
    return candle_columns;
}

constexpr std::string_view kind = "candle file";

[[noreturn]] void unreadable(const filesystem::path& path, std::string_view reason) {
    detail::unreadable(kind, path, reason);
}

file_format format_of(const filesystem::path& path) {
    const auto name = path.filename().string();
    for (const auto format : {file_format::feather, file_format::parquet, file_format::json_gz, file_format::json})
        if (name.ends_with("." + extension_of(format))) return format;
    unreadable(path, "its name ends in none of .feather, .parquet, .json and .json.gz");
}

// The columns of the type by name or, in formats without names, by position. Funding rates of older files are candles
// with the rate as "open".
frame named(detail::raw_columns&& raw, candle_type type, const filesystem::path& path) {
    const auto wanted = columns_of(type);
    const bool nameless = std::ranges::all_of(raw.names, &std::string::empty);
    const auto index_of = [&](const std::string& name, const std::vector<std::string>& layout) {
        const auto& names = nameless ? layout : raw.names;
        return static_cast<std::size_t>(std::ranges::find(names, name) - names.begin());
    };
    const auto fits = [&](const std::vector<std::string>& layout) {
        if (nameless) return raw.values.size() == layout.size() || raw.dates.empty();
        return std::ranges::all_of(layout, [&](const auto& name) { return index_of(name, layout) < raw.names.size(); });
    };
    const bool old_rates = type == candle_type::funding_rate && !fits(wanted) && fits(candle_columns);
    if (!fits(wanted) && !old_rates)
        unreadable(path, fmt::format("it has {} columns beside the date ({}), expected are {}", raw.values.size(),
                                     fmt::join(raw.names, ", "), fmt::join(wanted, ", ")));
    frame out{std::move(raw.dates)};
    for (const auto& name : wanted) {
        const auto from = old_rates ? index_of("open", candle_columns) : index_of(name, wanted);
        out.set(name, out.empty() ? series{} : series{std::move(raw.values[from])});
    }
    return out;
}

bool is_of_columns(file_format format) { return format == file_format::feather || format == file_format::parquet; }

struct date_range {
    std::int64_t from_ms = std::numeric_limits<std::int64_t>::min();
    std::int64_t to_ms = std::numeric_limits<std::int64_t>::max();
    [[nodiscard]] bool holds(std::int64_t date) const { return date >= from_ms && date <= to_ms; }
};
constexpr date_range everything{};

frame read_range(const filesystem::path& path, candle_type type, date_range range) {
    const auto format = format_of(path);
    auto raw = is_of_columns(format)
                   ? detail::read_column_candles(path, detail::column_format_of(format), range.from_ms, range.to_ms)
                   : detail::read_json_candles(path, format == file_format::json_gz);
    return named(std::move(raw), type, path);
}

// The rows of the range, where they are in it.
frame rows_within(const frame& all, date_range range) {
    const auto dates = all.dates();
    const auto outside = [&](std::int64_t date) { return !range.holds(date); };
    if (std::ranges::none_of(dates, outside)) return all;
    if (std::ranges::is_sorted(dates)) {
        const auto first = std::ranges::lower_bound(dates, range.from_ms),
                   end = std::ranges::upper_bound(dates, range.to_ms);
        return all.slice(static_cast<std::size_t>(first - dates.begin()),
                         end > first ? static_cast<std::size_t>(end - first) : 0);
    }
    std::vector<std::size_t> rows;
    for (std::size_t i = 0; i < dates.size(); ++i)
        if (range.holds(dates[i])) rows.push_back(i);
    std::vector<std::int64_t> kept;
    for (const auto i : rows) kept.push_back(dates[i]);
    frame out{std::move(kept)};
    for (const auto& column : all.columns()) {
        std::vector<double> values;
        for (const auto i : rows) values.push_back((*column.numbers())[i]);
        out.set(column.name, series{std::move(values)});
    }
    return out;
}

void write_as(file_format format, const filesystem::path& path, const frame& candles,
              const std::vector<std::string>& columns) {
    if (is_of_columns(format))
        return detail::write_column_candles(path, detail::column_format_of(format), candles, columns);
    detail::write_json_candles(path, candles, columns, format == file_format::json_gz);
}

// "ETH_USDT-5m" or "ETH_USDT_USDT-1h-mark": pair, timeframe and type; nothing for other names.
std::optional<candle_series> series_of_name(std::string_view name) {
    for (auto dash = name.rfind('-'); dash != name.npos && dash > 0; dash = name.rfind('-', dash - 1)) {
        auto rest = name.substr(dash + 1);
        const auto digits = std::min(rest.find_first_not_of("0123456789"), rest.size());
        const auto end = std::min(rest.find('-'), rest.size());
        const bool letters = std::ranges::all_of(rest.substr(digits, end - std::min(end, digits)),
                                                 [](unsigned char c) { return std::isalpha(c); });
        if (digits == 0 || end <= digits || end - digits > 2 || !letters) continue;
        const auto type = candle_type_named(end == rest.size() ? "" : rest.substr(end + 1));
        if (!type) return std::nullopt;
        std::string timeframe{rest.substr(0, end)};
        if (timeframe.ends_with("Mo") || timeframe.ends_with("mo")) timeframe.replace(timeframe.size() - 2, 2, "M");
        return candle_series{pair_of_file_name(name.substr(0, dash)), timeframe, *type};
    }
    return std::nullopt;
}

} // namespace

std::string extension_of(file_format format) {
    switch (format) {
    case file_format::feather: return "feather";
    case file_format::parquet: return "parquet";
    case file_format::json: return "json";
    case file_format::json_gz: return "json.gz";
    }
    throw error{"a candle file format without a name"};
}

std::optional<file_format> format_named(std::string_view name) {
    if (name == "feather") return file_format::feather;
    if (name == "parquet") return file_format::parquet;
    if (name == "json") return file_format::json;
    if (name == "jsongz") return file_format::json_gz;
    return std::nullopt;
}

std::string name_of(candle_type type) {
    return std::string{std::ranges::find(type_names, type, &decltype(type_names)::value_type::first)->second};
}

std::optional<candle_type> candle_type_named(std::string_view name) {
    if (name.empty()) return candle_type::spot;
    const auto found = std::ranges::find(type_names, name, &decltype(type_names)::value_type::second);
    return found == type_names.end() ? std::nullopt : std::optional{found->first};
}

std::string file_name_of(const pair_name& pair) {
    std::string name = pair;
    for (char& c : name)
        if (std::strchr("/ .@$+:", c) != nullptr) c = '_';
    return name;
}

pair_name pair_of_file_name(std::string_view name) {
    pair_name pair{name};
    if (const auto first = pair.find('_'); first != pair.npos) {
        pair[first] = '/';
        if (const auto second = pair.find('_', first); second != pair.npos) pair[second] = ':';
    }
    return pair;
}

frame read_candle_file(const filesystem::path& path, candle_type type) { return read_range(path, type, everything); }

void write_candle_file(const filesystem::path& path, const frame& candles, candle_type type) {
    const auto format = format_of(path);
    const bool old_rates = type == candle_type::funding_rate && candles.find("funding_rate") == nullptr;
    auto wanted = candles;
    if (old_rates) wanted.set("funding_rate", candles["open"]);
    detail::replace_file(kind, path,
                         [&](const filesystem::path& part) { write_as(format, part, wanted, columns_of(type)); });
}

filesystem::path candle_folder::path_of(const candle_series& which) const {
    const bool spot = which.type == candle_type::spot;
    const auto folder = spot ? folder_ : folder_ / "futures";
    const auto type = spot ? "" : "-" + name_of(which.type);
    const auto path = [&](const std::string& timeframe) {
        return folder / fmt::format("{}-{}{}.{}", file_name_of(which.pair), timeframe, type, extension_of(format_));
    };
    auto timeframe = which.timeframe;
    if (timeframe.ends_with('M')) timeframe += 'o';
    auto usual = path(timeframe);
    std::error_code ignored;
    if (timeframe != which.timeframe && !filesystem::exists(usual, ignored) &&
        filesystem::exists(path(which.timeframe), ignored))
        return path(which.timeframe);
    return usual;
}

bool candle_folder::has(const candle_series& which) const {
    std::error_code ignored;
    return filesystem::exists(path_of(which), ignored);
}

frame candle_folder::load_raw(const candle_series& which) const { return load_raw(which, {}, {}); }

frame candle_folder::load_raw(const candle_series& which, std::optional<std::int64_t> from_ms,
                              std::optional<std::int64_t> to_ms) const {
    const date_range range{from_ms.value_or(everything.from_ms), to_ms.value_or(everything.to_ms)};
    const auto path = path_of(which);
    std::error_code failure;
    const bool exists = filesystem::exists(path, failure);
    if (failure) unreadable(path, failure.message());
    if (exists) return rows_within(read_range(path, which.type, range), range);
    frame none;
    for (const auto& name : columns_of(which.type)) none.set(name, series{});
    return none;
}

frame candle_folder::load(const candle_series& which, bool fill_missing, bool drop_incomplete) const {
    auto raw = load_raw(which);
    if (which.type == candle_type::funding_rate) {
        // Rates may be told a few milliseconds late.
        std::vector<std::int64_t> dates{raw.dates().begin(), raw.dates().end()};
        for (auto& date : dates) date -= (date % 1000 + 1000) % 1000;
        frame seconds{std::move(dates)};
        seconds.set("funding_rate", raw["funding_rate"]);
        raw = std::move(seconds);
    }
    const timeframe tf{which.timeframe};
    frame out;
    try {
        out = clean_candles(raw, tf, {fill_missing, drop_incomplete});
    } catch (const error& wrong) { unreadable(path_of(which), wrong.what()); }
    if (which.type == candle_type::funding_rate) out.set("open", out["funding_rate"]);
    return out;
}

void candle_folder::store(const candle_series& which, const frame& candles) const {
    write_candle_file(path_of(which), candles, which.type);
}

void candle_folder::append(const candle_series& which, const frame& candles) const {
    const auto held = load_raw(which);
    store(which, clean_candles(concatenated_rows(held, candles), timeframe{which.timeframe}, {.fill_missing = false}));
}

bool candle_folder::remove(const candle_series& which) const {
    const auto path = path_of(which);
    std::error_code failure;
    const bool removed = filesystem::remove(path, failure);
    if (failure)
        throw operational_error{fmt::format("cannot remove candle file {}: {}", path.string(), failure.message())};
    return removed;
}

std::vector<candle_series> candle_folder::available(trading_mode mode) const {
    const auto folder = mode == trading_mode::futures ? folder_ / "futures" : folder_;
    std::vector<candle_series> found;
    std::error_code failure;
    filesystem::directory_iterator entries{folder, failure};
    if (failure == std::errc::no_such_file_or_directory) return found;
    const auto ending = "." + extension_of(format_);
    for (; !failure && entries != filesystem::directory_iterator{}; entries.increment(failure)) {
        const auto name = entries->path().filename().string();
        if (!name.ends_with(ending) || name.find('.') != name.size() - ending.size()) continue;
        if (auto which = series_of_name(std::string_view{name}.substr(0, name.size() - ending.size())))
            found.push_back(std::move(*which));
    }
    if (failure)
        throw operational_error{fmt::format("cannot list candle files in {}: {}", folder.string(), failure.message())};
    std::ranges::sort(found);
    return found;
}

} // namespace tremolo::market
