// What is there to choose from: strategies, exchanges, pairs, pair lists.
#pragma once
#include "json/write.hpp"

namespace tremolo::api::schema {

struct strategy_list_response {
    std::vector<std::string> strategies;
};
BOOST_DESCRIBE_STRUCT(strategy_list_response, (), (strategies))

struct trade_mode_type {
    std::string trading_mode;
    std::string margin_mode;
};
BOOST_DESCRIBE_STRUCT(trade_mode_type, (), (trading_mode, margin_mode))

struct valid_exchanges_type {
    std::string name;
    std::string classname;
    bool valid = false;
    bool supported = false;
    std::string comment;
    std::string comment_futures;
    bool dex = false;
    bool is_alias = false;
    std::optional<std::string> alias_for;
    std::vector<trade_mode_type> trade_modes;
};
BOOST_DESCRIBE_STRUCT(valid_exchanges_type, (),
                      (name, classname, valid, supported, comment, comment_futures, dex, is_alias, alias_for,
                       trade_modes))
constexpr auto json_rules(const valid_exchanges_type*) {
    return std::array{json::rule{.member = "alias_for", .required = true}};
}

struct exchange_list_response {
    std::vector<valid_exchanges_type> exchanges;
};
BOOST_DESCRIBE_STRUCT(exchange_list_response, (), (exchanges))

struct hyperopt_loss {
    std::string name;
    std::string description;
};
BOOST_DESCRIBE_STRUCT(hyperopt_loss, (), (name, description))

struct hyperopt_loss_list_response {
    std::vector<hyperopt_loss> loss_functions;
};
BOOST_DESCRIBE_STRUCT(hyperopt_loss_list_response, (), (loss_functions))

struct freqai_model_list_response {
    std::vector<std::string> freqaimodels;
};
BOOST_DESCRIBE_STRUCT(freqai_model_list_response, (), (freqaimodels))
constexpr std::string_view json_type_name(const freqai_model_list_response*) { return "FreqAIModelListResponse"; }

struct available_pairs {
    std::int64_t length = 0;
    std::vector<std::string> pairs;
    std::vector<std::vector<std::string>> pair_interval;
};
BOOST_DESCRIBE_STRUCT(available_pairs, (), (length, pairs, pair_interval))

struct pair_list_response {
    std::string name;
    std::string description;
    bool is_pairlist_generator = false;
    boost::json::object params;
};
BOOST_DESCRIBE_STRUCT(pair_list_response, (), (name, description, is_pairlist_generator, params))

struct pair_lists_response {
    std::vector<pair_list_response> pairlists;
};
BOOST_DESCRIBE_STRUCT(pair_lists_response, (), (pairlists))

} // namespace tremolo::api::schema
