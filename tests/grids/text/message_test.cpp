#include "grids/text/error.h"

#include "tests/refusal.h"

#include <set>
#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

const Message missing_crs {
    .code = ProblemCode::missing,
    .subject = "g.asc",
    .problem = "missing CRS",
    .remedy = { "set it, e.g. ", named(Setting::assume_crs, "EPSG:4326") },
};

TEST(Message, AllParts_AreOneSentence)
{
    EXPECT_EQ(missing_crs.text(), "g.asc: missing CRS; set it, e.g. assume_crs=EPSG:4326");
}

TEST(Message, EmptyParts_LeaveNoPunctuation)
{
    EXPECT_EQ((Message { .problem = "missing CRS" }).text(), "missing CRS");
    EXPECT_EQ(
        (Message { .subject = "g.asc", .problem = "missing CRS" }).text(), "g.asc: missing CRS");
    EXPECT_EQ((Message { .subject = "g.asc" }).text(), "g.asc");
}

TEST(Message, Rendered_TakesWordsForSettings)
{
    const auto words = [](const SettingValue& setting) { return "<" + setting.value + ">"; };
    EXPECT_EQ(missing_crs.rendered(words), "g.asc: missing CRS; set it, e.g. <EPSG:4326>");
}

TEST(Message, Within_PrecedesTheSubject)
{
    const Message inner = missing_crs.within("p.toml: totals/g");
    EXPECT_EQ(
        inner.text(), "p.toml: totals/g: g.asc: missing CRS; set it, e.g. assume_crs=EPSG:4326");
    EXPECT_EQ(inner.code, ProblemCode::missing);
    EXPECT_EQ((Message { .problem = "damaged" }).within("a.nc").text(), "a.nc: damaged");
}

TEST(Message, SubjectSetting_IsNamed)
{
    const Message unknown {
        .code = ProblemCode::unknown,
        .subject = named(Setting::only, "Beijin"),
        .problem = "unknown city",
    };
    EXPECT_EQ(unknown.text(), "only=Beijin: unknown city");
}

TEST(Setting, EachName_IsItsOwn)
{
    std::set<std::string> names;
    for (int s = 0; s < setting_count; ++s) {
        names.insert(std::string(name_of(static_cast<Setting>(s))));
    }
    EXPECT_EQ(names.size(), setting_count);
}

TEST(Refusal, What_IsTheNeutralSentence)
{
    EXPECT_EQ(refusal_of([] { throw InputError(missing_crs); }), missing_crs.text());
    EXPECT_THAT(refused<UsageError>(
                    [] { throw UsageError(ProblemCode::unknown, "--only", "unknown city"); }),
        IsProblem(ProblemCode::unknown, "--only"));
}

TEST(ProblemCode, Names_AreWords)
{
    EXPECT_EQ(name_of(ProblemCode::missing), "missing");
    EXPECT_EQ(name_of(ProblemCode::out_of_range), "out of range");
    EXPECT_EQ(name_of(ProblemCode::insufficient), "insufficient");
}

} // namespace
} // namespace cityflux
