// What has to agree between the program and a strategy that was compiled apart from it: the layout of everything that
// both touch. It is compared before any function of the strategy is called.
#pragma once
#include "strategy/strategy.hpp"
#include <cstdint>

namespace tremolo::strategy {

// Grows when a virtual function of `strategy` or `services` is added, moved or changed.
inline constexpr std::uint32_t interface_version = 2;

// A number that differs when one of the shared types has another size or place.
[[nodiscard]] constexpr std::uint64_t layout_fingerprint() {
    std::uint64_t hash = 14695981039346656037ULL;
    for (const std::uint64_t part :
         {std::uint64_t{interface_version}, std::uint64_t{sizeof(strategy)}, std::uint64_t{sizeof(attributes)},
          std::uint64_t{sizeof(settings)}, std::uint64_t{sizeof(implemented_callbacks)},
          std::uint64_t{sizeof(int_parameter)}, std::uint64_t{sizeof(categorical_parameter)},
          std::uint64_t{sizeof(trading::trade)}, std::uint64_t{sizeof(trading::order)},
          std::uint64_t{sizeof(trading::wallets)}, std::uint64_t{sizeof(market::frame)},
          std::uint64_t{sizeof(market::series)}, std::uint64_t{sizeof(market::text_series)},
          std::uint64_t{sizeof(market::ticker)}, std::uint64_t{sizeof(market::market_info)},
          std::uint64_t{sizeof(adjust_position_call)}, std::uint64_t{sizeof(stake_call)},
          std::uint64_t{sizeof(annotation)}, std::uint64_t{sizeof(custom_value)}})
        hash = (hash ^ part) * 1099511628211ULL;
    return hash;
}

// The C++ library and the form of its strings and lists: objects of it cross the border.
#ifdef _GLIBCXX_RELEASE
inline constexpr std::uint32_t library_version = _GLIBCXX_RELEASE * 10 + _GLIBCXX_USE_CXX11_ABI;
#else
inline constexpr std::uint32_t library_version = 0;
#endif

} // namespace tremolo::strategy
