// Whether settings can be used: old names are moved to the present ones, then freqtrade's rules of consistency, then
// the schema. To be asked twice: before and after the attributes of the strategy were added.
#pragma once
#include "base/log.hpp"
#include "config/schema.hpp"

namespace tremolo::config {

enum class stage {
    preliminary, // what a strategy may still declare is not required
    complete
};

// Moves old names, fills in defaults, and says what is wrong, in the order of the rules; empty: all is well.
// Deprecations are logged as warnings, unknown keys at debug level.
[[nodiscard]] std::vector<violation> validate(boost::json::object& settings, run_mode mode, stage when,
                                              const logger& log = {});

// Throws one configuration_error with all of them, if there are any.
void refuse_violations(const std::vector<violation>& violations);

// -- the parts of validate()

// Names of older versions to those of today (old_names.cpp).
void move_old_names(boost::json::object& settings, std::vector<violation>& found, const logger& log);
// Rules between settings (consistency.cpp).
void check_consistency(boost::json::object& settings, run_mode mode, std::vector<violation>& found, const logger& log);

// settings[a][b], or nothing where there is no such key or `a` is no object.
[[nodiscard]] const boost::json::value* find(const boost::json::object& settings, std::string_view a,
                                             std::string_view b = {});
[[nodiscard]] violation inconsistency(std::vector<std::string> path, std::string sentence);

} // namespace tremolo::config
