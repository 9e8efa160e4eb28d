// `tremolo test-pairlist`: the pairs that the configured chain of pair lists makes.
#include "base/error.hpp"
#include "cli/data_commands.hpp"
#include "cli/web_access.hpp"
#include "plugins/pairlists/chain.hpp"
#include "json/python_text.hpp"
#include "json/write.hpp"
#include <fmt/ranges.h>

namespace tremolo::cli {

int run_test_pairlist(const test_pairlist_options& options, const config::environment& variables, terminal& talk) {
    const system_clock clock;
    const auto [settings, log] = start_utility(options, variables, clock);
    auto currencies = options.quote;
    if (currencies.empty() && settings.stake_currency) currencies = {*settings.stake_currency};
    if (currencies.empty())
        throw configuration_error{"test-pairlist needs a stake currency: name it with --quote, or a configuration that "
                                  "does with --config."};
    web_access web;
    std::string told; // when all lists are made
    for (const auto& currency : currencies) {
        auto with_currency = std::make_shared<config::configuration>(settings);
        with_currency->stake_currency = currency;
        const auto market = open_market(*with_currency, clock, log, "test-pairlist");
        plugins::surroundings around{.exchange = *market.exchange,
                                     .config = with_currency,
                                     .clock = market.time,
                                     .log = logger{log, "tremolo.pairlist"}};
        around.web = &web;
        plugins::pairlist_chain chain{around};
        const auto pairs = chain.refresh();
        if (options.one_column)
            told += fmt::format("{}\n", fmt::join(pairs, "\n"));
        else if (options.print_json)
            told += json::in_ascii(json::text(pairs), json::hex_digits::upper) + "\n";
        else
            told += fmt::format("Pairs for {}: \n{}\n", currency,
                                json::python_value(boost::json::array(pairs.begin(), pairs.end())));
    }
    talk.out << told;
    return 0;
}

} // namespace tremolo::cli
