// How a file of strategies tells which classes are strategies: one line a class, in the namespace of the class.
//
//     TREMOLO_STRATEGY(SampleStrategy)
//
// The class's name is the name that --strategy takes.
#pragma once
#include "strategy/abi.hpp"
#include <concepts>
#include <memory>

namespace tremolo::strategy {

// What a compiled strategy shows to the program. Everything before `create` is looked at before anything is called.
struct plugin {
    std::uint32_t size = sizeof(plugin);
    std::uint32_t library = library_version;
    std::uint64_t layout = layout_fingerprint();
    const char* name = nullptr;
    std::unique_ptr<strategy> (*create)() = nullptr;
    implemented_callbacks implemented{};
};

// Whether a class has a callback of its own: the base's is inherited unless another one, or none that can be reached,
// is found under the name.
#define TREMOLO_HAS_OWN(Class, callback)                                                                               \
    (!requires {                                                                                                       \
        requires std::same_as<decltype(&Class::callback), decltype(&::tremolo::strategy::strategy::callback)>;         \
    })

template <class S>
constexpr implemented_callbacks callbacks_of() {
    return {.bot_start = TREMOLO_HAS_OWN(S, bot_start),
            .bot_loop_start = TREMOLO_HAS_OWN(S, bot_loop_start),
            .informative_pairs = TREMOLO_HAS_OWN(S, informative_pairs),
            .version = TREMOLO_HAS_OWN(S, version),
            .custom_entry_price = TREMOLO_HAS_OWN(S, custom_entry_price),
            .custom_stake_amount = TREMOLO_HAS_OWN(S, custom_stake_amount),
            .leverage = TREMOLO_HAS_OWN(S, leverage),
            .confirm_trade_entry = TREMOLO_HAS_OWN(S, confirm_trade_entry),
            .custom_stoploss = TREMOLO_HAS_OWN(S, custom_stoploss),
            .custom_roi = TREMOLO_HAS_OWN(S, custom_roi),
            .adjust_trade_position = TREMOLO_HAS_OWN(S, adjust_trade_position),
            .custom_exit = TREMOLO_HAS_OWN(S, custom_exit),
            .custom_exit_price = TREMOLO_HAS_OWN(S, custom_exit_price),
            .confirm_trade_exit = TREMOLO_HAS_OWN(S, confirm_trade_exit),
            .check_entry_timeout = TREMOLO_HAS_OWN(S, check_entry_timeout),
            .check_exit_timeout = TREMOLO_HAS_OWN(S, check_exit_timeout),
            .adjust_entry_price = TREMOLO_HAS_OWN(S, adjust_entry_price),
            .adjust_exit_price = TREMOLO_HAS_OWN(S, adjust_exit_price),
            .adjust_order_price = TREMOLO_HAS_OWN(S, adjust_order_price),
            .order_filled = TREMOLO_HAS_OWN(S, order_filled),
            .plot_annotations = TREMOLO_HAS_OWN(S, plot_annotations)};
}

template <class S>
std::unique_ptr<strategy> create_strategy() {
    return std::make_unique<S>();
}

template <class S>
constexpr plugin plugin_of(const char* name) {
    static_assert(std::derived_from<S, strategy>, "a strategy is a class derived from tremolo::strategy::strategy");
    return {.name = name, .create = &create_strategy<S>, .implemented = callbacks_of<S>()};
}

} // namespace tremolo::strategy

#define TREMOLO_STRATEGY(Class)                                                                                        \
    extern "C" {                                                                                                       \
    [[gnu::visibility("default")]] extern const ::tremolo::strategy::plugin tremolo_strategy_##Class;                  \
    constinit const ::tremolo::strategy::plugin tremolo_strategy_##Class =                                             \
        ::tremolo::strategy::plugin_of<Class>(#Class);                                                                 \
    }
