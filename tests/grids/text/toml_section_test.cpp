#include "grids/text/toml_section.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::ElementsAre;
using testing::Pair;

TomlSection section_of(const std::string& text)
{
    const TemporaryFolder folder;
    return TomlSection::read(folder.write("a.toml", text), "the list");
}

/// Returns the refusal of an action on the top of the file, without the folder.
template <typename Action> std::string refusal(const std::string& text, const Action& action)
{
    const TomlSection top = section_of(text);
    const std::string message = refusal_of([&] { action(top); });
    const std::string folder = top.file().parent_path().string() + "/";
    return message.rfind(folder, 0) == 0 ? message.substr(folder.size()) : message;
}

TEST(TomlSection, ReadsEachKindOfValue)
{
    const TomlSection top = section_of(
        "text = \"a\"\nwhole = 3\nhalf = 0.5\nyes = true\ndate = 2021-02-03\nblank = \" \"\n"
        "pair = [1, 2.5]\nyears = [2019, \"2020\"]\n[own]\nb = 2\na = 1\n");
    EXPECT_EQ(top.text("text"), "a");
    EXPECT_EQ(top.find("whole")->whole(3, 3), 3);
    EXPECT_EQ(top.find("whole")->text_or_whole(), "3");
    EXPECT_EQ(top.number("whole"), 3.0);
    EXPECT_EQ(top.number("half"), 0.5);
    EXPECT_TRUE(top.flag("yes"));
    EXPECT_EQ(top.find("date")->text_or_date(), "2021-02-03");
    EXPECT_EQ(top.find("blank")->blank_or_text(), " ");
    EXPECT_EQ(top.find("pair")->two_numbers(), std::pair(1.0, 2.5));
    EXPECT_THAT(top.texts("years", true), ElementsAre("2019", "2020"));
    std::vector<std::pair<std::string, double>> own;
    for (const auto& [key, value] : top.find("own")->entries()) {
        own.emplace_back(key, value.number());
    }
    EXPECT_THAT(own, ElementsAre(Pair("a", 1.0), Pair("b", 2.0)));
}

TEST(TomlSection, MissingKey_GivesNothing)
{
    const TomlSection top = section_of("");
    EXPECT_FALSE(top.has("a") || top.find("a") || top.section("a") || top.text("a")
        || top.number("a") || top.flag("a") || top.choice("a", { "b" }));
    EXPECT_EQ(top.text_or_empty("a"), "");
    EXPECT_TRUE(top.sections("a").empty());
    EXPECT_TRUE(top.texts("a").empty());
}

TEST(TomlSection, UnknownKey_SuggestsTheNearest)
{
    const auto allow = [](const TomlSection& top) { top.allow({ "colour", "size" }); };
    EXPECT_EQ(refusal("size = 1\ncolor = 2\n", allow),
        "a.toml:2: unknown key 'color' (did you mean 'colour'?); use one of the keys of the top of "
        "the list: colour, size");
    EXPECT_EQ(refusal("weight = 1\n", allow),
        "a.toml:1: unknown key 'weight'; use one of the keys of the top of the list: colour, size");
    EXPECT_EQ(refusal("[a]\nb = { color = 2 }\n",
                  [](const TomlSection& top) { top.section("a")->section("b")->allow({ "x" }); }),
        "a.toml:2: unknown key 'a.b.color'; use one of the keys of [a.b]: x");
    EXPECT_EQ(refusal("[a]\ny = 1\n",
                  [](const TomlSection& top) {
                      top.find("a")->section({ "x", "z" });
                  }),
        "a.toml:2: unknown key 'a.y' (did you mean 'x'?); use one of the keys of [a]: x, z");
}

TEST(TomlSection, WrongKind_IsRefusedWithLine)
{
    const auto message = [](const std::string& value, const auto& read) {
        return refusal("[a]\nb = " + value + "\n",
            [&](const TomlSection& top) { read(*top.section("a")->find("b")); });
    };
    EXPECT_EQ(message("3", [](const TomlValue& v) { v.text(); }),
        "a.toml:2: 'a.b': invalid type: a number; write a text");
    EXPECT_EQ(message("\" \"", [](const TomlValue& v) { v.text(); }),
        "a.toml:2: 'a.b': empty text; write a text or leave the key out");
    EXPECT_EQ(message("\"3\"", [](const TomlValue& v) { v.number(); }),
        "a.toml:2: 'a.b': invalid type: a text; write a number");
    EXPECT_EQ(message("nan", [](const TomlValue& v) { v.number(); }),
        "a.toml:2: 'a.b': nan is not a finite number");
    EXPECT_EQ(message("2.5", [](const TomlValue& v) { v.whole(0, 9); }),
        "a.toml:2: 'a.b': 2.5 is not a whole number; write it without a point");
    EXPECT_EQ(message("10", [](const TomlValue& v) { v.whole(0, 9); }),
        "a.toml:2: 'a.b': out of range: 10 (allowed: 0 to 9)");
    EXPECT_EQ(message("true", [](const TomlValue& v) { v.whole(0, 9); }),
        "a.toml:2: 'a.b': invalid type: true or false; write a whole number");
    EXPECT_EQ(message("2021-02-03", [](const TomlValue& v) { v.flag(); }),
        "a.toml:2: 'a.b': invalid type: a date or time; write true or false");
    EXPECT_EQ(message("false", [](const TomlValue& v) { v.need_true(); }),
        "a.toml:2: 'a.b': invalid value false; write true, or another key");
    EXPECT_EQ(message("\"c\"",
                  [](const TomlValue& v) {
                      v.choice({ "x", "y" });
                  }),
        "a.toml:2: 'a.b': unknown value \"c\" (allowed: \"x\", \"y\")");
    EXPECT_EQ(message("[1]", [](const TomlValue& v) { v.two_numbers(); }),
        "a.toml:2: 'a.b': invalid number of entries: 1; write two numbers");
    EXPECT_EQ(message("{}", [](const TomlValue& v) { v.list("a list of years"); }),
        "a.toml:2: 'a.b': invalid type: a table; write a list of years");
    EXPECT_EQ(message("[1]", [](const TomlValue& v) { v.section({}); }),
        "a.toml:2: 'a.b': invalid type: a list; write a table, [a.b]");
    EXPECT_EQ(
        message("[\n\"x\",\n1 ]", [](const TomlValue& v) { v.list("a list of texts")[1].text(); }),
        "a.toml:4: 'a.b': invalid type: a number; write a text")
        << "the line of the element";
}

TEST(TomlSection, Choice_MapsWordToValue)
{
    const TomlSection top = section_of("a = \"two\"\n");
    EXPECT_EQ(top.find("a")->choice<int>({ { "one", 1 }, { "two", 2 } }), 2);
    EXPECT_EQ(top.choice("a", { "one", "two" }), "two");
}

TEST(TomlSection, MissingKey_IsNamed)
{
    const auto need = [](const TomlSection& top) { top.need("b", "a year"); };
    EXPECT_EQ(
        refusal("a = 1\n", need), "a.toml: missing key 'b'; give it a year at the top of the file");
    EXPECT_EQ(refusal("x = 1\n[a]\n", [&](const TomlSection& top) { need(*top.section("a")); }),
        "a.toml:2: missing key 'a.b'; give it a year");
    EXPECT_EQ(refusal("a = []\n", [](const TomlSection& top) { top.required_texts("a"); }),
        "a.toml:1: 'a': empty list; give it at least one text");
}

TEST(TomlSection, OneOfSeveralKeys_IsTaken)
{
    const auto one = [](const TomlSection& top) { top.section("s")->only_one({ "a", "b" }); };
    EXPECT_EQ(section_of("b = 1\n").only_one({ "a", "b" }), "b");
    EXPECT_EQ(refusal("[s]\nb = 1\na = 2\n", one),
        "a.toml:1: [s]: conflicting keys a and b; give it only one of a, b");
    EXPECT_EQ(refusal("[s]\n", one), "a.toml:1: [s]: missing key; give it one of a, b");
}

TEST(TomlSection, KeyWithoutEffect_IsRefused)
{
    EXPECT_EQ(refusal("a = 1\n",
                  [](const TomlSection& top) {
                      top.forbid({ "b", "a" }, "it rains");
                  }),
        "a.toml:1: 'a': unused key: it rains; leave it out");
}

TEST(TomlSection, TableList_KeepsEachLine)
{
    const std::string text = "[[a]]\nb = 1\n[[a]]\nb = 2\n";
    const std::vector<TomlSection> tables = section_of(text).sections("a");
    ASSERT_EQ(tables.size(), 2u);
    EXPECT_EQ(tables[1].line(), 3u);
    EXPECT_EQ(tables[1].number("b"), 2.0) << "the file is kept";
    EXPECT_EQ(refusal("[a]\n", [](const TomlSection& top) { top.sections("a"); }),
        "a.toml:1: 'a': invalid type: a table; write a list of tables, [[a]]");
    EXPECT_EQ(refusal("a = [1]\n", [](const TomlSection& top) { top.sections("a"); }),
        "a.toml:1: 'a': invalid type: a number; write a list of tables, [[a]]");
}

TEST(TomlSection, NamedSection_IsCalledSo)
{
    const auto named
        = [](const TomlSection& top) { return top.sections("city").at(0).called("city Bonn"); };
    const std::string text = "[[city]]\nsize = \"big\"\nshape = { round = 3 }\n";
    EXPECT_EQ(refusal(text, [&](const TomlSection& top) { named(top).number("size"); }),
        "a.toml:2: 'size' of city Bonn: invalid type: a text; write a number");
    EXPECT_EQ(
        refusal(text, [&](const TomlSection& top) { named(top).section("shape")->flag("round"); }),
        "a.toml:3: 'shape.round' of city Bonn: invalid type: a number; write true or false");
    EXPECT_EQ(refusal(text, [&](const TomlSection& top) { named(top).section("size"); }),
        "a.toml:2: 'size' of city Bonn: invalid type: a text; write a table");
    EXPECT_EQ(refusal(text,
                  [&](const TomlSection& top) {
                      named(top).section("shape")->refuse(ProblemCode::invalid, "flat shape");
                  }),
        "a.toml:3: 'shape' of city Bonn: flat shape");
    EXPECT_EQ(refusal(text,
                  [&](const TomlSection& top) {
                      named(top).refuse(ProblemCode::missing, "missing bridge", "build one");
                  }),
        "a.toml:1: city Bonn: missing bridge; build one");
    EXPECT_EQ(refusal(text, [&](const TomlSection& top) { named(top).need("river", "a text"); }),
        "a.toml:1: missing key 'river' of city Bonn; give it a text");
}

TEST(TomlSection, FileWithoutToml_IsRefused)
{
    EXPECT_THAT(refusal_of([] { section_of("a = 1\nb =\n"); }),
        testing::ContainsRegex("a\\.toml:2: invalid TOML: .*; see https://toml.io for the syntax"));
    EXPECT_THAT(refusal_of([] { TomlSection::read("nowhere.toml", "the list"); }),
        testing::MatchesRegex(
            "nowhere\\.toml: unreadable: .*; give the path of the list, a TOML file"));
}

} // namespace
} // namespace cityflux
