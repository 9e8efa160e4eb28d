// GET and POST /pair_candles: the analysed candles of a pair, written from the columns straight into text.
#include "base/time_text.hpp"
#include "bot/settings.hpp"
#include "rpc/candle_table.hpp"
#include "rpc/queries.hpp"
#include <array>
#include <cmath>
#include <set>

namespace tremolo::rpc {
namespace {

constexpr std::array<std::string_view, 6> candle_columns{"date", "open", "high", "low", "close", "volume"};
constexpr std::array<std::string_view, 4> signals{"enter_long", "exit_long", "enter_short", "exit_short"};

const bot::analysed_pair* find_analysed(const bot::snapshot& bot, const candle_selection& wanted) {
    for (const auto& one : bot.analysed)
        if (one.pair == wanted.pair && one.timeframe == wanted.timeframe && one.type == bot.settings->candle_type())
            return &one;
    return nullptr;
}

market::frame limited(const market::frame& candles, std::optional<std::int64_t> limit) {
    if (!limit || *limit == 0) return candles;
    if (*limit > 0) return candles.tail(static_cast<std::size_t>(*limit));
    const auto dropped = std::min<std::uint64_t>(candles.size(), 0 - static_cast<std::uint64_t>(*limit));
    return candles.slice(dropped, candles.size() - dropped);
}

void write_number(std::string& out, double value, market::dtype type) {
    if (!std::isfinite(value))
        out += "null";
    else if (type == market::dtype::int64)
        json::write_int(out, static_cast<std::int64_t>(value));
    else if (type == market::dtype::boolean)
        out += value != 0 ? "true" : "false";
    else if (type == market::dtype::datetime)
        json::write_string(out, iso_z_text(from_epoch_ms(static_cast<std::int64_t>(value))));
    else
        json::write_double(out, value);
}

void write_cell(std::string& out, const market::frame::column& column, std::size_t row) {
    if (const auto* numbers = column.numbers()) return write_number(out, (*numbers)[row], numbers->type());
    const auto text = (*column.texts())[row];
    if (text)
        json::write_string(out, *text);
    else
        out += "null";
}

// A signal's column, for the added column that holds the close where the signal is given.
struct signal_column {
    std::string_view name;
    const market::series* values;
    [[nodiscard]] bool given(std::size_t row) const { return values && (*values)[row] == 1; }
};

std::string rows_text(const market::frame& candles, const std::vector<const market::frame::column*>& shown,
                      const std::vector<signal_column>& given) {
    const auto closes = candles["close"];
    const auto dates = candles.dates();
    std::string out = "[";
    out.reserve(candles.size() * (shown.size() + given.size() + 2) * 14);
    for (std::size_t row = 0; row < candles.size(); ++row) {
        out += row == 0 ? "[\"" : ",[\"";
        out += iso_z_text(from_epoch_ms(dates[row]));
        out += '"';
        for (const auto* column : shown) {
            out += ',';
            write_cell(out, *column, row);
        }
        out += ',';
        json::write_int(out, dates[row]);
        for (const auto& signal : given) {
            out += ',';
            if (signal.given(row))
                write_number(out, closes[row], closes.type());
            else
                out += "null";
        }
        out += ']';
    }
    return out += ']';
}

void set_signal_count(schema::pair_history& out, std::string_view name, std::int64_t count) {
    if (name == "enter_long") out.enter_long_signals = out.buy_signals = count;
    if (name == "exit_long") out.exit_long_signals = out.sell_signals = count;
    if (name == "enter_short") out.enter_short_signals = count;
    if (name == "exit_short") out.exit_short_signals = count;
}

} // namespace

schema::annotation wire_annotation(const strategy::annotation& a) {
    const auto text = [](const std::optional<timestamp>& t) {
        return t ? std::optional{iso_z_text(*t)} : std::nullopt;
    };
    if (a.type == "point")
        return schema::point_annotation_type{a.color, a.label, a.z_level, a.type,  text(a.x),
                                             a.y,     a.size,  a.shape,   a.rotate};
    if (a.type == "line")
        return schema::line_annotation_type{a.color,   a.label, a.z_level, text(a.start), text(a.end),
                                            a.y_start, a.y_end, a.type,    a.width,       a.line_style};
    return schema::area_annotation_type{a.color,     a.label,   a.z_level, text(a.start),
                                        text(a.end), a.y_start, a.y_end,   a.type};
}

void fill_candles(schema::pair_history& out, const market::frame& candles,
                  const std::optional<std::vector<std::string>>& columns) {
    out.all_columns = candles.names();
    out.length = static_cast<std::int64_t>(candles.size());
    if (candles.empty()) {
        out.columns = candles.names();
        return;
    }
    std::set<std::string_view> kept(candle_columns.begin(), candle_columns.end());
    kept.insert(signals.begin(), signals.end());
    if (columns) kept.insert(columns->begin(), columns->end());
    std::vector<const market::frame::column*> shown;
    for (const auto& column : candles.columns())
        if (!columns || kept.contains(column.name)) shown.push_back(&column);
    std::vector<signal_column> given;
    for (const auto name : signals)
        if (const auto* column = candles.find(name)) given.push_back({name, column->numbers()});

    out.columns.push_back("date");
    for (const auto* column : shown) out.columns.push_back(column->name);
    out.columns.push_back("__date_ts");
    for (const auto& signal : given) {
        out.columns.push_back("_" + std::string{signal.name} + "_signal_close");
        std::int64_t count = 0;
        for (std::size_t row = 0; row < candles.size(); ++row) count += signal.given(row);
        set_signal_count(out, signal.name, count);
    }
    out.data.text = rows_text(candles, shown, given);
    const auto first = candles.dates().front(), last = candles.dates().back();
    out.data_start_ts = first;
    out.data_stop_ts = last;
    out.data_start = date_time_text(from_epoch_ms(first)) + "+00:00";
    out.data_stop = date_time_text(from_epoch_ms(last)) + "+00:00";
}

schema::pair_history pair_candles(const bot::snapshot& bot, const candle_selection& wanted) {
    schema::pair_history out;
    out.strategy = bot.settings->strategy_name;
    out.pair = wanted.pair;
    out.timeframe = wanted.timeframe;
    out.timeframe_ms = market::timeframe{wanted.timeframe}.milliseconds();
    out.annotations.emplace();
    const auto* analysed = find_analysed(bot, wanted);
    if (!analysed) return out;
    out.last_analyzed = analysed->analysed_at;
    out.last_analyzed_ts = epoch_seconds(analysed->analysed_at);
    const auto candles = limited(*analysed->candles, wanted.limit);
    if (!candles.empty() && bot.strategy && bot.strategy->annotate)
        for (const auto& a : bot.strategy->annotate(wanted.pair, candles))
            out.annotations->push_back(wire_annotation(a));
    fill_candles(out, candles, wanted.columns);
    return out;
}

} // namespace tremolo::rpc
