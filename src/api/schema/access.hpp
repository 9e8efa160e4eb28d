// Tokens, and the two answers that need no bot.
#pragma once
#include "json/write.hpp"

namespace tremolo::api::schema {

struct ping {
    std::string status;
};
BOOST_DESCRIBE_STRUCT(ping, (), (status))

struct version_answer {
    std::string version;
};
BOOST_DESCRIBE_STRUCT(version_answer, (), (version))
constexpr std::string_view json_type_name(const version_answer*) { return "Version"; }

struct token_answer {
    std::string access_token;
};
BOOST_DESCRIBE_STRUCT(token_answer, (), (access_token))
constexpr std::string_view json_type_name(const token_answer*) { return "AccessToken"; }

struct access_and_refresh_token {
    std::string access_token;
    std::string refresh_token;
};
BOOST_DESCRIBE_STRUCT(access_and_refresh_token, (), (access_token, refresh_token))

} // namespace tremolo::api::schema
