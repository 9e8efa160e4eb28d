// `tremolo show-config`: what files and environment make of the configuration, as freqtrade's command of that name.
#include "cli/commands.hpp"
#include "cli/pretty_json.hpp"
#include "cli/start.hpp"
#include "config/redact.hpp"

namespace tremolo::cli {

int run_show_config(const show_config_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    auto how = load_options_of(options, variables);
    how.mode = config::run_mode::other;
    const auto [settings, log] = start(how, options, clock);

    auto shown = settings.original;
    boost::json::array files;
    for (const auto& file : settings.config_files) files.emplace_back(file.string());
    if (!files.empty()) shown["config_files"] = std::move(files);
    shown.emplace("internals", boost::json::object{});
    if (options.show_sensitive)
        logger{log, "tremolo"}.warning("The output shows secrets: never share it.");
    else
        shown = config::redacted(shown);
    talk.out << "Your combined configuration is:\n" << pretty(shown) << "\n";
    return 0;
}

} // namespace tremolo::cli
