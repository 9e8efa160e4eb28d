#include "trading/date_order.hpp"
#include <algorithm>
#include <bit>
#include <numeric>

namespace tremolo::trading {
namespace {

constexpr std::ptrdiff_t insertion_length = 15; // ranges whose ends are no further apart are sorted by insertion

struct part {
    std::ptrdiff_t first;
    std::ptrdiff_t last;
    int depth; // how many partitions are left before the sort counts as degenerate
};

class sorter {
  public:
    explicit sorter(std::span<const timestamp> dates) : dates_{dates}, order_(dates.size()) {
        std::iota(order_.begin(), order_.end(), std::size_t{0});
    }

    std::vector<std::size_t> run() && {
        const auto count = std::ssize(order_);
        if (count < 2) return std::move(order_);
        std::vector<part> waiting{{0, count - 1, 2 * (static_cast<int>(std::bit_width(order_.size())) - 1)}};
        while (!waiting.empty()) {
            auto [first, last, depth] = waiting.back();
            waiting.pop_back();
            if (depth < 0) {
                sort_as_heap(first, last);
                continue;
            }
            while (last - first > insertion_length) {
                const auto middle = partition(first, last);
                --depth;
                // The larger side waits.
                if (middle - first < last - middle) {
                    waiting.push_back({middle + 1, last, depth});
                    last = middle - 1;
                } else {
                    waiting.push_back({first, middle - 1, depth});
                    first = middle + 1;
                }
            }
            insert(first, last);
        }
        return std::move(order_);
    }

  private:
    [[nodiscard]] const timestamp& at(std::ptrdiff_t i) const { return dates_[order_[static_cast<std::size_t>(i)]]; }
    void swap(std::ptrdiff_t a, std::ptrdiff_t b) {
        std::swap(order_[static_cast<std::size_t>(a)], order_[static_cast<std::size_t>(b)]);
    }

    // Around the median of the first, the middle and the last; where that came to stand.
    std::ptrdiff_t partition(std::ptrdiff_t first, std::ptrdiff_t last) {
        const auto middle = first + (last - first) / 2;
        if (at(middle) < at(first)) swap(middle, first);
        if (at(last) < at(middle)) swap(last, middle);
        if (at(middle) < at(first)) swap(middle, first);
        const auto pivot = at(middle);
        auto up = first;
        auto down = last - 1;
        swap(middle, down);
        while (true) {
            do ++up;
            while (at(up) < pivot);
            do --down;
            while (pivot < at(down));
            if (up >= down) break;
            swap(up, down);
        }
        swap(up, last - 1);
        return up;
    }

    // The value that stood at `hole` goes down a heap of the nodes 1 to `count`, whose root is at `first`.
    void sift_down(std::ptrdiff_t first, std::ptrdiff_t hole, std::ptrdiff_t count, std::size_t value) {
        const auto node = [&](std::ptrdiff_t n) -> std::size_t& {
            return order_[static_cast<std::size_t>(first + n - 1)];
        };
        for (auto child = hole * 2; child <= count; child = hole * 2) {
            if (child < count && dates_[node(child)] < dates_[node(child + 1)]) ++child;
            if (!(dates_[value] < dates_[node(child)])) break;
            node(hole) = node(child);
            hole = child;
        }
        node(hole) = value;
    }

    void sort_as_heap(std::ptrdiff_t first, std::ptrdiff_t last) {
        const auto value = [&](std::ptrdiff_t n) { return order_[static_cast<std::size_t>(first + n - 1)]; };
        const auto count = last - first + 1;
        for (auto n = count / 2; n > 0; --n) sift_down(first, n, count, value(n));
        for (auto n = count; n > 1; --n) {
            const auto last_leaf = value(n);
            order_[static_cast<std::size_t>(first + n - 1)] = value(1);
            sift_down(first, 1, n - 1, last_leaf);
        }
    }

    void insert(std::ptrdiff_t first, std::ptrdiff_t last) {
        for (auto i = first + 1; i <= last; ++i)
            for (auto k = i; k > first && at(k) < at(k - 1); --k) swap(k, k - 1);
    }

    std::span<const timestamp> dates_;
    std::vector<std::size_t> order_;
};

} // namespace

std::vector<std::size_t> date_order(std::span<const timestamp> dates) { return sorter{dates}.run(); }

} // namespace tremolo::trading
