// A column of numbers that is computed when somebody first looks at it: what a frame offers and few strategies want.
// A value that shares what was computed; any number of threads may look.
#pragma once
#include "market/series.hpp"
#include <functional>
#include <memory>

namespace tremolo::market {

class deferred_series {
  public:
    // `make` gives so many rows; it is called once, or never, on whichever thread looks first.
    deferred_series(std::size_t rows, std::function<series()> make);

    [[nodiscard]] std::size_t size() const { return rows_; }
    [[nodiscard]] deferred_series slice(std::size_t first, std::size_t rows) const;
    // Lives as long as this or a copy of it.
    [[nodiscard]] const series& get() const;
    void compact() {}
    [[nodiscard]] std::size_t bytes() const; // of what was computed

  private:
    class source;
    std::shared_ptr<source> source_;
    std::size_t rows_ = 0;
};

} // namespace tremolo::market
