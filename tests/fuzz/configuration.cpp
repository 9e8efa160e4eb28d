// The text of a configuration file, from JSON with comments to the typed configuration, or to a list of what is wrong.
// A line that begins with FREQTRADE__ is an environment variable.
#include "base/error.hpp"
#include "config/environment.hpp"
#include "config/files.hpp"
#include "config/read_settings.hpp"
#include "config/redact.hpp"
#include "config/validate.hpp"
#include "tests/fuzz/fuzz.hpp"
#include "json/write.hpp"

namespace {
using namespace tremolo;

config::environment variables_in(std::string_view text, std::string& rest) {
    config::environment variables;
    while (!text.empty()) {
        const auto end = text.find('\n');
        const auto line = text.substr(0, end);
        const auto equals = line.find('=');
        if (line.starts_with("FREQTRADE__") && equals != std::string_view::npos)
            variables.emplace(line.substr(0, equals), line.substr(equals + 1));
        else
            rest.append(line).append("\n");
        text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    }
    return variables;
}

void judge(boost::json::object settings, config::run_mode mode, config::stage when) {
    auto found = config::validate(settings, mode, when);
    const auto typed = config::read_settings(settings, found);
    static_cast<void>(typed.starting_balances());
    static_cast<void>(json::text(config::redacted(settings)));
    for (const auto& one : found) fuzzing::require(!one.text().empty(), "every violation has words");
    config::refuse_violations(found);
}
} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string text;
    const auto variables = variables_in(fuzzing::text_of(data, size), text);
    try {
        auto parsed = config::parse_with_comments(text, "the input");
        if (!parsed.is_object()) return 0;
        auto settings = std::move(parsed.get_object());
        config::merge(config::environment_settings(variables), settings);
        config::resolve_paths(settings, "/nowhere");
        for (const auto mode : {config::run_mode::dry_run, config::run_mode::live, config::run_mode::other}) {
            for (const auto when : {config::stage::preliminary, config::stage::complete}) {
                try {
                    judge(settings, mode, when);
                } catch (const configuration_error&) {
                    continue; // the next mode may want less
                }
            }
        }
    } catch (const configuration_error& refused) { fuzzing::require(*refused.what() != '\0', "a refusal has words"); }
    return 0;
}
