#include "config/read_settings.hpp"
#include <charconv>
#include <limits>

namespace tremolo::config {
namespace bj = boost::json;

namespace {
class settings_reader {
  public:
    explicit settings_reader(std::vector<violation>& found) : found_{found} {}

    // Null and values of a wrong type leave the member as it is: the schema has reported them where they matter.
    template <class T>
    void read(const bj::value& value, T& into) {
        if constexpr (std::is_same_v<T, bool>) {
            if (value.is_bool()) into = value.get_bool();
        } else if constexpr (std::is_integral_v<T>) {
            read_integer(value, into);
        } else if constexpr (std::is_floating_point_v<T>) {
            if (value.is_number()) into = value.to_number<double>();
        } else if constexpr (std::is_same_v<T, std::string> || std::is_same_v<T, std::filesystem::path>) {
            if (value.is_string()) into = std::string{value.get_string()};
        } else if constexpr (std::is_same_v<T, secret>) {
            if (value.is_string()) into = secret{std::string{value.get_string()}};
        } else if constexpr (std::is_same_v<T, bj::object>) {
            if (value.is_object()) into = value.get_object();
        } else if constexpr (json::detail::is_optional<T>) {
            if (value.is_null()) return;
            into.emplace();
            read(value, *into);
        } else if constexpr (json::detail::is_vector<T>) {
            if (value.is_array())
                for (const auto& item : value.get_array()) read(item, into.emplace_back());
        } else if constexpr (std::is_enum_v<T>) {
            if (value.is_string())
                if (const auto known = json::enum_from<T>(std::string_view{value.get_string()})) into = *known;
        } else if constexpr (json::described_struct<T>) {
            read_section(value, into);
        } else {
            read_special(value, into);
        }
    }

  private:
    template <class T>
    void read_section(const bj::value& value, T& into) {
        const auto* section = value.if_object();
        if (section == nullptr) return;
        json::for_each_member<T>([&](std::string_view name, auto pointer) {
            const auto key = json::key_of<T>(name);
            const auto* member = section->if_contains(bj::string_view{key.data(), key.size()});
            if (member == nullptr) return;
            path_.emplace_back(key);
            read(*member, into.*pointer);
            path_.pop_back();
        });
    }

    template <class T>
    void read_integer(const bj::value& value, T& into) {
        if (value.is_uint64() && std::is_unsigned_v<T>) into = static_cast<T>(value.get_uint64());
        if (value.is_int64()) into = static_cast<T>(value.get_int64());
    }

    void read_special(const bj::value& value, stake_setting& into) {
        into.unlimited = value.is_string();
        if (value.is_number()) into.amount = value.to_number<double>();
    }

    void read_special(const bj::value& value, wallet_setting& into) {
        if (value.is_number()) into.amount = value.to_number<double>();
        if (value.is_object()) {
            into.amount = 0;
            read_special(value, into.balances);
        }
    }

    void read_special(const bj::value& value, std::map<std::string, double>& into) {
        if (!value.is_object()) return;
        for (const auto& item : value.get_object())
            if (item.value().is_number()) into[std::string{item.key()}] = item.value().to_number<double>();
    }

    void read_special(const bj::value& value, token_list& into) {
        if (value.is_string()) into.tokens.emplace_back(std::string{value.get_string()});
        if (value.is_array()) read(value, into.tokens);
    }

    void read_special(const bj::value& value, roi_table& into) {
        if (!value.is_object()) return;
        for (const auto& item : value.get_object()) {
            int minutes = 0;
            const auto* end = item.key().data() + item.key().size();
            const auto read = std::from_chars(item.key().data(), end, minutes);
            if (read.ec == std::errc{} && read.ptr == end && item.value().is_number()) {
                into[minutes] = item.value().to_number<double>();
            } else {
                auto path = path_;
                path.emplace_back(item.key());
                found_.push_back({std::move(path), "pattern", "", "the key \"" + std::string{item.key()} + "\"",
                                  "whole minutes as the key and a number as its value"});
            }
        }
    }

    std::vector<violation>& found_;
    std::vector<std::string> path_;
};
} // namespace

configuration read_settings(const bj::object& settings, std::vector<violation>& found) {
    configuration made;
    settings_reader{found}.read(bj::value(settings), made);
    if (made.max_open_trades == -1) made.max_open_trades = std::numeric_limits<double>::infinity();
    return made;
}

std::map<std::string, double> configuration::starting_balances() const {
    if (!dry_run_wallet.balances.empty()) return dry_run_wallet.balances;
    return {{stake_currency.value_or(""), dry_run_wallet.amount}};
}

} // namespace tremolo::config
