#include "rpc/webserver_results.hpp"
#include "base/time_text.hpp"
#include "rpc/webserver_losses.hpp"
#include "json/parse.hpp"
#include <boost/json.hpp>
#include <fmt/format.h>
#include <fstream>
#include <sstream>

namespace tremolo::rpc::webserver {

namespace bj = boost::json;

namespace {

backtest::result_folder folder_of(const workspace& place) {
    return backtest::result_folder{place.settings().user_data_dir / "backtest_results"};
}

std::filesystem::path file_of(const workspace& place, const std::string& filename) {
    const auto found = folder_of(place).find(filename);
    if (!found) throw not_found("File not found.");
    return *found;
}

bj::object object_of(std::string_view text, const std::filesystem::path& path) {
    auto parsed = json::parse(text);
    if (!parsed || !parsed.value.is_object())
        throw operational_error{fmt::format("{} does not hold a result", path.string())};
    return std::move(parsed.value.as_object());
}

bj::object metadata_of(const std::filesystem::path& archive) {
    const auto path = backtest::metadata_path(archive);
    std::ifstream in{path, std::ios::binary};
    std::ostringstream text;
    text << in.rdbuf();
    return in ? object_of(text.str(), path) : bj::object{};
}

const bj::object* member(const bj::object& all, std::string_view key) {
    const auto* found = all.if_contains(key);
    return found ? found->if_object() : nullptr;
}

// A file that cannot be used is its reader's to know, not a bug of the server.
template <class F>
auto readable(F&& read) {
    try {
        return std::forward<F>(read)();
    } catch (const operational_error& e) { throw failed(e.what()); }
}

void write_cell(std::string& out, double value) {
    out += ',';
    json::write_double(out, value);
}

} // namespace

std::vector<backtest::history_entry> backtest_history(const workspace& place) {
    return folder_of(place).list(place.log().named("tremolo.backtest"));
}

std::string backtest_result(const workspace& place, const std::string& filename, const std::string& strategy) {
    const auto path = file_of(place, filename);
    const auto all = readable([&] { return object_of(backtest::archive{path}.result_text(), path); });
    const auto* strategies = member(all, "strategy");
    const auto* result = strategies ? strategies->if_contains(strategy) : nullptr;
    // freqtrade answers 500, and so do we.
    if (!result) throw std::out_of_range{fmt::format("{} has no result of {}", path.string(), strategy)};
    bj::array comparison;
    if (const auto* rows = all.if_contains("strategy_comparison"); rows && rows->is_array())
        for (const auto& row : rows->as_array())
            if (const auto* columns = row.if_object())
                if (const auto* key = columns->if_contains("key"); key && *key == bj::string{strategy})
                    comparison.push_back(row);
    const auto beside = readable([&] { return metadata_of(path); });
    bj::object about;
    if (const auto* known = member(beside, strategy)) about = *known;
    about["filename"] = path.stem().string();
    std::string out;
    json::write_value(out, bj::object{{"metadata", bj::object{{strategy, std::move(about)}}},
                                      {"strategy", bj::object{{strategy, *result}}},
                                      {"strategy_comparison", std::move(comparison)}});
    return out;
}

std::vector<backtest::history_entry> delete_backtest(const workspace& place, const std::string& filename) {
    if (!folder_of(place).remove(filename)) throw not_found("File not found.");
    return backtest_history(place);
}

std::vector<backtest::history_entry> note_backtest(const workspace& place, const std::string& filename,
                                                   const std::string& strategy, const std::string& notes) {
    using noted = backtest::result_folder::noted;
    const auto folder = folder_of(place);
    switch (folder.set_notes(filename, strategy, notes)) {
    case noted::no_file: throw not_found("File not found.");
    case noted::no_strategy: throw bad_request("Strategy not in metadata.");
    case noted::done: break;
    }
    return folder.entries(filename);
}

table_text backtest_market_change(const workspace& place, const std::string& filename) {
    const auto path = file_of(place, filename);
    const auto change = readable([&] { return backtest::archive{path}.market_change(); });
    if (!change) throw not_found("File not found.");
    table_text out{{"date", "mean", "rel_mean", "count", "__date_ts"}, static_cast<std::int64_t>(change->size()), "["};
    const auto mean = (*change)["mean"], rel_mean = (*change)["rel_mean"], count = (*change)["count"];
    for (std::size_t row = 0; row < change->size(); ++row) {
        out.rows += row == 0 ? "[\"" : ",[\"";
        out.rows += iso_z_text(from_epoch_ms(change->dates()[row]));
        out.rows += '"';
        write_cell(out.rows, mean[row]);
        write_cell(out.rows, rel_mean[row]);
        out.rows += ',';
        json::write_int(out.rows, static_cast<std::int64_t>(count[row]));
        out.rows += ',';
        json::write_int(out.rows, change->dates()[row]);
        out.rows += ']';
    }
    out.rows += ']';
    return out;
}

schema::wallet_history_response backtest_wallet(const workspace& place, const std::string& filename,
                                                const std::string& strategy) {
    const auto path = folder_of(place).find(filename);
    constexpr auto refused = "Unable to retrieve wallet history.";
    if (!path || path->extension() != ".zip") throw bad_request(refused);
    std::optional<market::frame> wallet;
    try {
        wallet = backtest::archive{*path}.wallet(strategy);
    } catch (const operational_error&) { throw not_found(refused); }
    if (!wallet) throw not_found(refused);
    const auto rate = (*wallet)["rate"], balance = (*wallet)["balance"];
    std::map<std::int64_t, double> totals;
    for (std::size_t row = 0; row < wallet->size(); ++row) totals[wallet->dates()[row]] += rate[row] * balance[row];
    schema::wallet_history_response out;
    out.columns = {"date", "__date_ts", "total_quote"};
    out.length = static_cast<std::int64_t>(totals.size());
    for (const auto& [date, total] : totals)
        out.data.push_back(bj::array{bj::string{iso_z_text(from_epoch_ms(date))}, date, total});
    return out;
}

json::ordered_map<double> backtest_losses(const workspace& place, const std::string& filename,
                                          const std::string& strategy) {
    const auto path = file_of(place, filename);
    try {
        json::ordered_map<double> out;
        const auto all = backtest::archive{path}.result();
        for (const auto& [name, result] : all.strategy)
            if (name == strategy)
                for (const auto& one : loss_functions()) out.emplace_back(std::string{one.name}, loss(one, result));
        if (out.empty()) throw not_found("Strategy not found.");
        return out;
    } catch (const operational_error& e) { throw failed(e.what()); }
}

} // namespace tremolo::rpc::webserver
