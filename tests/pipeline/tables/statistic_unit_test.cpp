#include "pipeline/tables/statistic_unit.h"

#include "tests/refusal.h"

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

constexpr double exact_enough = 1e-14; ///< relative: a few roundings

void expect_factor(const char* from, const char* to, double factor)
{
    const UnitChange change = unit_change(from, to, "a.csv:2");
    EXPECT_EQ(change.refusal, "") << from << " to " << to;
    EXPECT_NEAR(change.factor, factor, factor * exact_enough) << from << " to " << to;
}

TEST(StatisticUnit, IsThatOfChineseStatistics)
{
    expect_factor("亿元", "CNY", 1e8);
    expect_factor("10^8 CNY", "万元", 1e4);
    expect_factor("1e8 CNY", "亿元", 1.0);
    expect_factor("万元", "元", 1e4);
    expect_factor("人民币", "RMB", 1.0);
    expect_factor("万人", "person", 1e4);
    expect_factor("10^4 person", "人", 1e4);
    expect_factor("亿人", "万人", 1e4);
    expect_factor("万吨", "t", 1e4);
    expect_factor("Mt", "kt", 1e3);
    expect_factor("MtCO2", "t", 1e6);
    expect_factor("tons", "kg", 1e3);
    expect_factor("万tons", "ktons", 10.0);
    expect_factor("ktCO2", "万吨", 0.1);
    expect_factor("tonnes", "t", 1.0);
    expect_factor("万吨标准煤", "tce", 1e4);
    expect_factor("Mtce", "tce", 1e6);
    expect_factor("千瓦时", "kWh", 1.0);
    expect_factor("亿千瓦时", "GWh", 1e2);
    expect_factor("微克/立方米", "kg m-3", 1e-9);
    expect_factor("µg/m³", "ug m-3", 1.0);
}

TEST(StatisticUnit, MayBeARatio)
{
    expect_factor("t/person", "kg/人", 1e3);
    expect_factor("t per capita", "t/person", 1.0);
    expect_factor("吨/万元", "t CNY-1", 1e-4);
    expect_factor("Mt / (10^8 CNY)", "t/万元", 1e2);
    expect_factor("%", "1", 0.01);
    expect_factor("", "%", 100.0);
}

TEST(StatisticUnit, TakesCoalEquivalentsForEnergy)
{
    expect_factor("tce", "GJ", 29.3076);
    expect_factor("kWh", "MJ", 3.6);
    expect_factor("万千瓦时", "tce", 1e4 * 3.6e6 / 29.3076e9);
    const UnitChange change = unit_change("万吨标准煤", "t", "a.csv:2");
    EXPECT_EQ(change.refusal,
        "inconsistent units: '万吨标准煤' (an energy) cannot be converted to 't' (a mass) (a tonne "
        "of coal equivalent is an energy of 29.3076 GJ)");
    EXPECT_NE(unit_change("t", "tce", "").refusal, "");
}

TEST(StatisticUnit, KeepsKindsApart)
{
    EXPECT_THAT(unit_change("USD", "CNY", "").refusal, HasSubstr("money in USD"));
    EXPECT_THAT(unit_change("亿元", "美元", "").refusal, HasSubstr("money in CNY"));
    EXPECT_NE(unit_change("万人", "1", "").refusal, "");
    EXPECT_NE(unit_change("t", "", "").refusal, "");
    EXPECT_NE(unit_change("CNY", "person", "").refusal, "");
    EXPECT_NE(unit_change("t/person", "person/t", "").refusal, "")
        << "an inverse is no change of unit";
}

TEST(StatisticUnit, UdunitsText_HasTheUdunitsName)
{
    EXPECT_EQ(udunits_text("t"), "t");
    EXPECT_EQ(udunits_text("kg"), "kg");
    EXPECT_EQ(udunits_text("kt"), "Gg");
    EXPECT_EQ(udunits_text("tons"), "t");
    EXPECT_EQ(udunits_text("万吨"), "(1e4 t)");
}

TEST(StatisticUnit, IsRefusedWhereItCannotBeRead)
{
    EXPECT_EQ(refusal_of([] { unit_change("beds", "1", "a.csv:7"); }),
        "a.csv:7: unknown unit 'beds'; write a unit, e.g. '10^8 CNY', '10^4 person', 'Mt', 'tce', "
        "'kWh', 'ug m-3' or '%'");
    EXPECT_THAT(refusal_of([] { unit_change("t", "10^8 CNYY", "x.toml"); }),
        HasSubstr("x.toml: unknown unit '10^8 CNYY'"));
    EXPECT_THAT(refused([] { unit_change("t", "10^8 CNYY", named(Setting::unit)); }),
        IsProblem(ProblemCode::unknown, "unit"));
}

TEST(StatisticUnit, PowerBehindMultiplier_IsOfTheUnit)
{
    for (const char* unit : { "亿m³", "亿m^3", "亿m**3", "亿m3", "亿立方米", "亿 m³" }) {
        EXPECT_EQ(unit_change(unit, "m3", "").factor, 1e8) << unit;
    }
    EXPECT_EQ(unit_change("万km²", "km2", "").factor, 1e4);
    EXPECT_EQ(unit_change("百万m^3", "m3", "").factor, 1e6);
    EXPECT_EQ(unit_change("千m³", "m3", "").factor, 1e3);
    EXPECT_DOUBLE_EQ(unit_change("t/万m²", "t/m2", "").factor, 1e-4);
    EXPECT_DOUBLE_EQ(unit_change("t 万m-2", "t/m2", "").factor, 1e-4);
    EXPECT_DOUBLE_EQ(unit_change("t 万m⁻²", "t/m2", "").factor, 1e-4);
}

TEST(StatisticUnit, UnitIntoItself_ChangesNothing)
{
    for (const char* unit : { "ug m-3", "tce", "万吨", "%", "mg/m³", "CNY" }) {
        EXPECT_EQ(unit_change(unit, unit, "").factor, 1.0) << unit;
    }
    EXPECT_EQ(unit_change("µg/m3", "ug m-3", "").factor, 1.0);
    EXPECT_EQ(unit_change("mg/m³", "ug m-3", "").factor, 1000.0);
    EXPECT_EQ(unit_change("Mtce", "万吨标准煤", "").factor, 100.0);
}

} // namespace
} // namespace cityflux
