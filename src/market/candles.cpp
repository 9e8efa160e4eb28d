#include "market/candles.hpp"
#include "base/error.hpp"
#include <algorithm>
#include <array>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace tremolo::market {
namespace {

constexpr std::array<std::string_view, 5> names{"open", "high", "low", "close", "volume"};
enum column : std::size_t { open, high, low, close, volume };

// Candles column by column, while they are worked on.
struct table {
    std::vector<std::int64_t> dates;
    std::array<std::vector<double>, names.size()> values;

    [[nodiscard]] std::size_t size() const { return dates.size(); }
    void reserve(std::size_t rows) {
        dates.reserve(rows);
        for (auto& v : values) v.reserve(rows);
    }
    void add(std::int64_t date, const std::array<double, names.size()>& row) {
        dates.push_back(date);
        for (std::size_t c = 0; c < row.size(); ++c) values[c].push_back(row[c]);
    }
    [[nodiscard]] std::array<double, names.size()> row(std::size_t i) const {
        return {values[open][i], values[high][i], values[low][i], values[close][i], values[volume][i]};
    }
    [[nodiscard]] frame into_frame() && {
        frame out{std::move(dates)};
        for (std::size_t c = 0; c < names.size(); ++c) out.set(names[c], series{std::move(values[c])});
        return out;
    }
};

bool has_candles(const frame& df) {
    return std::ranges::all_of(names, [&](std::string_view name) { return df.find(name) != nullptr; });
}

table table_of(const frame& df) {
    table out;
    out.dates.assign(df.dates().begin(), df.dates().end());
    for (std::size_t c = 0; c < names.size(); ++c) {
        const auto column = df[names[c]];
        out.values[c].assign(column.view().begin(), column.view().end());
    }
    return out;
}

// Order of the rows by date, equal dates as they came.
std::vector<std::size_t> order_of(std::span<const std::int64_t> dates) {
    std::vector<std::size_t> order(dates.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    if (!std::ranges::is_sorted(dates)) std::ranges::stable_sort(order, {}, [&](std::size_t i) { return dates[i]; });
    return order;
}

double larger(double a, double b) { return std::isnan(a) || b > a ? b : a; }
double smaller(double a, double b) { return std::isnan(a) || b < a ? b : a; }

// Merges `row` into the last row of `to`. Volumes of one candle told twice are the larger; those of several candles are
// added up.
void merge_into_last(table& to, const std::array<double, names.size()>& row, bool add_volumes) {
    auto& v = to.values;
    if (std::isnan(v[open].back())) v[open].back() = row[open];
    v[high].back() = larger(v[high].back(), row[high]);
    v[low].back() = smaller(v[low].back(), row[low]);
    if (!std::isnan(row[close])) v[close].back() = row[close];
    double& total = v[volume].back();
    if (!add_volumes) {
        total = larger(total, row[volume]);
    } else if (!std::isnan(row[volume])) {
        total = std::isnan(total) ? row[volume] : total + row[volume];
    }
}

table merged(const table& from) {
    table out;
    out.reserve(from.size());
    for (const auto i : order_of(from.dates)) {
        if (out.size() > 0 && out.dates.back() == from.dates[i])
            merge_into_last(out, from.row(i), false);
        else
            out.add(from.dates[i], from.row(i));
    }
    return out;
}

// Where the rows of a gapless frame stand, counted from its first date as pandas' resample does: short timeframes from
// that day's midnight, weeks on Mondays, months and years on their first day.
class grid {
  public:
    grid(const timeframe& tf, std::int64_t first_ms) : tf_{tf}, rule_{tf.resample_rule()} {
        if (!tf.usable()) throw error{fmt::format("there are no candles of timeframe \"{}\"", tf.name())};
        constexpr std::int64_t day_ms = 86'400'000;
        origin_ms_ = first_ms - (first_ms % day_ms + day_ms) % day_ms;
    }
    [[nodiscard]] std::int64_t slot_of(std::int64_t date_ms) const {
        if (rule_ == "1W-MON") {
            const auto monday = week_.previous_ms(date_ms);
            return monday == date_ms ? monday : week_.next_ms(date_ms);
        }
        if (calendar()) return tf_.previous_ms(date_ms);
        const auto length = tf_.milliseconds();
        const auto rest = (date_ms - origin_ms_) % length;
        return date_ms - (rest < 0 ? rest + length : rest);
    }
    [[nodiscard]] std::int64_t after(std::int64_t slot_ms) const {
        if (rule_ == "1W-MON") return week_.next_ms(slot_ms);
        return calendar() ? tf_.next_ms(slot_ms) : slot_ms + tf_.milliseconds();
    }

  private:
    [[nodiscard]] bool calendar() const { return rule_.back() != 's'; }
    timeframe tf_;
    std::string rule_;
    timeframe week_{"1w"};
    std::int64_t origin_ms_ = 0;
};

// Rows that are filled in at most, more than 20 years of minutes: beyond, a date of the file or of the answer is wrong.
constexpr std::int64_t most_filled_rows = 12'000'000;

void check_gaps(const table& from, const timeframe& tf) {
    const auto first = from.dates.front();
    const auto last = from.dates.back();
    const auto gaps =
        (last - first) / std::max<std::int64_t>(tf.milliseconds(), 1) - static_cast<std::int64_t>(from.size());
    if (gaps > most_filled_rows)
        throw error{fmt::format("candles of {} from {} to {} (milliseconds since 1970) would need {} rows more to have "
                                "no gaps: a date must be wrong",
                                tf.name(), first, last, gaps)};
}

table filled(const table& from, const timeframe& tf) {
    if (from.size() == 0) return from;
    check_gaps(from, tf);
    const grid slots{tf, from.dates.front()};
    table out;
    out.reserve(from.size());
    double last_close = missing;
    std::int64_t next = slots.slot_of(from.dates.front());
    for (std::size_t i = 0; i < from.size(); ++i) {
        const auto slot = slots.slot_of(from.dates[i]);
        for (; next < slot; next = slots.after(next)) out.add(next, {missing, missing, missing, missing, 0});
        if (out.size() > 0 && out.dates.back() == slot) {
            merge_into_last(out, from.row(i), true);
        } else {
            out.add(slot, from.row(i));
            if (std::isnan(out.values[volume].back())) out.values[volume].back() = 0;
            next = slots.after(slot);
        }
    }
    for (std::size_t i = 0; i < out.size(); ++i) {
        auto& v = out.values;
        if (std::isnan(v[close][i])) v[close][i] = last_close;
        last_close = v[close][i];
        for (const auto c : {open, high, low})
            if (std::isnan(v[c][i])) v[c][i] = last_close;
    }
    return out;
}

frame cleaned(const table& raw, const timeframe& tf, cleaning how) {
    auto rows = merged(raw);
    if (how.drop_incomplete && rows.size() > 0) {
        rows.dates.pop_back();
        for (auto& v : rows.values) v.pop_back();
    }
    if (how.fill_missing) rows = filled(rows, tf);
    return std::move(rows).into_frame();
}

// Whether cleaning would change nothing: most files are as they should be, and need not be copied.
bool is_clean(const frame& df, const timeframe& tf, cleaning how) {
    if (df.empty() || df.columns().size() != names.size()) return false;
    for (std::size_t c = 0; c < names.size(); ++c) {
        const auto& column = df.columns()[c];
        const auto* values = column.name == names[c] ? column.numbers() : nullptr;
        if (!values || values->type() != dtype::float64) return false;
        if (how.fill_missing && std::ranges::any_of(values->view(), [](double v) { return std::isnan(v); }))
            return false;
    }
    const auto dates = df.dates();
    if (!how.fill_missing) return std::ranges::adjacent_find(dates, std::greater_equal{}) == dates.end();
    const grid slots{tf, dates.front()};
    if (slots.slot_of(dates.front()) != dates.front()) return false;
    return std::ranges::adjacent_find(dates, [&](auto a, auto b) { return b != slots.after(a); }) == dates.end();
}

// Rows of `df` by index; what no index names stays missing.
frame::values picked(const frame::values& from, const std::vector<std::optional<std::size_t>>& rows) {
    if (const auto* texts = std::get_if<text_series>(&from)) {
        std::vector<std::optional<std::string>> out(rows.size());
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows[i] && (*texts)[*rows[i]]) out[i] = std::string{*(*texts)[*rows[i]]};
        return text_series{out};
    }
    const auto* deferred = std::get_if<deferred_series>(&from);
    const auto& numbers = deferred ? deferred->get() : std::get<series>(from);
    std::vector<double> out(rows.size(), missing);
    bool complete = true;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (rows[i])
            out[i] = numbers[*rows[i]];
        else
            complete = false;
    }
    return series{std::move(out), numbers.type() == dtype::int64 && !complete ? dtype::float64 : numbers.type()};
}

frame put_rows(const frame& df, const std::vector<std::size_t>& rows) {
    std::vector<std::int64_t> dates;
    dates.reserve(rows.size());
    for (const auto i : rows) dates.push_back(df.dates()[i]);
    frame out{std::move(dates)};
    const std::vector<std::optional<std::size_t>> all(rows.begin(), rows.end());
    for (const auto& c : df.columns())
        std::visit([&](auto v) { out.set(c.name, std::move(v)); }, picked(c.values, all));
    return out;
}

// Series that hold no candles (funding rates): the first row of each date, nothing filled.
frame first_of_each_date(const frame& df, bool drop_last) {
    std::vector<std::size_t> rows;
    for (const auto i : order_of(df.dates()))
        if (rows.empty() || df.dates()[rows.back()] != df.dates()[i]) rows.push_back(i);
    if (drop_last && !rows.empty()) rows.pop_back();
    return put_rows(df, rows);
}

table concatenated(const frame& a, const frame& b) {
    auto out = table_of(a);
    const auto more = table_of(b);
    out.dates.insert(out.dates.end(), more.dates.begin(), more.dates.end());
    for (std::size_t c = 0; c < names.size(); ++c)
        out.values[c].insert(out.values[c].end(), more.values[c].begin(), more.values[c].end());
    return out;
}

} // namespace

frame candle_frame(std::span<const raw_candle> candles, const timeframe& tf, cleaning how) {
    table raw;
    raw.reserve(candles.size());
    const auto step = tf.floor_ms();
    for (const auto& c : candles) {
        const auto rest = c.open_ms % step;
        raw.add(c.open_ms - (rest < 0 ? rest + step : rest), {c.open, c.high, c.low, c.close, c.volume});
    }
    return cleaned(raw, tf, how);
}

frame concatenated_rows(const frame& a, const frame& b) {
    std::vector<std::int64_t> dates{a.dates().begin(), a.dates().end()};
    dates.insert(dates.end(), b.dates().begin(), b.dates().end());
    frame out{std::move(dates)};
    for (const auto& c : a.columns()) {
        const auto first = a[c.name], second = b[c.name];
        std::vector<double> values{first.view().begin(), first.view().end()};
        values.insert(values.end(), second.view().begin(), second.view().end());
        out.set(c.name, series{std::move(values), first.type()});
    }
    return out;
}

frame clean_candles(const frame& candles, const timeframe& tf, cleaning how) {
    if (!has_candles(candles)) return first_of_each_date(candles, how.drop_incomplete);
    if (is_clean(candles, tf, how)) return candles.head(candles.size() - (how.drop_incomplete ? 1 : 0));
    return cleaned(table_of(candles), tf, how);
}

frame append_candles(const frame& held, const frame& later, const timeframe& tf, std::size_t most) {
    if (held.empty()) return clean_candles(later, tf).tail(most);
    if (!has_candles(held)) return first_of_each_date(concatenated_rows(held, later), false).tail(most);
    if (later.empty()) return held.tail(most);
    // All before the row that the answer follows or overlaps stays as it is.
    const auto first = held.lower_bound(std::ranges::min(later.dates()));
    const auto kept = first > 0 ? first - 1 : 0;
    const auto renewed = cleaned(concatenated(held.slice(kept, held.size()), later), tf, {});
    if (kept == 0) return renewed.tail(most);
    return std::move(concatenated(held.head(kept), renewed)).into_frame().tail(most);
}

frame resample_candles(const frame& candles, const timeframe& to) {
    const auto rows = table_of(candles);
    table out;
    for (const auto i : order_of(rows.dates)) {
        const auto start = to.previous_ms(rows.dates[i]);
        if (out.size() > 0 && out.dates.back() == start)
            merge_into_last(out, rows.row(i), true);
        else
            out.add(start, rows.row(i));
    }
    return std::move(out).into_frame();
}

frame merge_informative(const frame& base, const frame& informative, const timeframe& base_timeframe,
                        const timeframe& informative_timeframe, bool forward_fill) {
    if (informative_timeframe.minutes() < base_timeframe.minutes())
        throw error{fmt::format("a frame of {} cannot be merged into one of {}: it is faster",
                                informative_timeframe.name(), base_timeframe.name())};
    const bool same = informative_timeframe.minutes() == base_timeframe.minutes();
    // The base candle at whose end an informative candle is complete.
    const auto known_at = [&](std::size_t row) {
        const auto date = informative.dates()[row];
        if (same) return date;
        const bool monthly = informative_timeframe.name() == "1M";
        const auto end =
            monthly ? informative_timeframe.next_ms(date) : date + informative_timeframe.minutes() * 60'000;
        return end - base_timeframe.minutes() * 60'000;
    };
    std::vector<std::optional<std::size_t>> rows(base.size());
    std::optional<std::size_t> before, last; // the row before the first that meets; the last that met
    std::size_t next = 0;
    for (std::size_t i = 0; i < base.size(); ++i) {
        for (; next < informative.size() && known_at(next) < base.dates()[i]; ++next)
            if (!last) before = next;
        const bool meets = next < informative.size() && known_at(next) == base.dates()[i];
        if (meets && !last && forward_fill && base.size() > 1) std::fill_n(rows.begin(), i, before);
        if (meets) last = next;
        if (meets || forward_fill) rows[i] = last;
    }
    frame out = base;
    const auto name_of = [&](const std::string& name) { return name + "_" + informative_timeframe.name(); };
    const auto add = [&](const std::string& name, const frame::values& values) {
        std::visit([&](auto v) { out.set(name_of(name), std::move(v)); }, picked(values, rows));
    };
    add("date", informative["date"]);
    for (const auto& c : informative.columns()) add(c.name, c.values);
    return out;
}

} // namespace tremolo::market
