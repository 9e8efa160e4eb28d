// GET /strategy/{name}: the running strategy's source text and parameters.
#include "bot/settings.hpp"
#include "rpc/queries.hpp"
#include "rpc/strategy_view.hpp"
#include "json/parse.hpp"

namespace tremolo::rpc {
namespace {

using strategy::parameter_value;

double number(const std::optional<parameter_value>& value) {
    if (!value) return 0;
    if (const auto* whole = std::get_if<std::int64_t>(&*value)) return static_cast<double>(*whole);
    const auto* real = std::get_if<double>(&*value);
    return real ? *real : 0;
}

std::int64_t whole(const std::optional<parameter_value>& value) {
    const auto* number = value ? std::get_if<std::int64_t>(&*value) : nullptr;
    return number ? *number : 0;
}

boost::json::value json_of(const parameter_value& value) {
    return std::visit(
        [](const auto& v) {
            if constexpr (std::is_same_v<std::decay_t<decltype(v)>, strategy::json_text>)
                return json::parse(v.text).value;
            else
                return boost::json::value(v);
        },
        value);
}

template <class T>
T common(const strategy::parameter& p) {
    T out;
    out.name = p.name();
    out.space = p.space();
    out.load = p.load();
    out.optimize = p.optimize();
    return out;
}

schema::strategy_parameter shown(const strategy::parameter& p) {
    if (p.type_name() == "IntParameter") {
        auto out = common<schema::int_parameter>(p);
        out.value = whole(p.current()), out.low = whole(p.low()), out.high = whole(p.high());
        return out;
    }
    if (p.type_name() == "RealParameter") {
        auto out = common<schema::real_parameter>(p);
        out.value = number(p.current()), out.low = number(p.low()), out.high = number(p.high());
        return out;
    }
    if (p.type_name() == "DecimalParameter") {
        auto out = common<schema::decimal_parameter>(p);
        out.value = number(p.current()), out.low = number(p.low()), out.high = number(p.high());
        out.decimals = p.decimals().value_or(0);
        return out;
    }
    if (p.type_name() == "BooleanParameter") {
        auto out = common<schema::boolean_parameter>(p);
        out.value = std::get<bool>(p.current());
        for (const auto& choice : p.choices()) out.opt_range.push_back(std::get<bool>(choice));
        return out;
    }
    auto out = common<schema::categorical_parameter>(p);
    out.value = json_of(p.current());
    for (const auto& choice : p.choices()) out.opt_range.push_back(json_of(choice));
    return out;
}

} // namespace

std::vector<schema::strategy_parameter> parameters_of(const strategy::strategy& subject) {
    std::vector<schema::strategy_parameter> all;
    for (const auto* p : subject.parameters()) all.push_back(shown(*p));
    return all;
}

schema::strategy_response description_of(const strategy::loaded_strategy& subject) {
    return {subject.name, subject.instance->declared().timeframe, parameters_of(*subject.instance), subject.source};
}

schema::strategy_response strategy(const bot::snapshot& bot, const std::string& name) {
    if (!bot.strategy || name != bot.settings->strategy_name)
        throw not_found("Only the currently active strategy is available in trade mode");
    schema::strategy_response out;
    out.strategy = name;
    out.timeframe = bot.settings->strategy.timeframe;
    out.code = bot.strategy->code;
    out.params = parameters_of(*bot.strategy->instance);
    return out;
}

} // namespace tremolo::rpc
