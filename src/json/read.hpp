// Reads a JSON value into a described struct and collects every violation with its place, in the words of pydantic 2:
//   - lax coercions: "3" is an int, "1.5" a float, "yes" a bool, 2.0 an int; a text refuses numbers;
//   - a std::optional member may be null or missing, a member whose rule says `optional` may be missing (its
//   initialiser
//     is the default), all others must be given; keys that no member has are ignored;
//   - std::variant takes the alternative that fits exactly, else the first that can be coerced.
// A type with `bool json_read(const boost::json::value&, T&, json::reader&)` of its own is read by that.
#pragma once
#include "json/write.hpp"
#include <boost/json.hpp>

namespace tremolo::json {

using place = std::variant<std::string, std::int64_t>; // a key, or an index of a list
using location = std::vector<place>;

// One entry of a 422 answer, its members in the order of the wire.
struct violation {
    std::string type; // pydantic's name of it: "int_parsing"
    location loc;
    std::string msg;
    boost::json::value input;
    omittable<boost::json::object> ctx{};
};
BOOST_DESCRIBE_STRUCT(violation, (), (type, loc, msg, input, ctx))

// A datetime that must name its zone.
struct aware_time {
    timestamp at{};
};

// Where reading stands, and what was found wrong on the way. One per value that is read; not thread-safe.
class reader {
  public:
    struct options {
        bool every_member_has_a_default = false; // nothing is missing unless a rule says `required` (configuration)
        bool missing_shows_object = true;        // `input` of a missing member is the object (bodies) or null (queries)
    };
    explicit reader(location at = {}) : at_{std::move(at)} {}
    reader(location at, options how) : at_{std::move(at)}, how_{how} {}

    [[nodiscard]] const location& at() const { return at_; }
    [[nodiscard]] const options& how() const { return how_; }
    [[nodiscard]] const std::vector<violation>& violations() const { return violations_; }
    [[nodiscard]] std::vector<violation> take() { return std::move(violations_); }
    [[nodiscard]] bool good() const { return violations_.empty(); }

    // Notes a violation at the present place; always false, to be returned.
    bool fail(std::string type, std::string msg, const boost::json::value& input);
    bool fail(std::string type, std::string msg, const boost::json::value& input, boost::json::object ctx);
    void add(violation one) { violations_.push_back(std::move(one)); }
    void enter(place step) { at_.push_back(std::move(step)); }
    void leave() { at_.pop_back(); }

  private:
    location at_;
    options how_{};
    std::vector<violation> violations_;
};

bool read_bool(const boost::json::value& in, bool& out, reader& r);
bool read_int(const boost::json::value& in, std::int64_t& out, reader& r);
bool read_double(const boost::json::value& in, double& out, reader& r);
bool read_string(const boost::json::value& in, std::string& out, reader& r);
bool read_time(const boost::json::value& in, timestamp& out, reader& r);
bool json_read(const boost::json::value& in, aware_time& out, reader& r);
void json_write(std::string& out, const aware_time& value);
// Holds a number against the limits of its rule.
bool check_limits(double value, const rule& limits, const boost::json::value& in, reader& r);
// "'a', 'b' or 'c'"
std::string either_of(const std::vector<std::string_view>& texts);

template <class T>
bool read(const boost::json::value& in, T& out, reader& r);

namespace detail {
template <class T>
concept reads_itself = requires(const boost::json::value& in, T& out, reader& r) {
    { json_read(in, out, r) } -> std::same_as<bool>;
};
template <class T>
concept has_literal_enum = requires {
    json_is_literal(static_cast<const T*>(nullptr));
};

bool read_integral(const boost::json::value& in, std::int64_t least, std::int64_t most, std::int64_t& out, reader& r);

template <described_enum E>
bool read_enum(const boost::json::value& in, E& out, reader& r) {
    if (in.is_string())
        if (const auto found = enum_from<E>(in.get_string())) {
            out = *found;
            return true;
        }
    const std::string expected = either_of(enum_texts<E>());
    const char* type = has_literal_enum<E> ? "literal_error" : "enum";
    return r.fail(type, "Input should be " + expected, in, {{"expected", expected}});
}

template <class T>
bool read_list(const boost::json::value& in, T& out, reader& r) {
    if (!in.is_array()) return r.fail("list_type", "Input should be a valid list", in);
    out.clear();
    bool good = true;
    for (std::size_t i = 0; i < in.get_array().size(); ++i) {
        typename T::value_type item{};
        r.enter(static_cast<std::int64_t>(i));
        good = read(in.get_array()[i], item, r) && good;
        r.leave();
        out.push_back(std::move(item));
    }
    return good;
}

template <class T>
bool read_map(const boost::json::value& in, T& out, reader& r) {
    if (!in.is_object()) return r.fail("dict_type", "Input should be a valid dictionary", in);
    out.clear();
    bool good = true;
    for (const auto& [key, value] : in.get_object()) {
        if constexpr (is_ordered_object<T>) {
            out.emplace_back(std::string{key}, typename T::value_type::second_type{});
            r.enter(std::string{key});
            good = read(value, out.back().second, r) && good;
        } else {
            typename T::mapped_type item{};
            r.enter(std::string{key});
            good = read(value, item, r) && good;
            out.insert_or_assign(std::string{key}, std::move(item));
        }
        r.leave();
    }
    return good;
}

// Whether the value is of this type without any coercion.
template <class T>
bool fits_exactly(const boost::json::value& in) {
    if constexpr (std::same_as<T, bool>)
        return in.is_bool();
    else if constexpr (std::integral<T>)
        return in.is_int64() || in.is_uint64();
    else if constexpr (std::floating_point<T>)
        return in.is_double() || in.is_int64() || in.is_uint64();
    else if constexpr (std::same_as<T, std::string>)
        return in.is_string();
    else if constexpr (is_vector<T>)
        return in.is_array();
    else
        return in.is_object();
}

// What pydantic calls an alternative of a union in the place of a violation.
template <class T>
std::string union_label() {
    if constexpr (std::same_as<T, bool>)
        return "bool";
    else if constexpr (std::integral<T>)
        return "int";
    else if constexpr (std::floating_point<T>)
        return "float";
    else if constexpr (std::same_as<T, std::string>)
        return "str";
    else
        return type_name<T>();
}

template <class... T>
bool read_variant(const boost::json::value& in, std::variant<T...>& out, reader& r) {
    bool done = false;
    const auto attempt = [&]<class A>(bool exact, reader& notes) {
        if (done || (exact && !fits_exactly<A>(in))) return;
        A held{};
        notes.enter(union_label<A>());
        if (read(in, held, notes)) {
            out = std::move(held);
            done = true;
        }
        notes.leave();
    };
    reader exact{r.at(), r.how()};
    (attempt.template operator()<T>(true, exact), ...);
    if (done) return true;
    reader lax{r.at(), r.how()};
    (attempt.template operator()<T>(false, lax), ...);
    if (done) return true;
    for (auto& one : lax.take()) r.add(std::move(one));
    return false;
}

template <class M>
bool within_limits(const M& member, const rule& limits, const boost::json::value& in, reader& r) {
    if constexpr (is_optional<M>)
        return !member || within_limits(*member, limits, in, r);
    else if constexpr (std::is_arithmetic_v<M> && !std::same_as<M, bool>)
        return check_limits(static_cast<double>(member), limits, in, r);
    else
        return true;
}

template <class T>
bool read_struct(const boost::json::value& in, T& out, reader& r) {
    if (!in.is_object())
        return r.fail("model_attributes_type", "Input should be a valid dictionary or object to extract fields from",
                      in);
    const auto& object = in.get_object();
    bool good = true;
    for_each_member<T>([&](std::string_view name, auto pointer) {
        auto& member = out.*pointer;
        using member_type = std::remove_cvref_t<decltype(member)>;
        const rule limits = rule_of<T>(name);
        if (limits.hidden) return;
        const std::string_view key = key_of<T>(name);
        const auto* given = object.if_contains(key);
        const bool may_be_missing =
            !limits.required && (is_optional<member_type> || limits.optional || r.how().every_member_has_a_default);
        if (!given && may_be_missing) return;
        r.enter(std::string{key});
        if (!given)
            good = r.fail("missing", "Field required", r.how().missing_shows_object ? in : boost::json::value{});
        else
            good = read(*given, member, r) && within_limits(member, limits, *given, r) && good;
        r.leave();
    });
    return good;
}
} // namespace detail

// Fills `out` as far as the value allows. False when anything was wrong, which the reader then knows.
template <class T>
bool read(const boost::json::value& in, T& out, reader& r) {
    if constexpr (detail::reads_itself<T>) {
        return json_read(in, out, r);
    } else if constexpr (detail::is_optional<T>) {
        if (in.is_null()) {
            out.reset();
            return true;
        }
        return read(in, out.emplace(), r);
    } else if constexpr (detail::is_omittable<T>) {
        return read(in, out.value, r);
    } else if constexpr (std::same_as<T, bool>) {
        return read_bool(in, out, r);
    } else if constexpr (std::integral<T>) {
        std::int64_t wide = 0;
        constexpr auto least = std::is_signed_v<T> ? static_cast<std::int64_t>(std::numeric_limits<T>::min()) : 0;
        constexpr auto most = sizeof(T) == 8 ? std::numeric_limits<std::int64_t>::max()
                                             : static_cast<std::int64_t>(std::numeric_limits<T>::max());
        const bool good = detail::read_integral(in, least, most, wide, r);
        if (good) out = static_cast<T>(wide);
        return good;
    } else if constexpr (std::floating_point<T>) {
        double wide = 0;
        const bool good = read_double(in, wide, r);
        if (good) out = static_cast<T>(wide);
        return good;
    } else if constexpr (std::same_as<T, std::string>) {
        return read_string(in, out, r);
    } else if constexpr (std::same_as<T, timestamp>) {
        return read_time(in, out, r);
    } else if constexpr (std::same_as<T, boost::json::value>) {
        out = in;
        return true;
    } else if constexpr (std::same_as<T, boost::json::object>) {
        if (!in.is_object()) return r.fail("dict_type", "Input should be a valid dictionary", in);
        out = in.get_object();
        return true;
    } else if constexpr (described_enum<T>) {
        return detail::read_enum(in, out, r);
    } else if constexpr (detail::is_variant<T>) {
        return detail::read_variant(in, out, r);
    } else if constexpr (detail::string_map<T> || detail::is_ordered_object<T>) {
        return detail::read_map(in, out, r);
    } else if constexpr (described_struct<T>) {
        return detail::read_struct(in, out, r);
    } else {
        return detail::read_list(in, out, r);
    }
}

} // namespace tremolo::json
