#include "pipeline/index/policy_register.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <cmath>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr const char* header = "city,indicator,title,issuer,date,level,url\n";

class PolicyRegister : public testing::Test {
protected:
    std::vector<PolicyAction> read(const std::string& rows)
    {
        return read_policy_register(folder_.write("register.csv", header + rows));
    }
    std::string refusal(const std::string& rows)
    {
        return refusal_of([&] { read(rows); });
    }

    const CityNames cities_ { { { "1", "上海市", { "Shanghai" } }, { "2", "广州市", {} },
        { "3", "南京市", {} } } };
    const std::string rows_ = "上海,3.3,Plan A,City council,2021-12-31,municipal,https://a\n"
                              "Shanghai,3.3,Plan B,State council,2020-05-01,National,https://b\n"
                              "上海市,3.3,Plan C,City council,2022-01-01,national,https://c\n"
                              "广州,3.3,\"Plan D, part 2\",,2021-01-01,district,\n"
                              "广州,4.1,Plan E,,2021-01-01,national,\n";
    TemporaryFolder folder_;
};

TEST_F(PolicyRegister, CutOff_IsIncluded)
{
    const auto values = policy_points(read(rows_), "3.3", {}, "2021-12-31", cities_);
    EXPECT_EQ(values[0].value, 2.0);
    EXPECT_THAT(values[0].traces,
        ElementsAre("Plan A, City council, 2021-12-31, https://a",
            "Plan B, State council, 2020-05-01, https://b"));
    EXPECT_EQ(policy_points(read(rows_), "3.3", {}, "2021-12-30", cities_)[0].value, 1.0);
    EXPECT_EQ(policy_points(read(rows_), "3.3", {}, "", cities_)[0].value, 3.0);
}

TEST_F(PolicyRegister, GradesByLevel)
{
    RegisterRule rule { { { "national", 3.0 }, { "municipal", 2.0 } }, 0.5, false, 0.0 };
    auto values = policy_points(read(rows_), "3.3", rule, "2021-12-31", cities_);
    EXPECT_EQ(values[0].value, 5.0);
    EXPECT_EQ(values[1].value, 0.5);
    EXPECT_THAT(values[1].traces, ElementsAre("Plan D, part 2, 2021-01-01"));

    rule.most = 4.0;
    values = policy_points(read(rows_), "3.3", rule, "2021-12-31", cities_);
    EXPECT_EQ(values[0].value, 4.0);
    EXPECT_THAT(values[0].flags, ElementsAre("5 points cut off at 4"));

    rule = { { { "national", 3.0 }, { "municipal", 2.0 } }, 0.5, true, 0.0 };
    values = policy_points(read(rows_), "3.3", rule, "2021-12-31", cities_);
    EXPECT_EQ(values[0].value, 3.0);
    EXPECT_THAT(values[0].traces, ElementsAre("Plan B, State council, 2020-05-01, https://b"));
}

TEST_F(PolicyRegister, CityWithoutAction_ScoresZero)
{
    const auto values = policy_points(read(rows_), "3.3", {}, "2021-12-31", cities_);
    EXPECT_EQ(values[2].value, 0.0);
    EXPECT_EQ(values[2].upper, 0.0);
    EXPECT_THAT(values[2].flags, ElementsAre("no action in the policy register"));
    EXPECT_EQ(policy_points(read(rows_), "4.1", {}, "2020-12-31", cities_)[1].value, 0.0)
        << "it occurs, if too late";
}

TEST_F(PolicyRegister, IndicatorWithoutAction_IsMissing)
{
    for (const IndicatorValue& value :
        policy_points(read(rows_), "4.7", {}, "2021-12-31", cities_)) {
        EXPECT_TRUE(std::isnan(value.value));
        EXPECT_THAT(
            value.flags, ElementsAre("the policy register holds no action of this indicator"));
    }
}

TEST_F(PolicyRegister, InvalidRow_IsRefused)
{
    EXPECT_THAT(refusal("上海,3.3,T,,2021-02-29,,\n"),
        HasSubstr(
            "register.csv:2: '2021-02-29' is not a date; write it by ISO 8601, e.g. 2021-12-31"));
    for (const char* date : { "2021", "2021-12", "31.12.2021", "2021-1-1x", "2021-13-01",
             "2021-00-10", "-021-01-01", "2021-01-+1" }) {
        EXPECT_THAT(
            refusal(std::string("上海,3.3,T,,") + date + ",,\n"), HasSubstr("is not a date"))
            << date;
    }
    EXPECT_THAT(refusal("上海,3.3,,I,2021-01-01,,\n"),
        HasSubstr("register.csv:2: missing value in column 'title'"));
    EXPECT_THAT(refusal("上海,3.3,T,I,2021-01-01,,\n上海,3.3,T,J,2021-01-01,,\n"),
        HasSubstr("register.csv:3: duplicate action 'T' of 上海: the same as at "));
    EXPECT_THAT(
        refused([&] { read("上海,3.3,《T》,I,2021-01-01,,\n上海,3.3,T,I,2021-01-01,,\n"); }),
        IsProblem(ProblemCode::duplicate, folder_.file("register.csv") + ":3"));
    EXPECT_THAT(refusal_of([&] {
        policy_points(read("上海,3.3,T,I,2021-01-01,,\nShanghai,3.3,T,J,2021-01-01,,\n"), "3.3", {},
            "", cities_);
    }),
        HasSubstr("register.csv:3: duplicate action 'T' of 上海市: the same as at "));
    EXPECT_THAT(refusal_of([&] {
        read_policy_register(
            folder_.write("b.csv", "city,indicator,title,issuer,date,level,link\n"));
    }),
        HasSubstr("b.csv: unknown column 'link' of a policy register (allowed: "
                  "city,indicator,title,issuer,date,level,url)"));
}

TEST_F(PolicyRegister, UnlistedLevels_AreNamed)
{
    const RegisterRule rule { { { "national", 3.0 }, { "municipal", 2.0 } }, 1.0, false, 0.0 };
    const UnlistedLevels far = unlisted_levels(read(rows_), "3.3", rule);
    EXPECT_THAT(far.sentence, HasSubstr("'district' in 1 action"));
    EXPECT_FALSE(far.misspelt);
    EXPECT_EQ(unlisted_levels(read(rows_), "4.1", rule).sentence, "");
    EXPECT_EQ(unlisted_levels(read(rows_), "3.3", {}).sentence, "") << "no levels are listed";
}

TEST_F(PolicyRegister, MisspeltLevel_IsNamed)
{
    const RegisterRule rule { { { "national", 3.0 }, { "municipal", 2.0 } }, 1.0, false, 0.0 };
    const UnlistedLevels near
        = unlisted_levels(read("上海,1,Plan,,2021-01-01,municpal,\n"), "1", rule);
    EXPECT_THAT(near.sentence, HasSubstr("did you mean 'municipal'?"));
    EXPECT_TRUE(near.misspelt);
    EXPECT_TRUE(unlisted_levels(read("上海,1,Plan,,2021-01-01,,\n"), "1", rule).misspelt);
    EXPECT_EQ(unlisted_levels(read("上海,1,Plan,,2021-01-01,Other,\n"), "1", rule).sentence, "");
}

} // namespace
} // namespace cityflux
