#include "api/jwt.hpp"
#include "tests/testing.hpp"
#include "json/write.hpp"

namespace {

using namespace tremolo;
using namespace tremolo::api;

const secret key{"0123456789abcdef0123456789abcdef0123456789"};
const timestamp issued = from_epoch_ms(1795246695883);

// What freqtrade issued at that moment with that key.
const std::string recorded_access =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJpZGVudGl0eSI6eyJ1IjoiZnJlcXRyYWRlciJ9LCJleHAiOjE3OTUyNDc1OTUsImlhdCI6MTc5NTI0NjY5NSwidHlwZSI6ImFjY2VzcyJ9."
    "Y2J1fLj5_jc759LjlA-pIveXQWedMk2oVbWAOhOOKQA";
const std::string recorded_refresh =
    "eyJhbGciOiJIUzI1NiIsInR5cCI6IkpXVCJ9."
    "eyJpZGVudGl0eSI6eyJ1IjoiZnJlcXRyYWRlciJ9LCJleHAiOjE3OTc4Mzg2OTUsImlhdCI6MTc5NTI0NjY5NSwidHlwZSI6InJlZnJlc2gifQ."
    "etFLrRnNykuibUIMxxxasbiujJHf0FAxey5AQsuGyKA";

bool accepted(std::string_view token, token_kind kind = token_kind::access, timestamp now = issued) {
    return user_of_token(token, key, kind, now).has_value();
}

TEST(jwt, issues_byte_for_byte_what_freqtrade_does) {
    const boost::json::value user = "freqtrader";
    EXPECT_EQ(issue_token(key, user, token_kind::access, issued), recorded_access);
    EXPECT_EQ(issue_token(key, user, token_kind::refresh, issued), recorded_refresh);
}

TEST(jwt, names_the_user_of_its_own_tokens) {
    EXPECT_EQ(user_of_token(recorded_access, key, token_kind::access, issued), boost::json::value("freqtrader"));
    EXPECT_EQ(user_of_token(recorded_refresh, key, token_kind::refresh, issued), boost::json::value("freqtrader"));
    EXPECT_FALSE(accepted(recorded_refresh));
    EXPECT_FALSE(accepted(recorded_access, token_kind::refresh));
}

TEST(jwt, expires_to_the_second) {
    using std::chrono::seconds;
    const timestamp whole = from_epoch_ms(1795246695000);
    EXPECT_TRUE(accepted(recorded_access, token_kind::access, whole + access_token_life - seconds{1}));
    EXPECT_FALSE(accepted(recorded_access, token_kind::access, whole + access_token_life));
    EXPECT_FALSE(accepted(recorded_access, token_kind::access, whole - seconds{1})); // issued in the future
    EXPECT_TRUE(accepted(recorded_refresh, token_kind::refresh, whole + refresh_token_life - seconds{1}));
    EXPECT_FALSE(accepted(recorded_refresh, token_kind::refresh, whole + refresh_token_life));
}

TEST(jwt, refuses_every_changed_character) {
    for (std::size_t i = 0; i < recorded_access.size(); ++i) {
        std::string forged = recorded_access;
        forged[i] = forged[i] == 'A' ? 'B' : 'A';
        EXPECT_FALSE(accepted(forged)) << i;
        EXPECT_FALSE(accepted(recorded_access.substr(0, i))) << i;
    }
    EXPECT_FALSE(accepted(recorded_access + "A"));
    EXPECT_FALSE(accepted(recorded_access + "."));
    EXPECT_FALSE(
        user_of_token(recorded_access, secret{"another key of a decent length........."}, token_kind::access, issued));
}

// Tokens signed with the right key by someone else (PyJWT 2.x made them): the claims decide.
struct vector {
    const char* what;
    const char* token;
    bool good;
};
TEST(jwt, decides_as_pyjwt) {
    const vector vectors[] = {
#include "tests/api/pyjwt_tokens.inc"
    };
    for (const auto& [what, token, good] : vectors) EXPECT_EQ(accepted(token), good) << what;
}

} // namespace
