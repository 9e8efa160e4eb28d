// Results as JSON: the one place that compiles their reading and writing, and what is not written member by member.
#include "backtest/statistics/result.hpp"
#include "json/read.hpp"
#include <algorithm>

namespace tremolo::backtest {

namespace {

// The same members as a strategy_result's, two parts of the drawdown the other way round.
struct result_without_trades : tables_part,
                               figures_part,
                               run_part,
                               strategy_part,
                               days_part,
                               holding_part,
                               drawdown_depths,
                               drawdown_ends,
                               drawdown_dates,
                               balance_range {};
BOOST_DESCRIBE_STRUCT(result_without_trades,
                      (tables_part, figures_part, run_part, strategy_part, days_part, holding_part, drawdown_depths,
                       drawdown_ends, drawdown_dates, balance_range),
                      ())

} // namespace

void json_write(std::string& out, const strategy_result& result) {
    if (!result.trades.empty()) return json::detail::write_object(out, result);
    const auto& r = result;
    json::detail::write_object(out, result_without_trades{r, r, r, r, r, r, r, r, r, r});
}

void write_trades(std::string& out, std::span<const trade_row> part, bool first) {
    const char* before = first ? "{\"trades\":[" : ",";
    for (const auto& trade : part) {
        out += before;
        json::write(out, trade);
        before = ",";
    }
}

void add_parts(text_parts& parts, const strategy_result& result, std::span<const packed_text> trades) {
    const std::span all{result.trades};
    for (std::size_t first = 0; first < all.size(); first += trades_a_part) {
        const auto part = all.subspan(first, std::min(trades_a_part, all.size() - first));
        const auto index = first / trades_a_part;
        parts.push_back({[part, first](std::string& out) { write_trades(out, part, first == 0); },
                         index < trades.size() ? &trades[index] : nullptr});
    }
    parts.push_back({[&result](std::string& out) {
        if (result.trades.empty()) return json_write(out, result);
        out += "],"; // of its first member
        const auto brace = out.size();
        json::detail::write_object_but(out, result, [](std::string_view name) { return name == "trades"; });
        out.erase(brace, 1);
    }});
}

// Results of older versions lack some keys, whose initialisers then hold; without these it is no result.
bool json_read(const boost::json::value& in, strategy_result& result, json::reader& r) {
    bool good = true;
    if (const auto* object = in.if_object())
        for (const auto* key : {"trades", "results_per_pair", "total_trades", "backtest_start", "backtest_end",
                                "stake_currency", "starting_balance"})
            if (!object->contains(key)) {
                r.enter(std::string{key});
                good = r.fail("missing", "Field required", nullptr);
                r.leave();
            }
    auto how = r.how();
    how.every_member_has_a_default = true;
    json::reader lax{r.at(), how};
    good = json::detail::read_struct(in, result, lax) && good;
    for (auto& one : lax.take()) r.add(std::move(one));
    return good;
}

void json_write(std::string& out, const day_profit& day) { json::write(out, std::pair{day.day, day.profit}); }

bool json_read(const boost::json::value& in, day_profit& day, json::reader& r) {
    const auto* list = in.if_array();
    if (list == nullptr || list->size() != 2) return r.fail("list_type", "Input should be a day and its profit", in);
    return json::read((*list)[0], day.day, r) && json::read((*list)[1], day.profit, r);
}

void json_write(std::string& out, const comparison_row& row) {
    // Its last member is the one that is different.
    json::write(out, static_cast<const table_row&>(row));
    out.erase(out.rfind(':') + 1);
    json::write_string(out, row.drawdown_text);
    out += '}';
}

bool json_read(const boost::json::value& in, comparison_row& row, json::reader& r) {
    auto plain = in;
    if (auto* object = plain.if_object()) {
        auto* drawdown = object->if_contains("max_drawdown_abs");
        if (drawdown != nullptr && drawdown->is_string()) row.drawdown_text = std::string{drawdown->as_string()};
    }
    return json::read(plain, static_cast<table_row&>(row), r);
}

void json_write(std::string& out, const wallet_stats& stats) {
    if (stats.figures)
        json::write(out, *stats.figures);
    else
        out += "{}";
}

bool json_read(const boost::json::value& in, wallet_stats& stats, json::reader& r) {
    stats.figures.reset();
    if (const auto* object = in.if_object(); object != nullptr && object->empty()) return true;
    return json::read(in, stats.figures.emplace(), r);
}

} // namespace tremolo::backtest
