#include "strategy/compiler.hpp"
#include "strategy/source_scan.hpp"
#include "tests/testing.hpp"
#include <gmock/gmock.h>

namespace {

using namespace tremolo::strategy;
using testing::ElementsAre;
using testing::IsEmpty;

TEST(source_scan, finds_exported_classes_only_in_code) {
    EXPECT_THAT(exported_names("class A;\nTREMOLO_STRATEGY(A)\n  TREMOLO_STRATEGY ( B_2 );\n"),
                ElementsAre("A", "B_2"));
    EXPECT_THAT(exported_names("// TREMOLO_STRATEGY(A)\n/* TREMOLO_STRATEGY(B)\n */ TREMOLO_STRATEGY(C)"),
                ElementsAre("C"));
    EXPECT_THAT(exported_names("auto t = \"TREMOLO_STRATEGY(A) \\\" \"; TREMOLO_STRATEGY(B)"), ElementsAre("B"));
    EXPECT_THAT(exported_names("auto t = R\"x(\" TREMOLO_STRATEGY(A) )\" )x\"; TREMOLO_STRATEGY(B)"), ElementsAre("B"));
    EXPECT_THAT(exported_names("int n = 1'000; char q = '\"'; TREMOLO_STRATEGY(B)"), ElementsAre("B"));
    EXPECT_THAT(exported_names("MY_TREMOLO_STRATEGY(A) TREMOLO_STRATEGY() TREMOLO_STRATEGY(a::B) TREMOLO_STRATEGY"),
                IsEmpty());
    EXPECT_THAT(exported_names(""), IsEmpty());
    EXPECT_THAT(exported_names("/* never closed TREMOLO_STRATEGY(A)"), IsEmpty());
    EXPECT_THAT(exported_names("/*"), IsEmpty());
    EXPECT_THAT(exported_names("\"never closed TREMOLO_STRATEGY(A)"), IsEmpty());
    EXPECT_THAT(exported_names("TREMOLO_STRATEGY("), IsEmpty());
}

TEST(source_scan, finds_quoted_includes) {
    EXPECT_THAT(
        quoted_includes(
            "#include \"a.hpp\"\n  #  include \"b/c.hpp\" // why\n#include <vector>\nint x;\n#include \"open\n"),
        ElementsAre("a.hpp", "b/c.hpp"));
}

TEST(source_scan, hashes_as_everybody_does) {
    EXPECT_EQ(sha256_hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(compiler, reads_the_messages_of_both_compilers) {
    const auto gcc = problems_in("/u/S.cpp: In member function 'void S::f()':\n"
                                 "/u/S.cpp:12:5: error: \u2018foo\u2019 was not declared in this scope\n"
                                 "   12 |     foo();\n"
                                 "/u/S.cpp:1:10: fatal error: nowhere.hpp: No such file or directory\n"
                                 "compilation terminated.\n");
    ASSERT_EQ(gcc.size(), 2U);
    EXPECT_EQ(gcc[0].line, 12);
    EXPECT_EQ(gcc[0].column, 5);
    EXPECT_EQ(gcc[0].message, "'foo' was not declared in this scope");
    EXPECT_FALSE(gcc[0].hint.empty());
    EXPECT_EQ(gcc[1].line, 1);
    const auto clang = problems_in("/u/S.cpp:3:1: error: use of undeclared identifier 'x'\n1 error generated.\n");
    ASSERT_EQ(clang.size(), 1U);
    EXPECT_FALSE(clang[0].hint.empty());
    const auto crash =
        problems_in("g++: fatal error: Killed signal terminated program cc1plus\ncompilation terminated.\n");
    ASSERT_EQ(crash.size(), 1U);
    EXPECT_EQ(crash[0].message, "Killed signal terminated program cc1plus");
    EXPECT_NE(text_of(gcc).find("S.cpp:12:5: 'foo'"), std::string::npos);
    EXPECT_NE(text_of(gcc, 1).find("and 1 more"), std::string::npos);
}

TEST(compiler, that_takes_too_long_is_stopped) {
    const testing_support::temporary_folder folder;
    const auto script = folder.path() / "c++";
    std::ofstream{script} << "#!/bin/sh\nexec sleep 30\n";
    std::filesystem::permissions(script, std::filesystem::perms::owner_all);
    const auto result =
        compile(script, folder.path() / "S.cpp", folder.path(), folder.path() / "S.so", std::chrono::seconds{1});
    EXPECT_FALSE(result.compiled);
    ASSERT_EQ(result.problems.size(), 1U);
    EXPECT_NE(result.problems[0].message.find("more than 1 s"), std::string::npos);
}

} // namespace
