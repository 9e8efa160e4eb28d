// Results of backtests in user_data/backtest_results, as the API shows them.
#pragma once
#include "backtest/results/result_folder.hpp"
#include "rpc/schema/performance.hpp"
#include "rpc/webserver.hpp"

namespace tremolo::rpc::webserver {

[[nodiscard]] std::vector<backtest::history_entry> backtest_history(const workspace& place);
// The result of one strategy with its metadata, as JSON text: what the file has, whichever version wrote it. not_found
// without the file; operational_error for a file that cannot be read or has no such strategy.
[[nodiscard]] std::string backtest_result(const workspace& place, const std::string& filename,
                                          const std::string& strategy);
// What is left. not_found.
[[nodiscard]] std::vector<backtest::history_entry> delete_backtest(const workspace& place, const std::string& filename);
// The entries of that file. not_found, bad_request.
[[nodiscard]] std::vector<backtest::history_entry> note_backtest(const workspace& place, const std::string& filename,
                                                                 const std::string& strategy, const std::string& notes);

struct table_text {
    std::vector<std::string> columns;
    std::int64_t length = 0;
    std::string rows = "[]"; // JSON
};
// not_found.
[[nodiscard]] table_text backtest_market_change(const workspace& place, const std::string& filename);
// The whole wallet in stake currency. bad_request without the file, not_found without the strategy.
[[nodiscard]] schema::wallet_history_response backtest_wallet(const workspace& place, const std::string& filename,
                                                              const std::string& strategy);

// The loss functions of a stored result, by name. not_found, and failed for results of other versions.
[[nodiscard]] json::ordered_map<double> backtest_losses(const workspace& place, const std::string& filename,
                                                        const std::string& strategy);

} // namespace tremolo::rpc::webserver
