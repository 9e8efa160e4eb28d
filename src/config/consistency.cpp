// Rules between settings: each is right by itself, but not beside the other. Settings of a wrong type are passed over
// here; the schema reports them.
#include "base/time_text.hpp"
#include "config/validate.hpp"
#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace tremolo::config {
namespace bj = boost::json;

namespace {
// As Python judges values: empty, zero, false and null are not.
bool is_set(const bj::value* value) {
    if (value == nullptr || value->is_null()) return false;
    if (value->is_bool()) return value->get_bool();
    if (value->is_number()) return value->to_number<double>() != 0;
    if (value->is_string()) return !value->get_string().empty();
    if (value->is_array()) return !value->get_array().empty();
    return !value->get_object().empty();
}
bool says(const bj::value* value, std::string_view text) {
    return value != nullptr && value->is_string() && std::string_view{value->get_string()} == text;
}
double number_or(const bj::value* value, double otherwise) {
    return value != nullptr && value->is_number() ? value->to_number<double>() : otherwise;
}

void check_trailing_stop(const bj::object& settings, std::vector<violation>& found) {
    if (!is_set(find(settings, "trailing_stop"))) return;
    const auto* positive = find(settings, "trailing_stop_positive");
    const double from = number_or(positive, 0);
    const double offset = number_or(find(settings, "trailing_stop_positive_offset"), 0);
    if (is_set(find(settings, "trailing_only_offset_is_reached")) && from == 0)
        found.push_back(inconsistency({"trailing_only_offset_is_reached"},
                                      "trailing_only_offset_is_reached needs trailing_stop_positive above 0."));
    if (from > 0 && offset > 0 && offset <= from)
        found.push_back(inconsistency({"trailing_stop_positive_offset"},
                                      fmt::format("trailing_stop_positive_offset ({}) must be greater than "
                                                  "trailing_stop_positive ({}), or 0.",
                                                  offset, from)));
    if (positive != nullptr && positive->is_number() && from == 0)
        found.push_back(inconsistency({"trailing_stop_positive"},
                                      "trailing_stop_positive must not be 0 while trailing_stop is on: leave it out."));
}

void check_market_orders(const bj::object& settings, std::vector<violation>& found) {
    const auto check_side = [&](std::string_view order, std::string_view pricing, std::string_view side) {
        const auto* chosen = find(settings, pricing, "price_side");
        if (!says(find(settings, "order_types", order), "market") || says(chosen, side) || says(chosen, "other"))
            return;
        found.push_back(
            inconsistency({std::string{pricing}, "price_side"},
                          fmt::format("order_types.{} = \"market\" needs {}.price_side = \"other\".", order, pricing)));
    };
    check_side("entry", "entry_pricing", "ask");
    check_side("exit", "exit_pricing", "bid");
}

void check_base_path(const bj::object& settings, std::vector<violation>& found) {
    const auto* value = find(settings, "api_server", "base_path");
    if (value == nullptr || !value->is_string() || value->get_string().empty()) return;
    const std::string_view path = value->get_string();
    const auto is_plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               std::string_view{"/-_.~"}.find(c) != std::string_view::npos;
    };
    if (path.front() == '/' && path.back() != '/' && path.find("//") == std::string_view::npos &&
        path.find("..") == std::string_view::npos && std::ranges::all_of(path, is_plain))
        return;
    found.push_back(inconsistency({"api_server", "base_path"},
                                  "api_server.base_path must begin with a slash, not end with one, and be made of "
                                  "letters, digits and \"/-_.~\", as in \"/bot\"."));
}

void check_whitelist(const bj::object& settings, run_mode mode, std::vector<violation>& found) {
    if (mode == run_mode::other) return;
    bool is_static = !settings.contains("pairlists");
    if (const auto* lists = find(settings, "pairlists"); lists != nullptr && lists->is_array())
        for (const auto& one : lists->get_array())
            if (one.is_object()) is_static |= says(find(one.get_object(), "method"), "StaticPairList");
    const auto* exchange = find(settings, "exchange");
    if (is_static && (exchange == nullptr || exchange->is_object()) &&
        !is_set(find(settings, "exchange", "pair_whitelist")))
        found.push_back(inconsistency({"exchange", "pair_whitelist"},
                                      "StaticPairList needs exchange.pair_whitelist with at least one pair."));
}

void check_unlimited(const bj::object& settings, std::vector<violation>& found) {
    const double slots = number_or(find(settings, "max_open_trades"), 0);
    if ((slots == -1 || slots == std::numeric_limits<double>::infinity()) &&
        says(find(settings, "stake_amount"), "unlimited"))
        found.push_back(inconsistency(
            {"max_open_trades"}, "max_open_trades and stake_amount cannot both be unlimited: set one to a number."));
}

void move_order_book_range(bj::object& settings, std::vector<violation>& found, const logger& log) {
    const auto* least = find(settings, "exit_pricing", "order_book_min");
    const auto* most = find(settings, "exit_pricing", "order_book_max");
    if (least == nullptr || least->is_null() || most == nullptr || most->is_null() ||
        !is_set(find(settings, "exit_pricing", "use_order_book")))
        return;
    if (*least != *most) {
        found.push_back(inconsistency({"exit_pricing", "order_book_max"},
                                      "exit_pricing.order_book_min and order_book_max must be equal: only one level of "
                                      "the order book is used; please set order_book_top."));
        return;
    }
    log.warning("DEPRECATED: exit_pricing.order_book_min and order_book_max are now order_book_top.");
    bj::value top = *least;
    settings["exit_pricing"].get_object()["order_book_top"] = std::move(top);
}

void check_producers(const bj::object& settings, std::vector<violation>& found) {
    if (!is_set(find(settings, "external_message_consumer", "enabled"))) return;
    const auto* producers = find(settings, "external_message_consumer", "producers");
    if (producers == nullptr || !producers->is_array()) return; // the schema says that it is missing
    if (producers->get_array().empty())
        found.push_back(inconsistency({"external_message_consumer", "producers"},
                                      "external_message_consumer.producers must name at least one producer."));
    std::set<std::string> names;
    for (const auto& one : producers->get_array()) {
        const auto* name = one.is_object() ? find(one.get_object(), "name") : nullptr;
        if (name != nullptr && name->is_string() && !names.emplace(name->get_string()).second)
            found.push_back(inconsistency({"external_message_consumer", "producers"},
                                          fmt::format("external_message_consumer.producers: the name \"{}\" is used "
                                                      "twice, names must be unique.",
                                                      std::string_view{name->get_string()})));
    }
}

// Tremolo's own keys.
void check_connector(const bj::object& settings, run_mode mode, std::vector<violation>& found) {
    if (mode == run_mode::live && find(settings, "exchange", "connector") == nullptr)
        found.push_back(inconsistency({"exchange", "connector"},
                                      "exchange.connector is missing: trading with dry_run = false needs a connector, "
                                      "and this version has \"simulated\" only. Set dry_run to true."));
    const auto* simulated = find(settings, "exchange", "simulated");
    if (simulated == nullptr || !simulated->is_object()) return;
    const auto& chosen = simulated->get_object();
    const auto* source = find(chosen, "source");
    const auto* path = find(chosen, "path");
    if (says(source, "replay") || says(source, "frozen")) {
        std::error_code ignored;
        if (path == nullptr || !path->is_string() || path->get_string().empty())
            found.push_back(inconsistency({"exchange", "simulated", "path"},
                                          fmt::format("exchange.simulated.path is missing: source \"{}\" needs the "
                                                      "folder of its files.",
                                                      std::string_view{source->get_string()})));
        else if (!std::filesystem::is_directory(std::string{path->get_string()}, ignored))
            found.push_back(inconsistency(
                {"exchange", "simulated", "path"},
                fmt::format("exchange.simulated.path: there is no folder {}.", std::string_view{path->get_string()})));
    }
    const auto* start = find(chosen, "start");
    if (start != nullptr && start->is_string() && !parse_time(std::string_view{start->get_string()}))
        found.push_back(inconsistency({"exchange", "simulated", "start"},
                                      fmt::format("exchange.simulated.start: found \"{}\", expected a time such as "
                                                  "\"2026-01-31 00:00\".",
                                                  std::string_view{start->get_string()})));
}
} // namespace

const bj::value* find(const bj::object& settings, std::string_view a, std::string_view b) {
    const auto* value = settings.if_contains(bj::string_view{a.data(), a.size()});
    if (value == nullptr || b.empty()) return value;
    const auto* section = value->if_object();
    return section == nullptr ? nullptr : section->if_contains(bj::string_view{b.data(), b.size()});
}

violation inconsistency(std::vector<std::string> path, std::string sentence) {
    return {std::move(path), "consistency", "", "", std::move(sentence)};
}

void check_consistency(bj::object& settings, run_mode mode, std::vector<violation>& found, const logger& log) {
    check_trailing_stop(settings, found);
    check_base_path(settings, found);
    check_market_orders(settings, found);
    if (is_set(find(settings, "edge", "enabled")))
        found.push_back(
            inconsistency({"edge"}, "edge is no longer supported: delete it, or set edge.enabled to false."));
    check_whitelist(settings, mode, found);
    check_unlimited(settings, found);
    move_order_book_range(settings, found, log);
    check_producers(settings, found);
    if (is_set(find(settings, "exchange", "use_public_trades")) && !settings.contains("orderflow"))
        found.push_back(inconsistency({"orderflow"}, "orderflow is missing: exchange.use_public_trades needs it."));
    if (is_set(find(settings, "exchange", "demo_trading")) && is_set(find(settings, "dry_run")))
        found.push_back(
            inconsistency({"exchange", "demo_trading"}, "exchange.demo_trading and dry_run cannot both be on."));
    check_connector(settings, mode, found);
}

} // namespace tremolo::config
