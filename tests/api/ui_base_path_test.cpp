#include "api/ui_base_path.hpp"
#include <gtest/gtest.h>

namespace {

using tremolo::api::lengthened;

std::string script(std::string_view text) { return lengthened(text, "application/javascript", "/bot"); }

TEST(ui_base_path, at_the_root_nothing_changes) {
    const auto* text = R"(<a href="/x">)";
    EXPECT_EQ(lengthened(text, "text/html; charset=utf-8", ""), text);
}

TEST(ui_base_path, addresses_in_markup) {
    const auto page = [](std::string_view text) { return lengthened(text, "text/html; charset=utf-8", "/bot"); };
    EXPECT_EQ(page(R"(<base href="/"><img src='/a.png'><a href="rest">)"),
              R"(<base href="/bot/"><img src='/bot/a.png'><a href="rest">)");
    EXPECT_EQ(page(R"(<a href="//host/x"><a href="https://host/x">src=/x)"),
              R"(<a href="//host/x"><a href="https://host/x">src=/x)");
    EXPECT_EQ(page("href="), "href=");
    EXPECT_EQ(page("<a href=\""), "<a href=\"");
}

TEST(ui_base_path, addresses_in_styles) {
    EXPECT_EQ(lengthened("a{b:url(/x)}c{d:url('/y')}e{f:url(//z)}g{h:url(data:x)}", "text/css; charset=utf-8", "/bot"),
              "a{b:url(/bot/x)}c{d:url('/bot/y')}e{f:url(//z)}g{h:url(data:x)}");
    EXPECT_EQ(lengthened("url(", "text/css", "/bot"), "url(");
}

TEST(ui_base_path, what_routers_and_bundlers_write) {
    EXPECT_EQ(script("x={history:at(`/`),r}"), "x={history:at(`/bot/`),r}");
    EXPECT_EQ(script(R"(history:$a("/"))"), R"(history:$a("/bot/"))");
    EXPECT_EQ(script(R"(history:a("/x"))"), R"(history:a("/x"))");
    EXPECT_EQ(script(R"(function(e){return"/"+e})"), R"(function(e){return"/bot/"+e})");
    EXPECT_EQ(script(R"(return "/"+e;)"), R"(return "/bot/"+e;)");
    EXPECT_EQ(script(R"(return"/"+e.join("/"))"), R"(return"/"+e.join("/"))");
    EXPECT_EQ(script("get(`/ui_version`,{})"), "get(`/bot/ui_version`,{})");
    EXPECT_EQ(script(R"(a="/assets/logo.svg",b=c+"x/assets/")"), R"(a="/bot/assets/logo.svg",b=c+"x/assets/")");
}

TEST(ui_base_path, the_origin_of_the_page_is_where_the_api_is) {
    EXPECT_EQ(script("s=window.location.origin||x"), R"(s=(window.location.origin+"/bot")||x)");
    EXPECT_EQ(script("window.location.originals"), "window.location.originals");
    EXPECT_EQ(script("r.origin===location.origin"), "r.origin===location.origin");
}

TEST(ui_base_path, ends_of_texts) {
    for (const auto* text :
         {"history:", "history:f", "history:f(", "history:f(`", "return", "return\"/\"", "return\"/\"+"})
        EXPECT_EQ(script(text), text);
}

} // namespace
