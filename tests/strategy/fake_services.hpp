// A bot for strategies under test: remembers what it is told, answers from plain members.
#pragma once
#include "market/frame.hpp"
#include "strategy/services.hpp"
#include <map>

namespace testing_support {

class fake_services final : public tremolo::strategy::services {
  public:
    using pair_name = tremolo::market::pair_name;
    std::map<std::pair<std::int64_t, std::string>, tremolo::strategy::custom_value> custom_data;
    std::map<pair_name, tremolo::market::frame> analysed;
    std::vector<std::string> messages;
    tremolo::timestamp time{};
    tremolo::trading::wallets held;

    std::shared_ptr<const tremolo::market::frame>
    get_pair_dataframe(const pair_name&, const std::string&, std::optional<tremolo::market::candle_type>) override {
        return std::make_shared<const tremolo::market::frame>();
    }
    tremolo::strategy::analysed_frame get_analyzed_dataframe(const pair_name& pair, const std::string&) override {
        return {std::make_shared<const tremolo::market::frame>(analysed[pair]), time};
    }
    std::optional<tremolo::market::ticker> ticker(const pair_name&) override { return {}; }
    tremolo::market::order_book orderbook(const pair_name&, std::size_t) override { return {}; }
    std::optional<tremolo::market::market_info> market(const pair_name&) override { return {}; }
    std::vector<pair_name> current_whitelist() override { return {"BTC/USDT"}; }
    [[nodiscard]] tremolo::strategy::run_mode runmode() const override { return tremolo::strategy::run_mode::dry_run; }
    [[nodiscard]] tremolo::timestamp now() const override { return time; }
    const tremolo::trading::wallets& wallets() override { return held; }
    double total_stake_amount() override { return 1000; }
    double available_stake_amount() override { return 1000; }
    void send_msg(const std::string& text, bool) override { messages.push_back(text); }
    void log(tremolo::strategy::message_level, const std::string& text) override { messages.push_back(text); }
    std::vector<tremolo::trading::trade> trades(const tremolo::strategy::trade_filter&) override { return {}; }
    std::optional<tremolo::strategy::custom_value> get_custom_data(std::int64_t id, const std::string& key) override {
        const auto found = custom_data.find({id, key});
        return found == custom_data.end() ? std::nullopt : std::optional{found->second};
    }
    void set_custom_data(std::int64_t id, const std::string& key, const tremolo::strategy::custom_value& v) override {
        custom_data[{id, key}] = v;
    }
    void lock_pair(const pair_name&, tremolo::timestamp, std::optional<std::string>, const std::string&) override {}
    void unlock_pair(const pair_name&) override {}
    void unlock_reason(const std::string&) override {}
    bool is_pair_locked(const pair_name&, std::optional<tremolo::timestamp>, const std::string&) override {
        return false;
    }
};

} // namespace testing_support
