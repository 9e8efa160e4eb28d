// freqtrade-client's commands, one row each: their arguments, and the call that they become. The program's usage texts,
// its completion and the library's run() all come from this table.
#pragma once
#include "base/error.hpp"
#include "client/call.hpp"
#include <functional>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace tremolo::client {

// An unknown command, a missing argument, one too many.
class usage_error : public error {
  public:
    using error::error;
};

enum class argument_kind {
    required,
    optional,
    keyword, // optional, only as name=value
    rest     // all further words
};

struct argument {
    std::string_view name{};
    argument_kind kind = argument_kind::required;
};

using named_values = std::map<std::string, std::string, std::less<>>;

// What was given, by the names of the arguments.
class bound_arguments {
  public:
    named_values values{};
    std::vector<std::string> rest{};

    // Null when it was not given, or given empty.
    [[nodiscard]] const std::string* find(std::string_view name) const;
    [[nodiscard]] std::string text(std::string_view name, std::string_view otherwise = "") const;
};

struct command {
    std::string_view name{};
    std::string_view summary{}; // one line
    std::vector<argument> arguments{};
    std::function<call(const bound_arguments&)> prepare{};
    // Of a command whose result is not the server's answer as it stands.
    std::function<std::string(const std::string& body)> conclude{};
};

// In alphabetical order.
[[nodiscard]] std::span<const command> commands();
// Throws usage_error.
[[nodiscard]] const command& command_named(std::string_view name);

// Puts words and name=value pairs into the places of a command's arguments, as a Python call would. Throws usage_error.
[[nodiscard]] bound_arguments bind(const command& wanted, std::vector<std::string> positional, named_values named);

// "trades [limit] [offset] [order_by_id]"
[[nodiscard]] std::string usage(const command& wanted);

} // namespace tremolo::client
