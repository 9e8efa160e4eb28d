// Catalogues and background jobs: webserver mode.
#include "api/schema/jobs.hpp"
#include "api/endpoints.hpp"
#include "api/schema/candle_requests.hpp"
#include "api/schema/catalogues.hpp"
#include "api/webserver_only.hpp"

namespace tremolo::api::endpoints {

namespace {

using namespace schema;
using rpc::schema::candle_type;

struct pairs_query {
    std::optional<std::string> timeframe;
    std::optional<std::string> stake_currency;
    std::optional<candle_type> candletype;
};
BOOST_DESCRIBE_STRUCT(pairs_query, (), (timeframe, stake_currency, candletype))

struct job_path {
    std::string jobid;
};
BOOST_DESCRIBE_STRUCT(job_path, (), (jobid))

using jobs_list = std::vector<background_task_status>;

const endpoint rows[] = {
    webserver_row("GET", "/strategies", "list_strategies", "Webserver,Strategy",
                  on<in_webserver_mode<strategy_list_response>>),
    webserver_row("GET", "/exchanges", "list_exchanges", "Webserver", on<in_webserver_mode<exchange_list_response>>),
    webserver_row("GET", "/hyperoptloss", "list_hyperoptloss", "Webserver,Hyperopt",
                  on<in_webserver_mode<hyperopt_loss_list_response>>),
    webserver_row("GET", "/freqaimodels", "list_freqaimodels", "Webserver,FreqAI",
                  on<in_webserver_mode<freqai_model_list_response>>),
    webserver_row("GET", "/available_pairs", "list_available_pairs", "Webserver,Candle data,Download-data",
                  on<in_webserver_mode<available_pairs, query<pairs_query>>>),
    webserver_row("GET", "/background", "background_job_list", "Webserver", on<in_webserver_mode<jobs_list>>),
    webserver_row("GET", "/background/{jobid}", "background_job", "Webserver",
                  on<in_webserver_mode<background_task_status, path<job_path>>>),
    // before {jobid}, which would take the word for a job
    webserver_row("DELETE", "/background/clear", "background_job_delete_all", "Webserver",
                  on<in_webserver_mode<jobs_list>>),
    webserver_row("DELETE", "/background/{jobid}", "background_job_delete", "Webserver",
                  on<in_webserver_mode<background_task_status, path<job_path>>>),
    webserver_row("GET", "/pairlists/available", "list_pairlists", "Webserver,Pairlists",
                  on<in_webserver_mode<pair_lists_response>>),
    webserver_row("POST", "/pairlists/evaluate", "pairlists_evaluate", "Webserver,Pairlists",
                  on<in_webserver_mode<bg_job_started, body<pair_lists_payload>>>),
    webserver_row("GET", "/pairlists/evaluate/{jobid}", "pairlists_evaluate_get", "Webserver,Pairlists",
                  on<in_webserver_mode<whitelist_evaluate_response, path<job_path>>>),
    webserver_row("POST", "/download_data", "pairlists_evaluate", "Download-data,Webserver",
                  on<in_webserver_mode<bg_job_started, body<download_data_payload>>>),
    webserver_row("GET", "/lookahead_analysis/{jobid}", "api_get_lookahead_analysis", "Lookahead Analysis,Webserver",
                  on<in_webserver_mode<lookahead_analysis_response, path<job_path>>>),
    webserver_row("POST", "/lookahead_analysis", "api_start_lookahead_analysis", "Lookahead Analysis,Webserver",
                  on<in_webserver_mode<bg_job_started, body<lookahead_analysis_request>>>),
    webserver_row("POST", "/recursive_analysis", "api_start_recursive_analysis", "Recursive Analysis,Webserver",
                  on<in_webserver_mode<bg_job_started, body<recursive_analysis_request>>>),
    webserver_row("GET", "/recursive_analysis/{jobid}", "api_get_recursive_analysis", "Recursive Analysis,Webserver",
                  on<in_webserver_mode<recursive_analysis_response, path<job_path>>>),
};

} // namespace

std::span<const endpoint> jobs() { return rows; }

} // namespace tremolo::api::endpoints
