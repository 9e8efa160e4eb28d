// The functions that make the handlers, each defined in the handler's own file; registry.cpp lists them.
#pragma once
#include "plugins/pairlists/handler.hpp"
#include <fmt/format.h>

namespace tremolo::plugins {

std::unique_ptr<handler> make_age_filter(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_cross_market_pair_list(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_delist_filter(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_market_cap_pair_list(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_producer_pair_list(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_remote_pair_list(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_pair_information_filter(const surroundings&, const blacklist&,
                                                      const boost::json::object&);
std::unique_ptr<handler> make_percent_change_pair_list(const surroundings&, const blacklist&,
                                                       const boost::json::object&);
std::unique_ptr<handler> make_performance_filter(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_range_stability_filter(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_shuffle_filter(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_volatility_filter(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_full_trades_filter(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_offset_filter(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_precision_filter(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_price_filter(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_spread_filter(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_static_pair_list(const surroundings&, const blacklist&, const boost::json::object&);
std::unique_ptr<handler> make_volume_pair_list(const surroundings&, const blacklist&, const boost::json::object&);

} // namespace tremolo::plugins
