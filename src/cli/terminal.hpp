// The streams that a command talks on: a test hands in its own.
#pragma once
#include <cstddef>
#include <istream>
#include <memory>
#include <ostream>
#include <utility>
#include <vector>

namespace tremolo::cli {

struct terminal {
    std::istream& in;
    std::ostream& out;
    std::ostream& errors;
    bool can_ask = false;    // somebody sits at `in`
    bool has_colors = false; // `out` shows them
    std::size_t columns = 0; // of `out`; 0: any number

    // Keeps a value as long as the streams are there: a program ends without taking apart what is large.
    template <class T>
    T& keep(T value) {
        auto made = std::make_shared<T>(std::move(value));
        auto& kept_value = *made;
        kept.push_back(std::move(made));
        return kept_value;
    }
    std::vector<std::shared_ptr<void>> kept{};
};

} // namespace tremolo::cli
