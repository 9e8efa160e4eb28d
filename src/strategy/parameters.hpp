// Parameters of a strategy: declared as members, shown by GET /strategy, and loaded from the `.json` beside the
// strategy's file, as freqtrade does. A parameter registers itself with the `parameter_list` it is given:
//
//     int_parameter buy_window{*this, "buy_window", 5, 30, 10};
//     ... df["close"].rolling(buy_window.value()) ...
#pragma once
#include "strategy/services.hpp"
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace tremolo::strategy {

// The JSON text is of a list, an object or null; all else has a type of its own.
using parameter_value = std::variant<bool, std::int64_t, double, std::string, json_text>;

struct parameter_options {
    std::string space{}; // "" : from the name's beginning: buy_, sell_, enter_, exit_, protection_
    bool optimize = true;
    bool load = true;
    int decimals = 3; // of decimal parameters
};

class parameter;

// The parameters of one strategy, which does not move.
class parameter_list {
  public:
    parameter_list() = default;
    parameter_list(const parameter_list&) = delete;
    parameter_list& operator=(const parameter_list&) = delete;

    // As freqtrade enumerates them: sorted by name, grouped by space in the order of each space's first name.
    // Throws tremolo::error for a parameter whose space cannot be told or has no valid name, and for two of one name.
    [[nodiscard]] std::vector<parameter*> parameters() const;

  private:
    friend class parameter;
    std::vector<parameter*> declared_;
};

class parameter {
  public:
    virtual ~parameter() = default;
    parameter(const parameter&) = delete;
    parameter& operator=(const parameter&) = delete;

    [[nodiscard]] const std::string& name() const { return name_; }
    [[nodiscard]] const std::string& space() const { return space_; }
    [[nodiscard]] bool optimize() const { return optimize_; }
    [[nodiscard]] bool load() const { return load_; }

    [[nodiscard]] virtual std::string_view type_name() const = 0; // "IntParameter"
    [[nodiscard]] virtual parameter_value current() const = 0;
    // False when the value has the wrong type; then nothing changes. Limits are not checked, as in freqtrade.
    virtual bool assign(const parameter_value& value) = 0;
    // What GET /strategy shows besides: absent where the type has none.
    [[nodiscard]] virtual std::optional<parameter_value> low() const { return {}; }
    [[nodiscard]] virtual std::optional<parameter_value> high() const { return {}; }
    [[nodiscard]] virtual std::optional<int> decimals() const { return {}; }
    [[nodiscard]] virtual std::vector<parameter_value> choices() const { return {}; } // opt_range

  protected:
    parameter(parameter_list& owner, std::string name, parameter_options options);

  private:
    std::string name_;
    std::string space_;
    bool optimize_;
    bool load_;
};

class int_parameter final : public parameter {
  public:
    int_parameter(parameter_list& owner, std::string name, std::int64_t low, std::int64_t high, std::int64_t initial,
                  parameter_options options = {});
    [[nodiscard]] std::int64_t value() const { return value_; }
    [[nodiscard]] std::string_view type_name() const override { return "IntParameter"; }
    [[nodiscard]] parameter_value current() const override { return value_; }
    bool assign(const parameter_value& value) override;
    [[nodiscard]] std::optional<parameter_value> low() const override { return low_; }
    [[nodiscard]] std::optional<parameter_value> high() const override { return high_; }

  private:
    std::int64_t low_, high_, value_;
};

class real_parameter final : public parameter {
  public:
    real_parameter(parameter_list& owner, std::string name, double low, double high, double initial,
                   parameter_options options = {});
    [[nodiscard]] double value() const { return value_; }
    [[nodiscard]] std::string_view type_name() const override { return "RealParameter"; }
    [[nodiscard]] parameter_value current() const override { return value_; }
    bool assign(const parameter_value& value) override;
    [[nodiscard]] std::optional<parameter_value> low() const override { return low_; }
    [[nodiscard]] std::optional<parameter_value> high() const override { return high_; }

  private:
    double low_, high_, value_;
};

// A real number of which only some digits after the point count.
class decimal_parameter final : public parameter {
  public:
    decimal_parameter(parameter_list& owner, std::string name, double low, double high, double initial,
                      parameter_options options = {});
    [[nodiscard]] double value() const { return value_; }
    [[nodiscard]] std::string_view type_name() const override { return "DecimalParameter"; }
    [[nodiscard]] parameter_value current() const override { return value_; }
    bool assign(const parameter_value& value) override;
    [[nodiscard]] std::optional<parameter_value> low() const override { return low_; }
    [[nodiscard]] std::optional<parameter_value> high() const override { return high_; }
    [[nodiscard]] std::optional<int> decimals() const override { return decimals_; }

  private:
    double low_, high_, value_;
    int decimals_;
};

class boolean_parameter final : public parameter {
  public:
    boolean_parameter(parameter_list& owner, std::string name, bool initial, parameter_options options = {});
    [[nodiscard]] bool value() const { return value_; }
    [[nodiscard]] std::string_view type_name() const override { return "BooleanParameter"; }
    [[nodiscard]] parameter_value current() const override { return value_; }
    bool assign(const parameter_value& value) override;
    [[nodiscard]] std::vector<parameter_value> choices() const override { return {true, false}; }

  private:
    bool value_;
};

// What a categorical parameter can be: a text, a number, true or false, nothing (nullptr), or any JSON
// (json_list, json_object). Compare it, `kind.value() == "cross"`, or ask for what it holds.
class category {
  public:
    category(const char* v) : value_{std::string{v}} {}
    category(std::string v) : value_{std::move(v)} {}
    category(bool v) : value_{v} {}
    category(int v) : value_{std::int64_t{v}} {}
    category(std::int64_t v) : value_{v} {}
    category(double v) : value_{v} {}
    category(std::nullptr_t) : value_{json_text{"null"}} {}
    category(json_text v) : value_{std::move(v)} {}
    explicit category(parameter_value v) : value_{std::move(v)} {}

    [[nodiscard]] const parameter_value& held() const { return value_; }
    [[nodiscard]] bool is_none() const { return value_ == parameter_value{json_text{"null"}}; }
    // These throw tremolo::error when it is something else; a whole number is a number, too.
    [[nodiscard]] const std::string& text() const;
    [[nodiscard]] double number() const;
    [[nodiscard]] std::int64_t whole() const;
    [[nodiscard]] bool flag() const;
    // Numbers are equal when their values are: 1 and 1.0.
    friend bool operator==(const category& a, const category& b);

  private:
    parameter_value value_;
};

// One of several values.
class categorical_parameter final : public parameter {
  public:
    categorical_parameter(parameter_list& owner, std::string name, std::vector<category> categories, category initial,
                          parameter_options options = {});
    [[nodiscard]] const category& value() const { return value_; }
    [[nodiscard]] std::string_view type_name() const override { return "CategoricalParameter"; }
    [[nodiscard]] parameter_value current() const override { return value_.held(); }
    bool assign(const parameter_value& value) override;
    [[nodiscard]] std::vector<parameter_value> choices() const override;

  private:
    std::vector<category> categories_;
    category value_;
};

} // namespace tremolo::strategy
