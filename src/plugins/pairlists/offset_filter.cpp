// OffsetFilter: a slice of the list.
#include "plugins/pairlists/makers.hpp"
#include <algorithm>

namespace tremolo::plugins {

namespace {
class offset_filter final : public handler {
  public:
    offset_filter(const surroundings& around, const blacklist& banned, const boost::json::object& keys)
        : handler{"OffsetFilter", around, banned, keys}, offset_{static_cast<std::int64_t>(
                                                             options().number("offset", 0))},
          number_{static_cast<std::int64_t>(options().number("number_assets", 0))} {
        if (offset_ < 0) options().refuse("requires offset to be >= 0");
    }

    [[nodiscard]] std::string short_description() const override {
        return number_ != 0 ? fmt::format("{} - Taking {} Pairs, starting from {}.", name(), number_, offset_)
                            : fmt::format("{} - Offsetting pairs by {}.", name(), offset_);
    }

    [[nodiscard]] std::vector<market::pair_name> filter(std::vector<market::pair_name> pairs,
                                                        const market::ticker_map& /*tickers*/) override {
        const auto count = static_cast<std::int64_t>(pairs.size());
        if (offset_ > count)
            note(log_level::warning, fmt::format("Offset of {} is larger than pair count of {}", offset_, count));
        pairs.erase(pairs.begin(), pairs.begin() + std::min(offset_, count));
        if (number_ > 0 && static_cast<std::int64_t>(pairs.size()) > number_)
            pairs.resize(static_cast<std::size_t>(number_));
        return pairs;
    }

  private:
    std::int64_t offset_, number_;
};
} // namespace

std::unique_ptr<handler> make_offset_filter(const surroundings& around, const blacklist& banned,
                                            const boost::json::object& keys) {
    return std::make_unique<offset_filter>(around, banned, keys);
}

} // namespace tremolo::plugins
