// The configuration that `tremolo new-config` writes, apart from asking and writing.
#pragma once
#include "base/secret.hpp"
#include "cli/options.hpp"
#include <boost/json/object.hpp>

namespace tremolo::cli {

struct new_secrets {
    secret password;
    secret jwt_key;
    secret ws_token;
};
[[nodiscard]] new_secrets random_secrets();

// A complete configuration for a dry run on the simulated market. What `answers` leaves open gets its default. Throws
// configuration_error for an answer that no configuration may have.
[[nodiscard]] boost::json::object new_configuration(const new_config_options& answers, const new_secrets& secrets);

} // namespace tremolo::cli
