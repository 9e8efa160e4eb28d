// What there is to choose from in webserver mode: strategies, exchanges, stored candles, pairlist handlers; and charts
// of candles.
#include "api/chart.hpp"
#include "api/endpoints.hpp"
#include "api/schema/candle_requests.hpp"
#include "api/schema/catalogues.hpp"
#include "api/webserver_only.hpp"
#include "base/error.hpp"
#include "rpc/schema/candles.hpp"
#include "rpc/webserver_losses.hpp"

namespace tremolo::api::endpoints {

namespace {

using namespace schema;
using rpc::schema::candle_type;
using rpc::schema::pair_history;

strategy_list_response strategies(const call& c) { return {c.webserver().place().strategies()}; }

// The simulated exchange stands in for the one that the configuration names.
exchange_list_response exchanges(const call& c) {
    const auto& settings = c.webserver().place().settings();
    exchange_list_response out;
    if (settings.exchange.connector == config::connector_kind::none) return out;
    valid_exchanges_type one;
    one.name = one.classname = settings.exchange.name;
    if (!one.name.empty()) one.name.front() = static_cast<char>(std::toupper(static_cast<unsigned char>(one.name[0])));
    one.valid = one.supported = true;
    one.comment = "simulated";
    one.trade_modes = {{"spot", ""}, {"futures", "isolated"}, {"futures", "cross"}};
    out.exchanges.push_back(std::move(one));
    return out;
}

hyperopt_loss_list_response loss_functions(const call&) {
    hyperopt_loss_list_response out;
    for (const auto& one : rpc::webserver::loss_functions())
        out.loss_functions.push_back({std::string{one.name}, std::string{one.description}});
    return out;
}

freqai_model_list_response models(const call& c) { return {rpc::webserver::freqai_models(c.webserver().place())}; }

struct pairs_query {
    std::optional<std::string> timeframe;
    std::optional<std::string> stake_currency;
    std::optional<candle_type> candletype;
};
BOOST_DESCRIBE_STRUCT(pairs_query, (), (timeframe, stake_currency, candletype))

available_pairs stored_pairs(const call& c, const query<pairs_query>& q) {
    const auto type = q->candletype ? std::optional{std::string{json::enum_text(*q->candletype)}} : std::nullopt;
    available_pairs out;
    for (auto& one : rpc::webserver::available_candles(c.webserver().place(), q->timeframe, q->stake_currency, type)) {
        if (out.pairs.empty() || out.pairs.back() != one.pair) out.pairs.push_back(one.pair);
        out.pair_interval.push_back({std::move(one.pair), std::move(one.timeframe), std::move(one.type)});
    }
    out.length = static_cast<std::int64_t>(out.pairs.size());
    return out;
}

pair_lists_response pairlist_handlers(const call&) {
    pair_lists_response out;
    for (const auto& one : rpc::webserver::pairlist_handlers())
        out.pairlists.push_back({std::string{one.name}, std::string{one.description}, one.generates,
                                 rpc::webserver::pairlist_parameters(one.name)});
    return out;
}

struct history_query {
    std::string pair;
    std::string timeframe;
    std::string timerange;
    strategy_name strategy;
    std::optional<std::string> freqaimodel;
};
BOOST_DESCRIBE_STRUCT(history_query, (), (pair, timeframe, timerange, strategy, freqaimodel))

// A strategy may do anything: it draws in a process of its own.
written_as<pair_history> chart(const call& c, const rpc::webserver::history_selection& wanted) {
    auto& mode = c.webserver();
    const bool runs_strategy = wanted.strategy && !wanted.strategy->empty();
    if (!runs_strategy || !mode.charts())
        return {chart_of(rpc::webserver::pair_history(mode.place(), wanted), c.working())};
    try {
        return {chart_of(mode.charts()->ask(rpc::webserver::order_chart(mode.place(), wanted)), c.working())};
    } catch (const error& e) { throw rpc::failed(e.what()); }
}

written_as<pair_history> history(const call& c, const query<history_query>& q) {
    return chart(c, {{}, q->pair, q->timeframe, q->timerange, q->strategy.text, {}, false});
}

written_as<pair_history> history_filtered(const call& c, const body<pair_history_request>& b) {
    return chart(c, {choice_of(b.value), b->pair, b->timeframe, b->timerange,
                     b->strategy ? std::optional{b->strategy->text} : std::nullopt, b->columns, b->live_mode});
}

const endpoint rows[] = {
    webserver_row("GET", "/strategies", "list_strategies", "Webserver,Strategy", on<strategies>),
    webserver_row("GET", "/exchanges", "list_exchanges", "Webserver", on<exchanges>),
    webserver_row("GET", "/hyperoptloss", "list_hyperoptloss", "Webserver,Hyperopt", on<loss_functions>),
    own_webserver_row("GET", "/hyperopt-loss", "list_hyperopt_loss", on<loss_functions>), // as FreqUI spells it
    webserver_row("GET", "/freqaimodels", "list_freqaimodels", "Webserver,FreqAI", on<models>),
    webserver_row("GET", "/available_pairs", "list_available_pairs", "Webserver,Candle data,Download-data",
                  on<stored_pairs>),
    webserver_row("GET", "/pairlists/available", "list_pairlists", "Webserver,Pairlists", on<pairlist_handlers>),
    webserver_row("GET", "/pair_history", "pair_history", "Candle data", on<history>),
    webserver_row("POST", "/pair_history", "pair_history_filtered", "Candle data", on<history_filtered>),
};

} // namespace

std::span<const endpoint> catalogues() { return rows; }

} // namespace tremolo::api::endpoints
