// The streams that a command talks on: a test hands in its own.
#pragma once
#include <cstddef>
#include <istream>
#include <ostream>

namespace tremolo::cli {

struct terminal {
    std::istream& in;
    std::ostream& out;
    std::ostream& errors;
    bool can_ask = false;    // somebody sits at `in`
    bool has_colors = false; // `out` shows them
    std::size_t columns = 0; // of `out`; 0: any number
};

} // namespace tremolo::cli
