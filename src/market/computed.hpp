// A vector made of the results of a function of the index: written once, not filled with zeros first. What whole
// columns are computed with; the function sees plain pointers, so that compilers make loops of several elements at a
// time of it.
#pragma once
#include <cstddef>
#include <iterator>
#include <vector>

namespace tremolo::market {

// Stands at an index; its value is the function's.
template <class T, class Op>
struct computed_position {
    using iterator_category = std::random_access_iterator_tag;
    using value_type = T;
    using difference_type = std::ptrdiff_t;
    using pointer = const T*;
    using reference = T;

    Op op; // held by value: what is written might otherwise be what it points to
    std::size_t at;

    T operator*() const { return static_cast<T>(op(at)); }
    computed_position& operator++() {
        ++at;
        return *this;
    }
    friend bool operator==(const computed_position& a, const computed_position& b) { return a.at == b.at; }
    friend bool operator!=(const computed_position& a, const computed_position& b) { return a.at != b.at; }
    friend std::ptrdiff_t operator-(const computed_position& a, const computed_position& b) {
        return static_cast<std::ptrdiff_t>(a.at) - static_cast<std::ptrdiff_t>(b.at);
    }
};

template <class T, class Op>
[[nodiscard]] std::vector<T> computed(std::size_t count, const Op& op) {
    using position = computed_position<T, Op>;
    return std::vector<T>(position{op, 0}, position{op, count});
}

} // namespace tremolo::market
