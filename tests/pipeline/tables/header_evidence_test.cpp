#include "pipeline/tables/header_evidence.h"

#include "tests/refusal.h"

#include <gtest/gtest.h>

namespace cityflux {
namespace {

TEST(HeaderEvidence, MarksBehindYears_AreNotes)
{
    for (const char* header : { "2019", "2019.0", "2019年", "2019年①", "2019*", "2019**", "2019E",
             "2019p", "2019(修订)", "2019年（预计）", "2019年(1)", "2019[1]", "2019 (revised)",
             "2019年(万吨)", "2019年²" }) {
        EXPECT_EQ(year_of_header(header), 2019) << header;
    }
    for (const char* header : { "2019年上半年", "2019年比2018年增长(%)", "2019-2020", "20191",
             "city", "CO2 2019", "2019年(%)", "2019Q1", "9999" }) {
        EXPECT_EQ(year_of_header(header), std::nullopt) << header;
    }
}

TEST(HeaderEvidence, UnitAgainstDeclaration_Refused)
{
    const auto check = [](const char* header, const char* unit) {
        return refused([&] { require_unit_of_header(header, unit, "t.csv"); });
    };
    for (const char* header : { "CO2排放量(万吨)", "排放（万吨）", "CO2 [kt]", "CO2/万吨", "CO2_kt",
             "排放量(单位：万吨)", "能耗(万吨标准煤)" }) {
        EXPECT_THAT(check(header, "Mt"), IsProblem(ProblemCode::inconsistent, "t.csv")) << header;
    }
    for (const char* header :
        { "v", "CO2(Mt)", "CO2(百万吨)", "CO2 (2019)", "CO2 (a)", "CO2(全市)", "scope_1", "" }) {
        EXPECT_EQ(check(header, "Mt"), std::nullopt) << header;
    }
    EXPECT_EQ(check("GDP (亿元)", "10^8 CNY"), std::nullopt);
    EXPECT_EQ(check("人均GDP(元)", "CNY/person"), std::nullopt);
    EXPECT_EQ(check("share (%)", ""), std::nullopt);
}

TEST(HeaderEvidence, UnitAboveTheHeader_IsChecked)
{
    const auto check = [](const char* line, const char* unit) {
        return refused([&] { require_unit_of_notes({ "各市排放", line }, unit, "t.csv"); });
    };
    for (const char* line : { "单位：万吨", "表1（单位:万吨）", "Unit: kt", ";;单位： 万吨;" }) {
        EXPECT_THAT(check(line, "Mt"), IsProblem(ProblemCode::inconsistent, "t.csv")) << line;
    }
    EXPECT_EQ(check("单位：百万吨", "Mt"), std::nullopt);
    EXPECT_EQ(check("单位：见表注", "Mt"), std::nullopt);
}

} // namespace
} // namespace cityflux
