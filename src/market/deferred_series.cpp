#include "market/deferred_series.hpp"
#include <algorithm>
#include <atomic>
#include <mutex>

namespace tremolo::market {

// Made by a function, or a part of another one.
class deferred_series::source {
  public:
    explicit source(std::function<series()> make) : make_{std::move(make)} {}
    source(std::shared_ptr<source> whole, std::size_t first, std::size_t rows)
        : whole_{std::move(whole)}, first_{first}, rows_{rows} {}

    const series& get() {
        std::call_once(once_, [this] {
            values_ = whole_ ? whole_->get().slice(first_, rows_) : make_();
            make_ = nullptr;
            made_ = true;
        });
        return values_;
    }
    [[nodiscard]] std::size_t bytes() const { return made_ ? values_.bytes() : 0; }

  private:
    std::function<series()> make_;
    std::shared_ptr<source> whole_;
    std::size_t first_ = 0, rows_ = 0;
    std::once_flag once_;
    std::atomic<bool> made_{false};
    series values_;
};

deferred_series::deferred_series(std::size_t rows, std::function<series()> make)
    : source_{std::make_shared<source>(std::move(make))}, rows_{rows} {}

deferred_series deferred_series::slice(std::size_t first, std::size_t rows) const {
    deferred_series part = *this;
    first = std::min(first, rows_);
    rows = std::min(rows, rows_ - first);
    part.rows_ = rows;
    part.source_ = std::make_shared<source>(source_, first, rows);
    return part;
}

const series& deferred_series::get() const { return source_->get(); }

std::size_t deferred_series::bytes() const { return source_->bytes(); }

} // namespace tremolo::market
