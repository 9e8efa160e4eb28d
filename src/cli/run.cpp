#include "cli/run.hpp"
#include "base/error.hpp"
#include "base/version.hpp"
#include "cli/arguments.hpp"
#include "cli/backtesting.hpp"
#include "cli/commands.hpp"
#include "cli/data_commands.hpp"
#include "cli/trade.hpp"
#include "cli/webserver.hpp"
#include <fmt/format.h>

namespace tremolo::cli {

namespace {
// One overload a subcommand.
struct dispatcher {
    const config::environment& variables;
    terminal& talk;

    int operator()(const help_options& help) const {
        talk.out << help.text;
        return exit_good;
    }
    int operator()(const version_options&) const { return run_version(talk); }
    int operator()(const completion_options& options) const { return run_completion(options, talk); }
    int operator()(const trade_options& options) const { return run_trade(options); }
    int operator()(const webserver_options& options) const { return run_webserver(options, variables); }
    int operator()(const show_config_options& options) const { return run_show_config(options, variables, talk); }
    int operator()(const list_timeframes_options& options) const {
        return run_list_timeframes(options, variables, talk);
    }
    int operator()(const list_strategies_options& options) const {
        return run_list_strategies(options, variables, talk);
    }
    int operator()(const install_ui_options& options) const { return run_install_ui(options, variables, talk); }
    int operator()(const create_userdir_options& options) const { return run_create_userdir(options, talk); }
    int operator()(const new_config_options& options) const { return run_new_config(options, talk); }
    int operator()(const backtesting_options& options) const { return run_backtesting(options, variables, talk); }
    int operator()(const lookahead_options& options) const { return run_lookahead_analysis(options, variables, talk); }
    int operator()(const recursive_options& options) const { return run_recursive_analysis(options, variables, talk); }
    int operator()(const data_command& command) const { return run_data_command(command, variables, talk); }
};
} // namespace

int run_version(terminal& talk) {
    talk.out << fmt::format("tremolo {}\nspeaks freqtrade's REST API {:.2f}, as freqtrade {}\n", program_version,
                            api_version, protocol_version);
    return exit_good;
}

int run(const std::vector<std::string>& arguments, const config::environment& variables, terminal& talk) {
    try {
        if (arguments == std::vector{std::string{job_word}}) return run_job();
        if (arguments == std::vector{std::string{charts_word}}) return run_charts();
        const int code = std::visit(dispatcher{variables, talk}, parse_arguments(arguments));
        talk.out.flush();
        if (!talk.out) throw operational_error{"The output cannot be written."};
        return code;
    } catch (const configuration_error& error) {
        talk.errors << "tremolo: " << error.what() << std::endl;
        return exit_unusable;
    } catch (const error& error) {
        talk.errors << "tremolo: " << error.what() << std::endl;
    } catch (const std::bad_alloc&) {
        talk.errors << "tremolo: there is not enough memory." << std::endl;
    } catch (const std::exception& error) {
        talk.errors << "tremolo: this should not have happened, please report it: " << error.what() << std::endl;
    }
    return exit_failed;
}

} // namespace tremolo::cli
