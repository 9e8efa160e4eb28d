// PairInformationFilter: compares a value of the market's description, named as in "limits.cost.min".
#include "plugins/pairlists/makers.hpp"
#include "json/parse.hpp"
#include <boost/json.hpp>

namespace tremolo::plugins {

namespace {
namespace bj = boost::json;

bj::value number(std::optional<double> v) { return v ? bj::value(*v) : bj::value(); }
bj::object limits(const market::range& r) { return {{"min", number(r.min)}, {"max", number(r.max)}}; }

// The market as ccxt describes it.
bj::object described(const market::market_info& m) {
    auto info = json::parse(m.info_json.empty() ? "{}" : m.info_json);
    return {{"symbol", m.symbol},
            {"base", m.base},
            {"quote", m.quote},
            {"settle", m.settle.empty() ? bj::value() : bj::value(bj::string(m.settle))},
            {"active", m.active.value_or(true)},
            {"spot", m.spot},
            {"swap", m.swap},
            {"linear", m.linear},
            {"maker", number(m.maker_fee)},
            {"taker", number(m.taker_fee)},
            {"contractSize", number(m.contract_size)},
            {"precision", {{"amount", number(m.amount_precision)}, {"price", number(m.price_precision)}}},
            {"limits",
             {{"amount", limits(m.limits.amount)},
              {"cost", limits(m.limits.cost)},
              {"price", limits(m.limits.price)},
              {"leverage", limits(m.limits.leverage)}}},
            {"info", info ? std::move(info.value) : bj::value()}};
}

bool equal(const bj::value& a, const bj::value& b) {
    if (a.is_number() && b.is_number()) return a.to_number<double>() == b.to_number<double>();
    return a == b;
}

class pair_information_filter final : public handler {
  public:
    pair_information_filter(const surroundings& around, const blacklist& banned, const bj::object& keys)
        : handler{"PairInformationFilter", around, banned, keys}, key_{options().text("info_key", "")},
          mode_{options().text("selection_mode", "whitelist")} {
        if (key_.empty()) options().refuse("requires \"info_key\".");
        const auto* value = options().find("info_compare_value");
        if (value != nullptr) wanted_ = *value;
        if (wanted_.is_null() || (wanted_.is_string() && wanted_.get_string().empty()))
            options().refuse("requires \"info_compare_value\".");
        if (mode_ != "whitelist" && mode_ != "blacklist")
            options().refuse("selection_mode must be whitelist or blacklist.");
    }

    [[nodiscard]] std::string short_description() const override {
        return fmt::format("{} - Returns {} pairs by comparing {} matches {}.", name(), mode_, key_,
                           wanted_.is_string() ? std::string{wanted_.get_string()} : bj::serialize(wanted_));
    }

  protected:
    [[nodiscard]] bool keeps(const market::pair_name& pair, const market::ticker* /*ticker*/) override {
        const auto* market = around().exchange.find_market(pair);
        return market != nullptr && equal(value_of(*market), wanted_) == (mode_ == "whitelist");
    }

  private:
    [[nodiscard]] bj::value value_of(const market::market_info& market) const {
        bj::value at = described(market);
        std::string_view rest = key_;
        while (!rest.empty()) {
            const auto dot = rest.find('.');
            const auto* found = at.is_object() ? at.get_object().if_contains(rest.substr(0, dot)) : nullptr;
            if (found == nullptr) return bj::value("");
            bj::value next = *found;
            at = std::move(next);
            rest = dot == std::string_view::npos ? std::string_view{} : rest.substr(dot + 1);
        }
        return at;
    }

    std::string key_, mode_;
    bj::value wanted_;
};
} // namespace

std::unique_ptr<handler> make_pair_information_filter(const surroundings& around, const blacklist& banned,
                                                      const boost::json::object& keys) {
    return std::make_unique<pair_information_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
