#include "client/commands.hpp"
#include <algorithm>
#include <fmt/format.h>

namespace tremolo::client {

const std::string* bound_arguments::find(std::string_view name) const {
    const auto found = values.find(name);
    return found == values.end() || found->second.empty() ? nullptr : &found->second;
}

std::string bound_arguments::text(std::string_view name, std::string_view otherwise) const {
    const auto* found = find(name);
    return found != nullptr ? *found : std::string{otherwise};
}

const command& command_named(std::string_view name) {
    const auto all = commands();
    const auto found = std::ranges::lower_bound(all, name, {}, &command::name);
    if (found == all.end() || found->name != name) throw usage_error{fmt::format("Command {} not defined", name)};
    return *found;
}

bound_arguments bind(const command& wanted, std::vector<std::string> positional, named_values named) {
    bound_arguments bound;
    auto word = positional.begin();
    for (const auto& each : wanted.arguments) {
        if (each.kind == argument_kind::rest) {
            bound.rest.assign(word, positional.end());
            word = positional.end();
        } else if (each.kind != argument_kind::keyword && word != positional.end()) {
            bound.values.emplace(each.name, *word++);
        }
    }
    if (word != positional.end())
        throw usage_error{fmt::format("{} takes no more than {} arguments but {} were given. Usage: {}", wanted.name,
                                      word - positional.begin(), positional.size(), usage(wanted))};
    for (auto& [name, value] : named) {
        const auto known = std::ranges::find(wanted.arguments, name, &argument::name);
        if (known == wanted.arguments.end() || known->kind == argument_kind::rest)
            throw usage_error{fmt::format("{} has no argument '{}'. Usage: {}", wanted.name, name, usage(wanted))};
        if (!bound.values.emplace(name, std::move(value)).second)
            throw usage_error{fmt::format("{}: argument '{}' was given twice", wanted.name, name)};
    }
    for (const auto& each : wanted.arguments)
        if (each.kind == argument_kind::required && !bound.values.contains(each.name))
            throw usage_error{
                fmt::format("{}: missing argument '{}'. Usage: {}", wanted.name, each.name, usage(wanted))};
    return bound;
}

std::string usage(const command& wanted) {
    std::string text{wanted.name};
    for (const auto& each : wanted.arguments) {
        switch (each.kind) {
        case argument_kind::required: text += fmt::format(" {}", each.name); break;
        case argument_kind::optional: text += fmt::format(" [{}]", each.name); break;
        case argument_kind::keyword: text += fmt::format(" [{}=…]", each.name); break;
        case argument_kind::rest: text += fmt::format(" [{}…]", each.name); break;
        }
    }
    return text;
}

} // namespace tremolo::client
