#include "bot/fiat.hpp"
#include "base/error.hpp"
#include "base/version.hpp"
#include "json/parse.hpp"
#include <algorithm>
#include <boost/json.hpp>
#include <cctype>
#include <condition_variable>
#include <fmt/format.h>
#include <mutex>
#include <set>
#include <thread>

namespace tremolo::bot {

namespace {

namespace bj = boost::json;
constexpr std::chrono::hours kept{6};
constexpr std::chrono::seconds first_pause{60};
constexpr std::chrono::seconds longest_pause{3600};
constexpr std::chrono::milliseconds patience{8'000};

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return text;
}

// Symbols are not unique at CoinGecko, ids are: those of the usual stake currencies.
std::string coin_query(const std::string& symbol) {
    static constexpr std::pair<std::string_view, std::string_view> ids[] = {
        {"usdt", "tether"}, {"usdc", "usd-coin"}, {"busd", "binance-usd"}, {"tusd", "true-usd"},
        {"btc", "bitcoin"}, {"eth", "ethereum"},  {"bnb", "binancecoin"},  {"sol", "solana"}};
    for (const auto& [name, id] : ids)
        if (symbol == name) return fmt::format("ids={}", id);
    return fmt::format("symbols={}&include_tokens=top", symbol);
}

// {"tether":{"eur":0.86}}
std::optional<double> price_in(const std::string& body, const std::string& fiat) {
    const auto read = json::parse(body);
    if (!read || !read.value.is_object()) return {};
    for (const auto& [coin, prices] : read.value.get_object()) {
        if (!prices.is_object()) continue;
        const auto* price = prices.get_object().if_contains(fiat);
        if (price && price->is_number() && price->to_number<double>() > 0) return price->to_number<double>();
    }
    return {};
}

std::string text_at(const bj::object& from, std::string_view key) {
    const auto* value = from.if_contains(key);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

} // namespace

std::optional<double> fixed_fiat_rates::rate(const std::string& coin, const std::string& fiat) {
    const auto found = rates_.find(coin + "/" + fiat);
    return found == rates_.end() ? std::nullopt : std::optional{found->second};
}

struct coin_gecko_fiat_rates::insides {
    using question = std::pair<std::string, std::string>; // coin, fiat
    struct known {
        double price = 0;
        timestamp at{};
    };

    std::shared_ptr<plugins::web> web;
    const clock& machine;
    logger log;
    std::string base = "https://api.coingecko.com/api/v3/";
    std::vector<std::pair<std::string, std::string>> headers;

    std::mutex mutex;
    std::condition_variable_any changed;
    std::map<question, known> prices;
    std::set<question> wanted;
    std::optional<timestamp> not_before;
    std::chrono::seconds pause = first_pause;
    std::jthread asking; // last: it uses the others

    insides(std::shared_ptr<plugins::web> w, const clock& c, logger l)
        : web{std::move(w)}, machine{c}, log{std::move(l)} {}

    void run(const std::stop_token& stop) {
        while (true) {
            question one;
            {
                std::unique_lock lock{mutex};
                if (!changed.wait(lock, stop, [&] { return !wanted.empty(); }) || stop.stop_requested()) return;
                one = *wanted.begin();
            }
            const auto price = ask(one);
            const std::scoped_lock lock{mutex};
            wanted.erase(one);
            if (price) {
                prices[one] = {*price, machine.now()};
                pause = first_pause;
            } else {
                not_before = machine.now() + pause;
                pause = std::min(pause * 2, longest_pause);
            }
        }
    }

    std::optional<double> ask(const question& one) {
        // "usd" is a coin of its own there: the price of dollars is asked for the other way round.
        const bool inverse = one.first == "usd";
        const auto& coin = inverse ? one.second : one.first;
        const auto& fiat = inverse ? one.first : one.second;
        try {
            const auto answer = web->get(
                {fmt::format("{}simple/price?{}&vs_currencies={}", base, coin_query(coin), fiat), headers, patience});
            const auto price = answer.status == 200 ? price_in(answer.body, fiat) : std::nullopt;
            if (price) return inverse ? 1 / *price : *price;
            log.warning("CoinGecko has no price of {} in {} (status {}): amounts in {} are shown as 0.", coin, fiat,
                        answer.status, fiat);
        } catch (const std::exception& failure) {
            log.warning("CoinGecko cannot be asked for the price of {} in {}: {}", coin, fiat, failure.what());
        }
        return {};
    }
};

coin_gecko_fiat_rates::coin_gecko_fiat_rates(std::shared_ptr<plugins::web> web, const clock& machine,
                                             const bj::object& settings, logger log)
    : in_{std::make_unique<insides>(std::move(web), machine, std::move(log))} {
    in_->headers.emplace_back("User-Agent", fmt::format("Tremolo/{}", program_version));
    if (const auto key = text_at(settings, "api_key"); !key.empty()) {
        const auto* demo = settings.if_contains("is_demo");
        const bool is_demo = !demo || !demo->is_bool() || demo->get_bool();
        if (!is_demo) in_->base = "https://pro-api.coingecko.com/api/v3/";
        in_->headers.emplace_back(is_demo ? "x-cg-demo-api-key" : "x-cg-pro-api-key", key);
    }
    in_->asking = std::jthread{[in = in_.get()](const std::stop_token& stop) { in->run(stop); }};
}

coin_gecko_fiat_rates::~coin_gecko_fiat_rates() = default;

std::optional<double> coin_gecko_fiat_rates::rate(const std::string& coin, const std::string& fiat) {
    const insides::question one{lower(coin), lower(fiat)};
    if (one.first == one.second) return 1.0;
    const std::scoped_lock lock{in_->mutex};
    const auto found = in_->prices.find(one);
    const auto now = in_->machine.now();
    const bool is_fresh = found != in_->prices.end() && now < found->second.at + kept;
    if (!is_fresh && (!in_->not_before || now >= *in_->not_before)) {
        in_->wanted.insert(one);
        in_->changed.notify_one();
    }
    return found == in_->prices.end() ? std::nullopt : std::optional{found->second.price};
}

std::shared_ptr<fiat_source> make_fiat_source(const bj::object& configuration, std::shared_ptr<plugins::web> web,
                                              const clock& machine, const logger& log) {
    if (text_at(configuration, "fiat_display_currency").empty()) return nullptr;
    if (const auto* given = configuration.if_contains("fiat_rates")) {
        const auto refuse = [](const std::string& found) {
            return configuration_error{fmt::format(
                "fiat_rates: expected prices by name, as {{\"USDT/EUR\": 0.86}}, all above 0, but found {}.", found)};
        };
        if (!given->is_object()) throw refuse(bj::serialize(*given));
        std::map<std::string, double> rates;
        for (const auto& [name, price] : given->get_object()) {
            if (!price.is_number() || !(price.to_number<double>() > 0)) throw refuse(bj::serialize(*given));
            rates[std::string{name}] = price.to_number<double>();
        }
        return std::make_shared<fixed_fiat_rates>(std::move(rates));
    }
    if (!web) return nullptr;
    const auto* section = configuration.if_contains("coingecko");
    return std::make_shared<coin_gecko_fiat_rates>(
        std::move(web), machine, section && section->is_object() ? section->get_object() : bj::object{}, log);
}

} // namespace tremolo::bot
