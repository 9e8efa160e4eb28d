// What the bot's parts may ask of the web, over http and https.
#pragma once
#include "plugins/web.hpp"

namespace tremolo::cli {

class web_access final : public plugins::web {
  public:
    [[nodiscard]] plugins::web_answer get(const plugins::web_question& question) override;
};

} // namespace tremolo::cli
