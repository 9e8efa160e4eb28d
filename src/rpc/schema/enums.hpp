// Words that several payloads share.
#pragma once
#include "json/describe.hpp"

namespace tremolo::rpc::schema {

enum class trading_mode { spot, margin, futures };
BOOST_DESCRIBE_ENUM(trading_mode, spot, margin, futures)

enum class margin_mode { cross, isolated, none };
BOOST_DESCRIBE_ENUM(margin_mode, cross, isolated, none)
constexpr std::string_view json_enum_text(margin_mode mode) {
    switch (mode) {
    case margin_mode::cross: return "cross";
    case margin_mode::isolated: return "isolated";
    case margin_mode::none: return "";
    }
    return "";
}

enum class candle_type { spot, futures, mark, index, premiumIndex, funding_rate, open_interest };
BOOST_DESCRIBE_ENUM(candle_type, spot, futures, mark, index, premiumIndex, funding_rate, open_interest)

} // namespace tremolo::rpc::schema
