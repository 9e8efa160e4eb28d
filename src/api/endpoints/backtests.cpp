// Backtests, their history, and candles of a data folder: webserver mode.
#include "api/schema/backtests.hpp"
#include "api/endpoints.hpp"
#include "api/schema/candle_requests.hpp"
#include "api/webserver_only.hpp"
#include "rpc/schema/candles.hpp"
#include "rpc/schema/performance.hpp"

namespace tremolo::api::endpoints {

namespace {

using namespace schema;
using rpc::schema::pair_history;
using rpc::schema::wallet_history_response;

struct result_query {
    std::string filename;
    strategy_name strategy;
};
BOOST_DESCRIBE_STRUCT(result_query, (), (filename, strategy))

struct file_path {
    std::string file;
};
BOOST_DESCRIBE_STRUCT(file_path, (), (file))

struct file_and_strategy_path {
    std::string file;
    strategy_name strategy;
};
BOOST_DESCRIBE_STRUCT(file_and_strategy_path, (), (file, strategy))

struct history_query {
    std::string pair;
    std::string timeframe;
    std::string timerange;
    strategy_name strategy;
    std::optional<std::string> freqaimodel;
};
BOOST_DESCRIBE_STRUCT(history_query, (), (pair, timeframe, timerange, strategy, freqaimodel))

using history = std::vector<backtest_history_entry>;

const endpoint rows[] = {
    webserver_row("POST", "/backtest", "api_start_backtest", "Backtest",
                  on<in_webserver_mode<backtest_response, body<backtest_request>>>),
    webserver_row("GET", "/backtest", "api_get_backtest", "Backtest", on<in_webserver_mode<backtest_response>>),
    webserver_row("DELETE", "/backtest", "api_delete_backtest", "Backtest", on<in_webserver_mode<backtest_response>>),
    webserver_row("GET", "/backtest/abort", "api_backtest_abort", "Backtest", on<in_webserver_mode<backtest_response>>),
    webserver_row("GET", "/backtest/history", "api_backtest_history", "Backtest", on<in_webserver_mode<history>>),
    webserver_row("GET", "/backtest/history/result", "api_backtest_history_result", "Backtest",
                  on<in_webserver_mode<backtest_response, query<result_query>>>),
    webserver_row("DELETE", "/backtest/history/{file}", "api_delete_backtest_history_entry", "Backtest",
                  on<in_webserver_mode<history, path<file_path>>>),
    webserver_row("PATCH", "/backtest/history/{file}", "api_update_backtest_history_entry", "Backtest",
                  on<in_webserver_mode<history, path<file_path>, body<backtest_metadata_update>>>),
    webserver_row("GET", "/backtest/history/{file}/market_change", "api_get_backtest_market_change", "Backtest",
                  on<in_webserver_mode<backtest_market_change, path<file_path>>>),
    webserver_row("GET", "/backtest/history/{file}/{strategy}/wallet", "api_get_backtest_wallet",
                  "Backtest,webserver,backtest",
                  on<in_webserver_mode<wallet_history_response, path<file_and_strategy_path>>>),
    webserver_row("GET", "/pair_history", "pair_history", "Candle data",
                  on<in_webserver_mode<pair_history, query<history_query>>>),
    webserver_row("POST", "/pair_history", "pair_history_filtered", "Candle data",
                  on<in_webserver_mode<pair_history, body<pair_history_request>>>),
};

} // namespace

std::span<const endpoint> backtests() { return rows; }

} // namespace tremolo::api::endpoints
