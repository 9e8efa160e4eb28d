#include "plugins/pairlists/chain.hpp"
#include "plugins/number_text.hpp"
#include "plugins/pairlists/registry.hpp"
#include "plugins/pairlists/wildcards.hpp"
#include <algorithm>

namespace tremolo::plugins {

namespace {
constexpr std::chrono::seconds tickers_live{1800};
constexpr std::chrono::seconds say_again{3600};

std::string method_of(const boost::json::object& entry) {
    const auto* method = entry.if_contains("method");
    if (method == nullptr || !method->is_string())
        throw configuration_error{"pairlists: each entry needs a \"method\" with the name of a pairlist handler."};
    return std::string{method->get_string()};
}
} // namespace

pairlist_chain::pairlist_chain(const surroundings& around)
    : around_{around}, blacklist_{around.config->exchange.pair_blacklist, around.exchange, around.config->trading_mode},
      said_{around.clock, say_again} {
    for (const auto& entry : around.config->pairlists) {
        const std::string method = method_of(entry);
        const auto* row = find_handler(method);
        if (row == nullptr)
            throw configuration_error{"pairlists: there is no pairlist handler named '" + method + "'."};
        if (handlers_.empty() && !row->generates)
            throw configuration_error{"pairlists: " + method + " only filters pairs and cannot be the first."};
        handlers_.push_back(row->make(around_, blacklist_, entry));
    }
    if (handlers_.empty()) throw configuration_error{"pairlists: no pairlist handlers are defined."};
}

const market::ticker_map& pairlist_chain::tickers() {
    const timestamp now = around_.clock.now();
    if (!tickers_at_ || now >= *tickers_at_ + tickers_live || now < *tickers_at_) {
        tickers_ = around_.exchange.fetch_tickers();
        tickers_at_ = now;
    }
    return tickers_;
}

std::vector<market::pair_name> pairlist_chain::refresh(const narrowing& how) {
    const bool needed =
        std::any_of(handlers_.begin(), handlers_.end(), [](const auto& h) { return h->needs_tickers(); });
    const market::ticker_map none;
    const auto& prices = needed ? tickers() : none;
    auto pairs = handlers_.front()->generate(prices);
    if (how.within) std::erase_if(pairs, [&](const auto& pair) { return !how.within->contains(pair); });
    for (std::size_t i = 1; i < handlers_.size() && !how.only_first; ++i)
        pairs = handlers_[i]->filter(std::move(pairs), prices);
    std::vector<market::pair_name> removed;
    try {
        pairs = blacklist_.without(std::move(pairs), &removed);
    } catch (const bad_wildcard& e) {
        around_.log.error("Pair blacklist contains an invalid Wildcard: {}", e.what());
        return {};
    }
    for (const auto& pair : removed) {
        const std::string text = "Pair " + pair + " in your blacklist. Removing it from whitelist...";
        if (said_.fresh(text)) around_.log.warning("{}", text);
    }
    const std::string text = fmt::format("Whitelist with {} pairs: {}", pairs.size(), list_text(pairs));
    if (said_.fresh(text)) around_.log.info("{}", text);
    return pairs;
}

std::vector<std::string> pairlist_chain::method_names() const {
    std::vector<std::string> names;
    for (const auto& h : handlers_) names.push_back(h->name());
    return names;
}

std::string pairlist_chain::short_description() const {
    std::string out = "[";
    for (const auto& h : handlers_) {
        if (out.size() > 1) out += ", ";
        out += "{" + quoted_text(h->name()) + ": " + quoted_text(h->short_description()) + "}";
    }
    return out + "]";
}

} // namespace tremolo::plugins
