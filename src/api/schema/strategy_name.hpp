// The name of a strategy in a request. Names with a colon are refused: freqtrade once took them for base64-encoded
// source.
#pragma once
#include "json/read.hpp"
#include <boost/json/object.hpp>

namespace tremolo::api::schema {

struct strategy_name {
    std::string text;
};

inline bool json_read(const boost::json::value& in, strategy_name& out, json::reader& r) {
    if (!json::read_string(in, out.text, r)) return false;
    if (out.text.find(':') == std::string::npos) return true;
    return r.fail("strategy_name", "base64 encoded strategies are not allowed.", in);
}
inline void json_write(std::string& out, const strategy_name& name) { json::write_string(out, name.text); }
inline boost::json::object json_schema(const strategy_name*) { return {{"type", "string"}}; }

} // namespace tremolo::api::schema
