#include "cli/arguments.hpp"
#include "base/error.hpp"
#include "cli/analyses.hpp"
#include "cli/backtesting.hpp"
#include "cli/data_grammar.hpp"
#include "cli/grammar_parts.hpp"
#include <CLI/CLI.hpp>
#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <sstream>

namespace tremolo::cli {

namespace {
// Commands of freqtrade's that this program does not have.
constexpr const char* missing_commands[] = {
    "new-strategy",  "convert-trade-data", "trades-to-ohlcv",   "edge",       "hyperopt",        "hyperopt-list",
    "hyperopt-show", "list-hyperoptloss",  "list-freqaimodels", "convert-db", "strategy-updater"};

constexpr auto about = "A trading bot that speaks freqtrade's REST protocol.\n\n"
                       "The first steps:\n"
                       "  tremolo create-userdir --userdir user_data\n"
                       "  tremolo new-config --config user_data/config.json\n"
                       "  tremolo trade --config user_data/config.json";

constexpr std::size_t name_columns = 34; // of the help: names, then what they are for
constexpr std::size_t help_columns = 84;

std::string wrapped(const std::string& text) {
    std::string out;
    std::size_t column = 0;
    std::istringstream words{text};
    for (std::string word; words >> word;) {
        const bool fits = column + 1 + word.size() <= help_columns;
        if (column > 0) out += fits ? ' ' : '\n';
        column = column > 0 && fits ? column + 1 + word.size() : word.size();
        out += word;
    }
    return out;
}

std::string unwrapped(std::string text) {
    std::ranges::replace(text, '\n', ' ');
    return text;
}

using grammar_parts::option;

// The command line as CLI11 sees it, and where its words go.
class grammar {
  public:
    grammar() {
        app_.name("tremolo");
        app_.set_help_flag("-h,--help", "Show this help and exit");
        app_.add_flag("-V,--version", version_, "Show the version and exit");
        app_.footer("`tremolo COMMAND --help` tells more of a command.");
        app_.get_formatter()->column_width(name_columns);
        add_trade();
        add_webserver();
        add_create_userdir();
        add_install_ui();
        add_new_config();
        add_show_config();
        add_list_strategies();
        add_list_timeframes();
        command_named("version", "Show the version");
        add_backtesting(app_, backtesting_, version_);
        add_lookahead_analysis(app_, lookahead_, version_);
        add_recursive_analysis(app_, recursive_, version_);
        data_.add_to(app_, version_);
        add_completion();
        for (auto* sub : app_.get_subcommands({}))
            for (auto* option : sub->get_options()) option->description(wrapped(option->get_description()));
    }
    grammar(const grammar&) = delete;
    grammar& operator=(const grammar&) = delete;

    CLI::App& app() { return app_; }

    // The options of the subcommand that was given; after parsing.
    [[nodiscard]] command result() const {
        if (version_ || app_.got_subcommand("version")) return version_options{};
        if (app_.got_subcommand("trade")) return with_clock();
        if (app_.got_subcommand("webserver")) return webserver_;
        if (app_.got_subcommand("show-config")) return show_config_;
        if (app_.got_subcommand("list-timeframes")) return list_timeframes_;
        if (app_.got_subcommand("list-strategies")) return list_strategies_;
        if (app_.got_subcommand("install-ui")) return install_ui_;
        if (app_.got_subcommand("create-userdir")) return create_userdir_;
        if (app_.got_subcommand("new-config")) return new_config_;
        if (app_.got_subcommand("completion")) return completion_;
        if (app_.got_subcommand("backtesting")) return backtesting_;
        if (app_.got_subcommand("lookahead-analysis")) return lookahead_;
        if (app_.got_subcommand("recursive-analysis")) return recursive_;
        if (auto found = data_.result(app_)) return std::move(*found);
        throw configuration_error{"tremolo needs a command: `tremolo trade` runs the bot, `tremolo --help` lists all."};
    }

  private:
    CLI::App& command_named(const std::string& name, const std::string& help) {
        return grammar_parts::command_named(app_, name, help);
    }

    static void add_config(CLI::App& to, common_options& options) { grammar_parts::add_config(to, options); }
    void add_common(CLI::App& to, common_options& options) { grammar_parts::add_common(to, options, version_); }

    void add_trade() {
        auto& to = command_named("trade", "Run the bot");
        add_common(to, trade_);
        option(to, "-s,--strategy", trade_.strategy, "Name of the strategy", "NAME")->group("Strategy arguments");
        option(to, "--strategy-path", trade_.strategy_path, "Additional folder of strategies", "PATH")
            ->group("Strategy arguments");
        to.add_flag("--recursive-strategy-search", trade_.recursive_strategy_search,
                    "Search the folders of strategies with all below them")
            ->group("Strategy arguments");
        option(to, "--freqaimodel", ignored_, "Accepted and ignored", "NAME")->group("");
        option(to, "--freqaimodel-path", ignored_, "Accepted and ignored", "PATH")->group("");
        option(to, "--db-url", trade_.db_url,
               "Database of the trades (default: sqlite:///tradesv3.dryrun.sqlite in a dry run, "
               "else sqlite:///tradesv3.sqlite)",
               "URL");
        to.add_flag("--sd-notify", trade_.sd_notify, "Tell systemd when the bot is ready and alive");
        to.add_flag("--dry-run", trade_.dry_run, "Simulate all trades, whatever the configuration says");
        option(to, "--dry-run-wallet,--starting-balance", trade_.dry_run_wallet,
               "Balance that a dry run starts with, in stake currency", "AMOUNT");
        option(to, "--fee", trade_.fee, "Fee of a dry run as a ratio, on entry and exit", "RATIO");
        option(to, "--clock", clock_, "Let the wall clock stand at this moment, in seconds since 1970: for comparisons",
               "EPOCH");
        to.footer("Examples:\n"
                  "  tremolo trade --config user_data/config.json --strategy SampleStrategy\n"
                  "  tremolo trade -c base.json -c secrets.json --db-url sqlite:///mine.sqlite --logfile bot.log");
    }

    void add_webserver() {
        auto& to = command_named("webserver", "Run the API without a bot: charts, backtests, downloads, analyses");
        add_common(to, webserver_);
        option(to, "--strategy-path", webserver_.strategy_path, "Additional folder of strategies", "PATH")
            ->group("Strategy arguments");
        to.add_flag("--recursive-strategy-search", webserver_.recursive_strategy_search,
                    "Search the folders of strategies with all below them")
            ->group("Strategy arguments");
        to.footer("Example:\n  tremolo webserver --config user_data/config.json");
    }

    void add_create_userdir() {
        auto& to = command_named("create-userdir", "Create a user_data folder with the sample strategies");
        option(to, "--userdir,--user-data-dir", create_userdir_.user_data_dir, "The folder", "PATH");
        to.add_flag("--reset", create_userdir_.reset, "Replace sample strategies that are there already");
        to.footer("Example:\n  tremolo create-userdir --userdir user_data");
    }

    void add_new_config() {
        auto& to = command_named("new-config", "Create a configuration for a dry run on the simulated market");
        auto& n = new_config_;
        option(to, "-c,--config", n.config,
               "The file to write (default: USERDIR/config.json where that folder exists, else config.json)", "PATH");
        option(to, "--userdir,--user-data-dir", n.user_data_dir, "Folder of strategies, data and results", "PATH");
        to.add_flag("-y,--defaults", n.defaults, "Ask nothing, take the defaults for what is not given here");
        to.add_flag("--force", n.force, "Replace the file if it exists");
        const auto answer = [&to](const std::string& names, auto& into, const std::string& help, const char* value) {
            option(to, names, into, help, value)->group("Answers");
        };
        answer("--stake-currency", n.stake_currency, "Currency that trades are paid with (default: USDT)", "NAME");
        answer("--stake-amount", n.stake_amount, "Amount of one trade, or unlimited (the default)", "AMOUNT");
        answer("--max-open-trades", n.max_open_trades, "Open trades at most, -1 for any number (default: 5)", "INT");
        answer("--dry-run-wallet", n.dry_run_wallet, "Balance to start with (default: 1000)", "AMOUNT");
        answer("--timeframe", n.timeframe, "As in 5m (default: what the strategy declares)", "NAME");
        answer("--strategy", n.strategy, "Name of the strategy (default: EmaCrossAtr)", "NAME");
        answer("--exchange", n.exchange, "Name that the exchange is reported with (default: binance)", "NAME");
        answer("--listen-ip-address", n.listen_ip_address, "Address of the REST API (default: 127.0.0.1)", "ADDRESS");
        answer("--listen-port", n.listen_port, "Port of the REST API (default: 8080)", "PORT");
        answer("--username", n.username, "User of the REST API (default: freqtrader)", "NAME");
        to.footer("Password, JWT key and WebSocket token are random. Examples:\n"
                  "  tremolo new-config\n"
                  "  tremolo new-config --config user_data/config.json --defaults --listen-port 8081");
    }

    void add_show_config() {
        auto& to = command_named("show-config", "Show the configuration as files and environment make it");
        add_config(to, show_config_);
        to.add_flag("--show-sensitive", show_config_.show_sensitive, "Show secrets too");
        to.footer("Example:\n  tremolo show-config -c base.json -c secrets.json");
    }

    void add_list_strategies() {
        auto& to = command_named("list-strategies", "List the strategies that can be run");
        add_common(to, list_strategies_);
        option(to, "--strategy-path", list_strategies_.strategy_path, "Additional folder of strategies", "PATH");
        to.add_flag("-1,--one-column", list_strategies_.one_column, "Names only, one a line");
        to.add_flag("--recursive-strategy-search", list_strategies_.recursive_strategy_search,
                    "Search the folders of strategies with all below them");
        to.footer("Example:\n  tremolo list-strategies --userdir user_data -1");
    }

    void add_list_timeframes() {
        auto& to = command_named("list-timeframes", "List the timeframes of the exchange");
        add_common(to, list_timeframes_);
        option(to, "--exchange", list_timeframes_.exchange, "Name of the exchange, where no configuration says it",
               "NAME");
        to.add_flag("-1,--one-column", list_timeframes_.one_column, "One a line");
        option(to, "--trading-mode,--tradingmode", ignored_, "spot, margin or futures", "MODE")
            ->check(CLI::IsMember({"spot", "margin", "futures"}));
        to.footer("Example:\n  tremolo list-timeframes --exchange binance -1");
    }

    void add_install_ui() {
        auto& to = command_named("install-ui", "Install FreqUI, to be served at the address of the API");
        add_config(to, install_ui_);
        option(to, "--from", install_ui_.from,
               "Install this archive, folder or address of an archive instead of a release", "PATH");
        option(to, "--ui-version", install_ui_.ui_version, "Install this version; with --from: the version to show",
               "VERSION");
        to.add_flag("--prerelease", install_ui_.prerelease, "Take trial releases, too");
        option(to, "--releases", install_ui_.releases,
               "List of releases, in the form of GitHub's API (default: FreqUI's own)", "URL");
        to.add_flag("--erase", install_ui_.erase, "Remove what is installed; the built-in page is served instead");
        to.footer("Examples:\n"
                  "  tremolo install-ui --userdir user_data\n"
                  "  tremolo install-ui --userdir user_data --from freqUI.zip");
    }

    void add_completion() {
        auto& to = command_named("completion", "Print a script that completes command lines in a shell");
        to.add_option("shell", completion_.shell, "bash, zsh or fish")
            ->required()
            ->type_name("SHELL")
            ->check(CLI::IsMember({"bash", "zsh", "fish"}));
        to.footer("Examples:\n"
                  "  source <(tremolo completion bash)\n"
                  "  tremolo completion zsh > ~/.zfunc/_tremolo\n"
                  "  tremolo completion fish > ~/.config/fish/completions/tremolo.fish");
    }

    [[nodiscard]] trade_options with_clock() const {
        auto made = trade_;
        constexpr double latest = 253402300799; // the end of the year 9999
        if (clock_ && !(*clock_ >= 0 && *clock_ <= latest))
            throw configuration_error{
                fmt::format("--clock: found {}, expected seconds since 1970, such as 1795245900.", *clock_)};
        if (clock_) made.clock = timestamp{std::chrono::microseconds{std::llround(*clock_ * 1e6)}};
        return made;
    }

    CLI::App app_{about};
    bool version_ = false;
    trade_options trade_;
    std::optional<double> clock_;
    webserver_options webserver_;
    show_config_options show_config_;
    list_timeframes_options list_timeframes_;
    list_strategies_options list_strategies_;
    install_ui_options install_ui_;
    create_userdir_options create_userdir_;
    new_config_options new_config_;
    completion_options completion_;
    backtesting_options backtesting_;
    lookahead_options lookahead_;
    recursive_options recursive_;
    data_grammar data_;
    std::string ignored_;
};

std::vector<std::string> names_of(const CLI::Option& option) {
    std::vector<std::string> names;
    for (const auto& name : option.get_snames()) names.push_back("-" + name);
    for (const auto& name : option.get_lnames()) names.push_back("--" + name);
    return names;
}

std::string help_for(grammar& words) {
    auto& app = words.app();
    for (auto* sub : app.get_subcommands())
        if (sub->count("--help") > 0 || app.count("--help") > 0) return sub->help("tremolo");
    return app.help();
}

std::vector<std::string> names_of(const CLI::App& place) {
    std::vector<std::string> known;
    for (const auto* option : place.get_options()) {
        const auto names = names_of(*option);
        known.insert(known.end(), names.begin(), names.end());
    }
    return known;
}

// Beginnings of options that only one has become that option, as freqtrade's command line allows: --conf is --config.
std::vector<std::string> with_whole_names(const CLI::App& app, std::vector<std::string> arguments) {
    if (arguments.empty() || arguments.front().starts_with("-")) return arguments;
    const auto known = names_of(*app.get_subcommand(arguments.front()));
    for (auto& argument : arguments) {
        const auto end = std::min(argument.find('='), argument.size());
        const auto name = argument.substr(0, end);
        if (name.size() < 3 || !name.starts_with("--") || std::ranges::find(known, name) != known.end()) continue;
        std::vector<std::string> longer;
        std::ranges::copy_if(known, std::back_inserter(longer), [&](const auto& k) { return k.starts_with(name); });
        if (longer.size() == 1) argument = longer.front() + argument.substr(end);
    }
    return arguments;
}

// An option with a list that is given again: the last list counts, as with freqtrade. Files of configuration add up.
std::vector<std::string> with_last_lists(const CLI::App& app, std::vector<std::string> arguments) {
    if (arguments.empty() || arguments.front().starts_with("-")) return arguments;
    const auto is_option = [](const std::string& word) {
        return word.size() > 1 && word[0] == '-' && std::isdigit(static_cast<unsigned char>(word[1])) == 0;
    };
    for (const auto* option : app.get_subcommand(arguments.front())->get_options()) {
        if (!option->get_allow_extra_args() || option->get_items_expected_max() <= 1) continue;
        const auto names = names_of(*option);
        const auto is_given = [&](const std::string& word) {
            return std::ranges::find(names, word.substr(0, word.find('='))) != names.end();
        };
        for (auto at = std::ranges::find_if(arguments, is_given); at != arguments.end();) {
            const auto again = std::find_if(at + 1, arguments.end(), is_given);
            if (again == arguments.end()) break;
            const auto end = std::find_if(at + 1, arguments.end(), is_option);
            at = std::find_if(arguments.erase(at, end), arguments.end(), is_given);
        }
    }
    return arguments;
}

// An unknown option's nearest neighbour among those of the subcommand.
std::string hint_for(CLI::App& app, const std::vector<std::string>& arguments) {
    const auto given = app.get_subcommands();
    const auto known = names_of(given.empty() ? app : *given.front());
    for (const auto& argument : arguments) {
        const auto name = argument.substr(0, argument.find('='));
        if (!name.starts_with("--") || std::ranges::find(known, name) != known.end()) continue;
        if (const auto near = nearest(name, known); !near.empty()) return fmt::format(" Did you mean {}?", near);
    }
    return "";
}

void refuse_unknown_command(CLI::App& app, const std::vector<std::string>& arguments) {
    if (arguments.empty() || arguments.front().starts_with("-")) return;
    const auto& word = arguments.front();
    std::vector<std::string> known;
    for (const auto* sub : app.get_subcommands({})) known.push_back(sub->get_name());
    if (std::ranges::find(known, word) != known.end()) return;
    if (std::ranges::find(missing_commands, word) != std::end(missing_commands))
        throw configuration_error{fmt::format("`{}` is a command of freqtrade's that this version of Tremolo does not "
                                              "have. `tremolo --help` lists those it has.",
                                              word)};
    const auto near = nearest(word, known);
    throw configuration_error{fmt::format("`{}` is no command of Tremolo.{} `tremolo --help` lists all.", word,
                                          near.empty() ? "" : fmt::format(" Did you mean `{}`?", near))};
}
} // namespace

command parse_arguments(const std::vector<std::string>& arguments) {
    grammar words;
    auto& app = words.app();
    refuse_unknown_command(app, arguments);
    try {
        auto whole = with_last_lists(app, with_whole_names(app, arguments));
        std::ranges::reverse(whole); // as CLI11 wants them
        app.parse(std::move(whole));
    } catch (const CLI::CallForHelp&) { return help_options{help_for(words)}; } catch (const CLI::ParseError& failure) {
        const auto given = app.get_subcommands();
        throw configuration_error{fmt::format("The command line cannot be used: {}.{} `tremolo {}--help` tells more.",
                                              failure.what(), hint_for(app, arguments),
                                              given.empty() ? "" : given.front()->get_name() + " ")};
    }
    return words.result();
}

std::vector<command_outline> outlines() {
    grammar words;
    std::vector<command_outline> all;
    for (auto* sub : words.app().get_subcommands({})) {
        command_outline one{sub->get_name(), sub->get_description(), {}, {}};
        for (const auto* option : sub->get_options()) {
            const auto names = names_of(*option);
            if (names.empty() || option->get_group().empty()) continue;
            const auto& value = option->get_type_name();
            one.options.push_back({names, unwrapped(option->get_description()), option->get_items_expected_max() > 0,
                                   value == "PATH" || value == "FILE"});
        }
        if (one.name == "completion") one.words = {"bash", "zsh", "fish"};
        all.push_back(std::move(one));
    }
    return all;
}

std::string nearest(const std::string& word, const std::vector<std::string>& known) {
    const auto distance = [](const std::string& a, const std::string& b) {
        std::vector<std::size_t> row(b.size() + 1);
        std::iota(row.begin(), row.end(), 0U);
        for (std::size_t i = 0; i < a.size(); ++i) {
            auto diagonal = row[0]++;
            for (std::size_t k = 0; k < b.size(); ++k) {
                const auto replaced = diagonal + (a[i] == b[k] ? 0U : 1U);
                diagonal = row[k + 1];
                row[k + 1] = std::min({replaced, row[k] + 1, row[k + 1] + 1});
            }
        }
        return row.back();
    };
    std::string best;
    std::size_t least = std::max<std::size_t>(2, word.size() / 3) + 1;
    for (const auto& candidate : known) {
        const auto d = distance(word, candidate);
        if (d < least) {
            least = d;
            best = candidate;
        }
    }
    return best;
}

} // namespace tremolo::cli
