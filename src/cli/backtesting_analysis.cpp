// `tremolo backtesting-analysis`: the trades of a result in groups, on the terminal or as CSV files.
#include "backtest/results/analysis.hpp"
#include "backtest/results/zip_file.hpp"
#include "base/error.hpp"
#include "cli/data_commands.hpp"
#include "cli/table.hpp"
#include "json/python_text.hpp"
#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace tremolo::cli {

namespace {
using backtest::analysis_cell;
using backtest::analysis_table;

std::string shown(const analysis_cell& cell) {
    if (const auto* number = std::get_if<double>(&cell)) return fmt::format("{:.3f}", *number);
    if (const auto* count = std::get_if<std::int64_t>(&cell)) return std::to_string(*count);
    return std::get<std::string>(cell);
}

std::string in_csv(const analysis_cell& cell) {
    if (const auto* number = std::get_if<double>(&cell)) {
        if (std::isnan(*number)) return "";
        if (std::isinf(*number)) return *number > 0 ? "inf" : "-inf";
        return json::python_number(*number);
    }
    auto text = shown(cell);
    if (text.find_first_of(",\"\n\r") == std::string::npos) return text;
    for (auto at = text.find('"'); at != std::string::npos; at = text.find('"', at + 2)) text.insert(at, 1, '"');
    return '"' + text + '"';
}

// Rows are known by their numbers where no column names them.
std::string csv_of(const analysis_table& table) {
    const bool numbered = !table.numbers.empty();
    std::string out;
    const auto line = [&](bool first, const std::string& cell) { out += (first ? "" : ",") + cell; };
    if (numbered) line(true, "");
    for (std::size_t c = 0; c < table.columns.size(); ++c) line(c == 0 && !numbered, in_csv(table.columns[c]));
    for (std::size_t r = 0; r < table.rows.size(); ++r) {
        out += '\n';
        if (numbered) line(true, std::to_string(table.numbers[r]));
        for (std::size_t c = 0; c < table.columns.size(); ++c) line(c == 0 && !numbered, in_csv(table.rows[r][c]));
    }
    return out + '\n';
}

// "Group 0:" becomes group_0.csv.
std::string file_name_of(const std::string& name) {
    std::string out;
    for (const char c : name)
        if (c != ':') out += c == ' ' ? '_' : static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    return out + ".csv";
}

std::string drawn(const analysis_table& table, table_look look) {
    std::vector<std::vector<table_cell>> rows;
    for (const auto& from : table.rows) {
        auto& to = rows.emplace_back();
        for (const auto& cell : from) to.push_back({shown(cell)});
    }
    // Where rows have no numbers, the first column names them.
    look.left_columns = table.numbers.empty() ? 1 : 0;
    return draw_table(table.columns, rows, look);
}
} // namespace

int run_backtesting_analysis(const backtesting_analysis_options& options, const config::environment& variables,
                             terminal& talk) {
    const system_clock clock;
    const auto [settings, log] = start_utility(options, variables, clock);
    const backtest::archive file{result_path(options, settings)};
    const auto result = file.result();
    const backtest::analysis_wishes wishes{.groups = options.analysis_groups,
                                           .enter_reasons = options.enter_reason_list,
                                           .exit_reasons = options.exit_reason_list,
                                           .indicators = options.indicator_list,
                                           .entry_only = options.entry_only,
                                           .exit_only = options.exit_only,
                                           .rejected = options.rejected_signals,
                                           .range = backtest::parse_timerange(options.timerange)};
    const auto folder = options.analysis_csv_path.empty() ? file.path().parent_path() : options.analysis_csv_path;
    if (options.analysis_to_csv && !std::filesystem::is_directory(folder))
        throw operational_error{fmt::format("Specified directory {} does not exist.", folder.string())};
    for (const auto& [name, told] : result.strategy) {
        const auto tables = backtest::analyse(file, name, told, wishes);
        const bool one_of_several = result.strategy.size() > 1;
        if (one_of_several) talk.out << "Strategy " << name << "\n";
        if (!tables) talk.out << "No trades to show\n";
        for (const auto& table : tables.value_or(std::vector<analysis_table>{})) {
            if (options.analysis_to_csv) {
                const auto path = folder / file_name_of((one_of_several ? name + " " : "") + table.name);
                backtest::write_whole(path, csv_of(table));
                talk.out << fmt::format("Saved {} to {}\n", table.name, path.string());
            } else if (table.rows.empty())
                talk.out << table.name << " there are none.\n";
            else
                talk.out << table.name << "\n" << drawn(table, look_on(talk, options.no_color));
        }
    }
    return 0;
}

} // namespace tremolo::cli
