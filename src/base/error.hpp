// What can go wrong, by who has to act on it. Values (`std::optional`, `boost::system::result`) are preferred for what
// a caller expects; these exceptions are for what it cannot go on after. They are caught once per request, once per bot
// iteration and once in main.
#pragma once
#include <stdexcept>

namespace tremolo {

struct error : std::runtime_error {
    using std::runtime_error::runtime_error;
};

// The configuration or the command line cannot be used: exit code 2, the text names key and expectation.
struct configuration_error : error {
    using error::error;
};

// Something outside is broken for good (database, disk, candle file): the bot stops, the text says what to mend.
struct operational_error : error {
    using error::error;
};

// The bot refuses what a user asked: 502 with this text, word for word as freqtrade says it.
struct refusal : error {
    using error::error;
};

} // namespace tremolo
