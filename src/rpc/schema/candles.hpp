// Analysed candles of a pair (FACTS.md "PairHistory answer").
#pragma once
#include "json/write.hpp"
#include <boost/json/object.hpp>

namespace tremolo::rpc::schema {

// A moment of a chart: an ISO text as the strategy gave it.
struct area_annotation_type {
    json::omittable<std::string> color;
    json::omittable<std::string> label;
    json::omittable<std::int64_t> z_level;
    json::omittable<std::string> start;
    json::omittable<std::string> end;
    json::omittable<double> y_start;
    json::omittable<double> y_end;
    std::string type = "area";
};
BOOST_DESCRIBE_STRUCT(area_annotation_type, (), (color, label, z_level, start, end, y_start, y_end, type))

struct line_annotation_type {
    json::omittable<std::string> color;
    json::omittable<std::string> label;
    json::omittable<std::int64_t> z_level;
    json::omittable<std::string> start;
    json::omittable<std::string> end;
    json::omittable<double> y_start;
    json::omittable<double> y_end;
    std::string type = "line";
    json::omittable<std::int64_t> width;
    json::omittable<std::string> line_style; // solid, dashed, dotted
};
BOOST_DESCRIBE_STRUCT(line_annotation_type, (),
                      (color, label, z_level, start, end, y_start, y_end, type, width, line_style))

struct point_annotation_type {
    json::omittable<std::string> color;
    json::omittable<std::string> label;
    json::omittable<std::int64_t> z_level;
    std::string type = "point";
    json::omittable<std::string> x;
    json::omittable<double> y;
    json::omittable<std::int64_t> size;
    json::omittable<std::string> shape; // circle, rect, roundRect, triangle, pin, arrow, none
    json::omittable<std::int64_t> rotate;
};
BOOST_DESCRIBE_STRUCT(point_annotation_type, (), (color, label, z_level, type, x, y, size, shape, rotate))

using annotation = std::variant<area_annotation_type, line_annotation_type, point_annotation_type>;

// The rows of a frame, written already: "[[...],[...]]". Thousands of cells go straight from the columns into text.
struct candle_rows {
    std::string text = "[]";
};
inline void json_write(std::string& out, const candle_rows& rows) { out += rows.text; }
inline boost::json::object json_schema(const candle_rows*) {
    return {{"items", boost::json::object{}}, {"type", "array"}};
}

struct pair_history {
    std::string strategy;
    std::string pair;
    std::string timeframe;
    std::int64_t timeframe_ms = 0;
    std::vector<std::string> columns;
    std::vector<std::string> all_columns;
    candle_rows data;
    std::optional<std::vector<annotation>> annotations;
    std::int64_t length = 0;
    std::int64_t buy_signals = 0;
    std::int64_t sell_signals = 0;
    std::int64_t enter_long_signals = 0;
    std::int64_t exit_long_signals = 0;
    std::int64_t enter_short_signals = 0;
    std::int64_t exit_short_signals = 0;
    timestamp last_analyzed{};
    std::int64_t last_analyzed_ts = 0;
    std::int64_t data_start_ts = 0;
    std::string data_start;
    std::string data_stop;
    std::int64_t data_stop_ts = 0;
};
BOOST_DESCRIBE_STRUCT(pair_history, (),
                      (strategy, pair, timeframe, timeframe_ms, columns, all_columns, data, annotations, length,
                       buy_signals, sell_signals, enter_long_signals, exit_long_signals, enter_short_signals,
                       exit_short_signals, last_analyzed, last_analyzed_ts, data_start_ts, data_start, data_stop,
                       data_stop_ts))
constexpr auto json_rules(const pair_history*) {
    return std::array{json::rule{.member = "all_columns", .optional = true}};
}

} // namespace tremolo::rpc::schema
