#include "base/base64.hpp"
#include <gtest/gtest.h>

namespace {

using namespace tremolo;

TEST(base64, is_strict_for_urls_and_lenient_for_credentials) {
    for (const std::string text : {"", "f", "fo", "foo", "foob", "\xff\xfe\xfd"})
        EXPECT_EQ(base64url_decoded(base64url_encoded(text)), text);
    EXPECT_EQ(base64url_encoded("\xff\xfe\xfd\xfc"), "__79_A");
    for (const auto* bad : {"A", "AB=", "A!==", "AB C", "AB+/", "Zh", "Zm9=", "===="})
        EXPECT_FALSE(base64url_decoded(bad)) << bad;
    EXPECT_EQ(base64_decoded("ZnJlcXRyYWRlcjp0ZXN0"), "freqtrader:test");
    EXPECT_EQ(base64_decoded("Zn JlcX!RyYWRlcjp0ZXN0"), "freqtrader:test");
    EXPECT_EQ(base64_decoded("Zg=="), "f");
    EXPECT_EQ(base64_decoded("Zg==Zg=="), "f"); // padding ends it
    EXPECT_EQ(base64_decoded("!!!"), "");
    EXPECT_FALSE(base64_decoded("Zg"));
    EXPECT_FALSE(base64_decoded("Zg="));
    EXPECT_FALSE(base64_decoded("A"));
    EXPECT_EQ(base64_encoded("freqtrader:test"), "ZnJlcXRyYWRlcjp0ZXN0");
    for (const std::string text : {"", "f", "fo", "foo", "foob", "\xff\xfe\xfd"})
        EXPECT_EQ(base64_decoded(base64_encoded(text)), text);
    EXPECT_EQ(base64_encoded("\xff\xfe\xfd\xfc"), "//79/A==");
}

} // namespace
