// A map by pair that is gone through in the order in which pairs were put in, as a Python dict is: what an exchange
// lists keeps the order in which it told it.
#pragma once
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tremolo::market {

template <class Value>
class ordered_map {
  public:
    using value_type = std::pair<std::string, Value>;
    using const_iterator = typename std::vector<value_type>::const_iterator;

    [[nodiscard]] const_iterator begin() const { return rows_.begin(); }
    [[nodiscard]] const_iterator end() const { return rows_.end(); }
    [[nodiscard]] std::size_t size() const { return rows_.size(); }
    [[nodiscard]] bool empty() const { return rows_.empty(); }
    [[nodiscard]] bool contains(const std::string& pair) const { return places_.contains(pair); }
    [[nodiscard]] const_iterator find(const std::string& pair) const {
        const auto place = places_.find(pair);
        return place == places_.end() ? rows_.end() : rows_.begin() + static_cast<std::ptrdiff_t>(place->second);
    }
    // A pair that is there keeps its value.
    void emplace(std::string pair, Value value) {
        if (places_.try_emplace(pair, rows_.size()).second) rows_.emplace_back(std::move(pair), std::move(value));
    }
    // A pair that is there keeps its place and gets the value.
    void assign(std::string pair, Value value) {
        const auto [place, is_new] = places_.try_emplace(pair, rows_.size());
        if (is_new)
            rows_.emplace_back(std::move(pair), std::move(value));
        else
            rows_[place->second].second = std::move(value);
    }
    void clear() {
        rows_.clear();
        places_.clear();
    }

  private:
    std::vector<value_type> rows_;
    std::unordered_map<std::string, std::size_t> places_;
};

} // namespace tremolo::market
