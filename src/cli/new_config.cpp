#include "cli/new_config.hpp"
#include "base/error.hpp"
#include "cli/commands.hpp"
#include "cli/pretty_json.hpp"
#include "cli/random_text.hpp"
#include "config/environment.hpp"
#include "config/validate.hpp"
#include <cerrno>
#include <charconv>
#include <cstring>
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tremolo::cli {
namespace bj = boost::json;
namespace fs = std::filesystem;

namespace {
// -- defaults of what is neither given nor asked
constexpr auto default_currency = "USDT";
constexpr auto default_stake = "unlimited";
constexpr int default_slots = 5;
constexpr double default_wallet = 1000;
constexpr auto default_strategy = "EmaCrossAtr";
constexpr auto default_timeframe = "1m";
constexpr auto default_exchange = "binance";
constexpr auto default_address = "127.0.0.1";
constexpr int default_port = 8080;
constexpr auto default_user = "freqtrader";
// The coins of the synthetic market.
constexpr const char* coins[] = {"BTC", "ETH", "BNB", "SOL", "XRP", "ADA", "DOGE", "LTC", "LINK", "AVAX", "DOT", "TRX"};

bj::object exchange_section(const std::string& name, const std::string& currency) {
    bj::array pairs;
    for (const std::string coin : coins)
        if (coin != currency) pairs.emplace_back(coin + "/" + currency);
    return {{"name", name},
            {"connector", "simulated"},
            {"simulated", {{"source", "synthetic"}, {"seed", 1}}},
            {"key", ""},
            {"secret", ""},
            {"pair_whitelist", std::move(pairs)},
            {"pair_blacklist", bj::array{}}};
}

bj::value stake_value(const std::string& text) {
    if (text == "unlimited") return bj::value("unlimited");
    const auto value = config::typed_variable(text);
    if (!value.is_number())
        throw configuration_error{fmt::format("stake amount: found \"{}\", expected a number or \"unlimited\".", text)};
    return value;
}

// -- asking

class interview {
  public:
    explicit interview(terminal& talk) : talk_{talk} {}

    std::string ask(const std::string& question, const std::string& otherwise) {
        talk_.out << question << " [" << otherwise << "]: " << std::flush;
        std::string line;
        if (!std::getline(talk_.in, line)) throw operational_error{"Interrupted: no configuration was written."};
        const auto from = line.find_first_not_of(" \t\r");
        if (from == std::string::npos) return otherwise;
        return line.substr(from, line.find_last_not_of(" \t\r") - from + 1);
    }

    void ask_text(std::optional<std::string>& into, const std::string& question, const std::string& otherwise) {
        if (!into) into = ask(question, otherwise);
    }

    template <class T>
    void ask_number(std::optional<T>& into, const std::string& question, T otherwise) {
        while (!into) {
            const auto text = ask(question, fmt::format("{}", otherwise));
            T number{};
            const auto* end = text.data() + text.size();
            const auto read = std::from_chars(text.data(), end, number);
            if (read.ec == std::errc{} && read.ptr == end)
                into = number;
            else
                talk_.out << "  Please enter a number.\n";
        }
    }

    void ask_all(new_config_options& answers) {
        talk_.out << "A configuration for a dry run on the simulated market. Enter keeps what stands in brackets.\n";
        ask_text(answers.stake_currency, "Currency that trades are paid with", default_currency);
        ask_text(answers.stake_amount, "Amount of one trade (a number, or unlimited)", default_stake);
        ask_number(answers.max_open_trades, "Open trades at most (-1: any number)", default_slots);
        ask_number(answers.dry_run_wallet, "Balance to start with", default_wallet);
        ask_text(answers.strategy, "Strategy", default_strategy);
        if (!answers.timeframe) {
            answers.timeframe = ask("Timeframe, such as 5m", "as the strategy says");
            if (*answers.timeframe == "as the strategy says") answers.timeframe = "";
        }
        ask_text(answers.exchange, "Name that the exchange is reported with", default_exchange);
        ask_text(answers.listen_ip_address, "Address of the REST API", default_address);
        ask_number(answers.listen_port, "Port of the REST API", default_port);
        ask_text(answers.username, "User of the REST API", default_user);
    }

    bool confirm(const std::string& question) {
        const auto answer = ask(question + " (y/n)", "n");
        return answer == "y" || answer == "Y" || answer == "yes";
    }

  private:
    terminal& talk_;
};

fs::path file_of(const new_config_options& options) {
    if (!options.config.empty()) return options.config;
    const auto folder = options.user_data_dir.empty() ? fs::path{"user_data"} : options.user_data_dir;
    std::error_code ignored;
    return !options.user_data_dir.empty() || fs::is_directory(folder, ignored) ? folder / "config.json"
                                                                               : fs::path{"config.json"};
}

// Written beside its place first, so that a full disk leaves what was there; readable by its owner only.
void write_private(const fs::path& file, const std::string& text) {
    const auto refuse = [&](int problem) {
        throw operational_error{fmt::format("{} cannot be written: {}.", file.string(), std::strerror(problem))};
    };
    auto pattern = file.string() + ".XXXXXX";
    const int handle = ::mkstemp(pattern.data()); // mode 0600
    if (handle < 0) refuse(errno);
    std::size_t written = 0;
    int problem = 0;
    while (problem == 0 && written < text.size()) {
        const auto count = ::write(handle, text.data() + written, text.size() - written);
        if (count >= 0)
            written += static_cast<std::size_t>(count);
        else if (errno != EINTR)
            problem = errno;
    }
    if (problem == 0 && ::fsync(handle) != 0) problem = errno;
    ::close(handle);
    if (problem == 0 && ::rename(pattern.c_str(), file.c_str()) != 0) problem = errno;
    if (problem != 0) {
        ::unlink(pattern.c_str());
        refuse(problem);
    }
}
} // namespace

new_secrets random_secrets() { return {secret{random_password()}, secret{random_hex(32)}, secret{random_token(34)}}; }

bj::object new_configuration(const new_config_options& answers, const new_secrets& secrets) {
    const auto currency = answers.stake_currency.value_or(default_currency);
    bj::object made{{"bot_name", "tremolo"},
                    {"strategy", answers.strategy.value_or(default_strategy)},
                    {"dry_run", true},
                    {"dry_run_wallet", answers.dry_run_wallet.value_or(default_wallet)},
                    {"stake_currency", currency},
                    {"stake_amount", stake_value(answers.stake_amount.value_or(default_stake))},
                    {"max_open_trades", answers.max_open_trades.value_or(default_slots)},
                    {"tradable_balance_ratio", 0.99}};
    // Short candles and modest targets, so that the first quarter of an hour already shows trades from end to end.
    if (!answers.timeframe) {
        made["timeframe"] = default_timeframe;
        made["minimal_roi"] = {{"0", 0.006}, {"2", 0.002}, {"4", 0.0}, {"6", -0.01}};
    } else if (!answers.timeframe->empty()) {
        made["timeframe"] = *answers.timeframe;
    }
    made["trading_mode"] = "spot";
    made["margin_mode"] = "";
    made["cancel_open_orders_on_exit"] = false;
    made["unfilledtimeout"] = {{"entry", 10}, {"exit", 10}, {"exit_timeout_count", 0}, {"unit", "minutes"}};
    made["entry_pricing"] = {{"price_side", "same"},
                             {"use_order_book", true},
                             {"order_book_top", 1},
                             {"price_last_balance", 0.0},
                             {"check_depth_of_market", {{"enabled", false}, {"bids_to_ask_delta", 1}}}};
    made["exit_pricing"] = {{"price_side", "same"}, {"use_order_book", true}, {"order_book_top", 1}};
    made["exchange"] = exchange_section(answers.exchange.value_or(default_exchange), currency);
    made["pairlists"] = bj::array{bj::object{{"method", "StaticPairList"}}};
    made["api_server"] = {{"enabled", true},
                          {"listen_ip_address", answers.listen_ip_address.value_or(default_address)},
                          {"listen_port", answers.listen_port.value_or(default_port)},
                          {"verbosity", "error"},
                          {"enable_openapi", true},
                          {"jwt_secret_key", secrets.jwt_key.reveal()},
                          {"ws_token", secrets.ws_token.reveal()},
                          {"CORS_origins", bj::array{}},
                          {"username", answers.username.value_or(default_user)},
                          {"password", secrets.password.reveal()}};
    made["initial_state"] = "running";
    made["force_entry_enable"] = true;
    made["internals"] = {{"process_throttle_secs", 5}};

    auto checked = made;
    config::refuse_violations(config::validate(checked, config::run_mode::dry_run, config::stage::preliminary));
    return made;
}

int run_new_config(const new_config_options& options, terminal& talk) {
    const auto file = file_of(options);
    const bool asks = talk.can_ask && !options.defaults;
    interview questions{talk};
    std::error_code ignored;
    if (fs::exists(file, ignored) && !options.force &&
        !(asks && questions.confirm(fmt::format("{} exists. Replace it?", file.string()))))
        throw operational_error{
            fmt::format("{} exists already, nothing was changed. Name another file with --config, or "
                        "replace it with --force.",
                        file.string())};
    const auto folder = file.has_parent_path() ? file.parent_path() : fs::path{"."};
    if (!fs::is_directory(folder, ignored))
        throw operational_error{fmt::format("The folder {0} does not exist. `tremolo create-userdir --userdir {0}` "
                                            "creates a user_data folder.",
                                            folder.string())};
    auto answers = options;
    if (asks) questions.ask_all(answers);
    const auto secrets = random_secrets();
    const auto made = new_configuration(answers, secrets);
    write_private(file, pretty(made, 4) + "\n");

    const auto& api = made.at("api_server").as_object();
    talk.out << fmt::format("Wrote {}.\n\n  URL       http://{}:{}\n  user      {}\n  password  {}\n\n"
                            "Start the bot with: tremolo trade --config {}\n",
                            file.string(), std::string_view{api.at("listen_ip_address").as_string()},
                            api.at("listen_port").as_int64(), std::string_view{api.at("username").as_string()},
                            secrets.password.reveal(), file.string());
    return 0;
}

} // namespace tremolo::cli
