#include "pipeline/totals/layer_query.h"

#include <gtest/gtest.h>

namespace cityflux {
namespace {

const TotalsSeries power_co2 { "EDGAR", "CO2", "power" };

TEST(LayerQuery, EmptyLists_MatchEverything)
{
    EXPECT_TRUE(LayerQuery().matches(power_co2, { 2019, 3 }));
}

TEST(LayerQuery, Words_MatchInAnyCase)
{
    const LayerQuery query { .sectors = { "ships", "Power" }, .species = { "co2" }, .periods = {} };
    EXPECT_TRUE(query.matches(power_co2, { 2019, 0 }));
    EXPECT_FALSE(query.matches({ "EDGAR", "CH4", "power" }, { 2019, 0 }));
    EXPECT_FALSE(query.matches({ "EDGAR", "CO2", "industry" }, { 2019, 0 }));
}

TEST(LayerQuery, Year_IncludesItsMonths)
{
    const LayerQuery query { .sectors = {}, .species = {}, .periods = { { 2019, 0 } } };
    EXPECT_TRUE(query.matches(power_co2, { 2019, 0 }));
    EXPECT_TRUE(query.matches(power_co2, { 2019, 3 }));
    EXPECT_FALSE(query.matches(power_co2, { 2018, 3 }));
}

TEST(LayerQuery, Month_ExcludesItsYear)
{
    const LayerQuery query { .sectors = {}, .species = {}, .periods = { { 2019, 3 } } };
    EXPECT_TRUE(query.matches(power_co2, { 2019, 3 }));
    EXPECT_FALSE(query.matches(power_co2, { 2019, 0 }));
    EXPECT_FALSE(query.matches(power_co2, { 2019, 4 }));
}

} // namespace
} // namespace cityflux
