#include "rpc/messages.hpp"
#include "base/time_text.hpp"
#include "bot/settings.hpp"
#include "market/frame_json.hpp"
#include "json/parse.hpp"
#include "json/write.hpp"
#include <algorithm>
#include <array>
#include <boost/json.hpp>

namespace tremolo::rpc {

namespace {

constexpr std::array<std::string_view, 18> types{"status",
                                                 "warning",
                                                 "exception",
                                                 "startup",
                                                 "entry",
                                                 "entry_fill",
                                                 "entry_cancel",
                                                 "exit",
                                                 "exit_fill",
                                                 "exit_cancel",
                                                 "protection_trigger",
                                                 "protection_trigger_global",
                                                 "strategy_msg",
                                                 "whitelist",
                                                 "analyzed_df",
                                                 "new_candle",
                                                 "liquidation_warning",
                                                 "job_progress"};

constexpr std::size_t all_rows = std::numeric_limits<std::size_t>::max();

struct frame_key {
    std::string_view pair;
    std::string_view timeframe;
    std::string_view type;
};

// `table` is text that holds JSON of its own.
std::string frame_message(const frame_key& key, std::string_view table, const std::string& analysed_at) {
    std::string out = R"({"type":"analyzed_df","data":{"key":[)";
    out.reserve(table.size() + table.size() / 8 + 200);
    json::write_string(out, key.pair);
    out += ',';
    json::write_string(out, key.timeframe);
    out += ',';
    json::write_string(out, key.type);
    out += R"(],"df":{"__type__":"dataframe","__value__":)";
    json::write_string(out, table);
    out += R"(},"la":)";
    json::write_string(out, analysed_at);
    out += "}}";
    return out;
}

std::string pushed_frame(const bot::analysed_event& e) {
    std::string table;
    market::write_split(table, *e.dataframe, 1);
    return frame_message({e.pair, e.timeframe, bot::text_of(e.type)}, table, iso_text(e.analysed_at));
}

std::size_t rows_for(std::int64_t limit, std::size_t rows) {
    if (limit == 0) return all_rows;
    if (limit > 0) return static_cast<std::size_t>(limit);
    return rows - static_cast<std::size_t>(std::min<std::uint64_t>(rows, 0 - static_cast<std::uint64_t>(limit)));
}

bool names(const std::vector<std::string>& list, std::string_view one) {
    return std::find(list.begin(), list.end(), one) != list.end();
}

// The cells of a table of one row, as they are written.
std::optional<std::vector<std::string_view>> cells_of_row(std::string_view table) {
    const auto begin = table.rfind("\"data\":[[");
    if (begin == std::string_view::npos) return {};
    std::vector<std::string_view> out;
    bool in_text = false;
    auto from = begin + std::string_view{"\"data\":[["}.size();
    for (auto at = from; at < table.size(); ++at) {
        const char c = table[at];
        if (in_text) {
            if (c == '\\') ++at;
            in_text = c != '"';
        } else if (c == '"') {
            in_text = true;
        } else if (c == ',' || c == ']') {
            out.push_back(table.substr(from, at - from));
            from = at + 1;
            if (c == ']') return out;
        }
    }
    return {};
}

// A table of one row with some of its columns.
std::optional<std::string> with_columns(std::string_view table, const std::vector<std::string>& wanted) {
    const auto read = json::parse(table);
    const auto cells = cells_of_row(table);
    if (!read || !cells) return {};
    const auto& columns = read.value.at("columns").as_array();
    if (columns.size() != cells->size()) return {};
    std::string heads;
    std::string row;
    for (std::size_t i = 0; i < columns.size(); ++i) {
        const std::string_view name{columns[i].as_string()};
        if (name != "date" && !names(wanted, name)) continue;
        if (!heads.empty()) heads += ',', row += ',';
        json::write_string(heads, name);
        row += (*cells)[i];
    }
    return "{\"columns\":[" + heads + "],\"index\":" + json::text(read.value.at("index")) + ",\"data\":[[" + row +
           "]]}";
}

} // namespace

std::span<const std::string_view> message_types() { return types; }

std::optional<unsigned> message_number(std::string_view type) {
    const auto found = std::find(types.begin(), types.end(), type);
    if (found == types.end()) return {};
    return static_cast<unsigned>(found - types.begin());
}

void message_feed::send(std::shared_ptr<const bot::event> e) {
    const auto type = message_number(bot::type_of(*e));
    if (!type) return;
    if (const auto* analysed = std::get_if<bot::analysed_event>(&*e)) return take_(*type, pushed_frame(*analysed));
    if (const auto text = bot::wire_text(*e)) take_(*type, *text);
}

std::string whitelist_message(const bot::snapshot& bot) {
    std::string out = R"({"type":"whitelist","data":)";
    json::write(out, bot.whitelist);
    return out += '}';
}

std::string analysed_message(const bot::snapshot& bot, const std::string& pair, const frame_selection& wanted) {
    const auto timeframe = bot.settings->timeframe();
    const auto type = bot.settings->candle_type();
    const market::frame nothing;
    const market::frame* candles = &nothing;
    timestamp analysed_at{};
    for (const auto& one : bot.analysed) {
        if (one.pair != pair || one.timeframe != timeframe || one.type != type) continue;
        candles = one.candles.get();
        analysed_at = one.analysed_at;
    }
    std::string table;
    market::write_split(table, *candles, rows_for(wanted.limit, candles->size()),
                        wanted.columns.empty() ? nullptr : &wanted.columns);
    return frame_message({pair, timeframe, bot::text_of(type)}, table, iso_text(analysed_at));
}

std::string subset_of_message(std::string_view text, const frame_subset& wanted) {
    const auto read = json::parse(text);
    if (!read || !read.value.is_object()) return std::string{text};
    const auto* type = read.value.get_object().if_contains("type");
    if (type == nullptr || *type != "analyzed_df") return std::string{text};
    const auto& data = read.value.at("data").as_object();
    const auto& key = data.at("key").as_array();
    const auto word = [&key](std::size_t i) { return std::string_view{key.at(i).as_string()}; };
    if (!wanted.pairs.empty() && !names(wanted.pairs, word(0))) return {};
    if (wanted.columns.empty()) return std::string{text};
    const auto table = with_columns(data.at("df").at("__value__").as_string(), wanted.columns);
    if (!table) return std::string{text};
    return frame_message({word(0), word(1), word(2)}, *table, std::string{data.at("la").as_string()});
}

} // namespace tremolo::rpc
