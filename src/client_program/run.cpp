#include "client_program/run.hpp"
#include "base/version.hpp"
#include "client/rest_client.hpp"
#include "client_program/output.hpp"
#include "client_program/server_of_config.hpp"
#include "client_program/watch.hpp"
#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <ostream>

namespace tremolo::client_program {

namespace {

struct options {
    std::string command{};
    std::vector<std::string> words{};
    std::string config = "config.json";
    std::string url{};
    bool show = false;
    std::optional<output_form> form{}; // as the command is best read
};

void describe(CLI::App& app, options& asked) {
    app.set_help_flag("-h,--help", "show this help and exit");
    app.set_version_flag("-V,--version", fmt::format("tremolo-client {}", program_version));
    app.add_option("command", asked.command, "what to ask for; --show lists all");
    app.add_option("command_arguments", asked.words, "the command's arguments, by position or as name=value");
    app.add_option("-c,--config", asked.config, "configuration file of the bot")
        ->type_name("PATH")
        ->capture_default_str();
    app.add_option("--url", asked.url, "http://user:password@host:port instead of a configuration file")
        ->type_name("URL");
    app.add_flag("--show", asked.show, "list the commands");
    const std::map<std::string, output_form> forms{
        {"json", output_form::json}, {"table", output_form::table}, {"csv", output_form::csv}};
    app.add_option("--output", asked.form, "json (default), table or csv")
        ->transform(CLI::CheckedTransformer(forms, CLI::ignore_case))
        ->type_name("FORM");
}

void print_commands(std::ostream& out) {
    out << "Possible commands:\n\n";
    for (const auto& each : client::commands()) out << client::usage(each) << "\n\t" << each.summary << "\n\n";
    out << "watch [type…]\n\tWhat happens in the bot, as it happens, until Ctrl-C; types as in: watch entry_fill "
           "exit_fill\n";
}

void print(const client::answer& got, output_form form, std::ostream& out) {
    switch (form) {
    case output_form::json: out << python_spaced(got.body) << '\n'; break;
    case output_form::table: out << as_table(got.json()); break;
    case output_form::csv: out << as_csv(got.json()); break;
    }
}

int ask(const options& asked, std::ostream& out, std::ostream& errors) {
    std::vector<std::string> positional;
    client::named_values named;
    for (const auto& word : asked.words) {
        const auto equals = word.find('=');
        if (equals == std::string::npos)
            positional.push_back(word);
        else
            named[word.substr(0, equals)] = word.substr(equals + 1);
    }
    const auto form = asked.form.value_or(output_form::json);
    client::rest_client bot{server_of(asked.config, asked.url)};
    const auto got = bot.run(asked.command, std::move(positional), std::move(named));
    if (!got.good()) {
        if (form == output_form::json && !got.body.empty() && got.body.front() != '<') print(got, form, out);
        errors << "tremolo-client: " << got.failure() << '\n';
        return exit_code::refused;
    }
    print(got, form, out);
    return exit_code::good;
}

int perform(const options& asked, std::ostream& out, std::ostream& errors) {
    if (asked.show || asked.command.empty() || asked.command == "show" || asked.command == "help") {
        print_commands(out);
        return exit_code::good;
    }
    if (asked.command == "watch")
        return watch(server_of(asked.config, asked.url), asked.words, asked.form == output_form::json, out, errors);
    return ask(asked, out, errors);
}

} // namespace

int run(const std::vector<std::string>& words, std::ostream& out, std::ostream& errors) {
    CLI::App app{"Client for the REST API and the message stream of a trading bot", "tremolo-client"};
    options asked;
    describe(app, asked);
    try {
        app.parse(std::vector<std::string>{words.rbegin(), words.rend()});
        return perform(asked, out, errors);
    } catch (const CLI::ParseError& stopped) {
        return app.exit(stopped, out, errors) == 0 ? exit_code::good : exit_code::wrong_usage;
    } catch (const operational_error& failure) {
        errors << "tremolo-client: " << failure.what() << '\n';
        return exit_code::no_answer;
    } catch (const error& failure) {
        errors << "tremolo-client: " << failure.what() << '\n';
        return exit_code::wrong_usage;
    }
}

} // namespace tremolo::client_program
