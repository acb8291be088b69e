#include "pipeline/index/tapio.h"

#include "tests/refusal.h"

#include <cmath>
#include <set>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

TEST(Tapio, IsWorkedOnPaper)
{
    // CO2 100 -> 110 (+10 %), GDP 200 -> 250 (+25 %): 0.4.
    const auto tapio = tapio_elasticity(100, 110, 200, 250);
    ASSERT_TRUE(tapio.has_value());
    EXPECT_DOUBLE_EQ(tapio->co2_change, 0.1);
    EXPECT_DOUBLE_EQ(tapio->gdp_change, 0.25);
    EXPECT_DOUBLE_EQ(tapio->elasticity, 0.4);
    EXPECT_EQ(tapio->state, TapioState::weak_decoupling);
}

/// The circle of eight states; GDP changes by +-50 of 100, so that CO2's change over 50 is the
/// elasticity.
TEST(Tapio, HasEightStates)
{
    struct Case {
        double co2_end, gdp_end;
        TapioState state;
    };
    for (const Case& c : {
             Case { 90, 150, TapioState::strong_decoupling },
             Case { 100, 150, TapioState::weak_decoupling }, // CO2 stands still
             Case { 139, 150, TapioState::weak_decoupling },
             Case { 141, 150, TapioState::expansive_coupling },
             Case { 159, 150, TapioState::expansive_coupling },
             Case { 161, 150, TapioState::expansive_negative_decoupling },
             Case { 110, 50, TapioState::strong_negative_decoupling },
             Case { 100, 50, TapioState::weak_negative_decoupling }, // CO2 stands still
             Case { 61, 50, TapioState::weak_negative_decoupling },
             Case { 59, 50, TapioState::recessive_coupling },
             Case { 41, 50, TapioState::recessive_coupling },
             Case { 39, 50, TapioState::recessive_decoupling },
         }) {
        EXPECT_EQ(tapio_elasticity(100, c.co2_end, 100, c.gdp_end)->state, c.state)
            << c.co2_end << " " << c.gdp_end;
    }
}

TEST(Tapio, CountsItsBoundsAsCoupling)
{
    // Dividing by 0.5 is exact, so that 0.4 and 0.6 become the very doubles that 0.8 and 1.2 are.
    EXPECT_EQ(tapio_elasticity(10, 14, 10, 15)->elasticity, 0.8);
    EXPECT_EQ(tapio_elasticity(10, 14, 10, 15)->state, TapioState::expansive_coupling);
    EXPECT_EQ(tapio_elasticity(10, 16, 10, 15)->elasticity, 1.2);
    EXPECT_EQ(tapio_elasticity(10, 16, 10, 15)->state, TapioState::expansive_coupling);
}

TEST(Tapio, HasNoElasticityWhereGdpStandsStill)
{
    const auto tapio = tapio_elasticity(100, 110, 200, 200);
    ASSERT_TRUE(tapio.has_value());
    EXPECT_TRUE(std::isnan(tapio->elasticity));
    EXPECT_FALSE(tapio->state.has_value());
}

TEST(Tapio, TellsMissingFromImpossible)
{
    const double missing = std::nan("");
    EXPECT_FALSE(tapio_elasticity(missing, 110, 200, 250).has_value());
    EXPECT_FALSE(tapio_elasticity(100, 110, 200, missing).has_value());
    EXPECT_EQ(refusal_of([] { tapio_elasticity(0, 110, 200, 250); }),
        "values of an elasticity out of range: CO2 0 to 110, GDP 200 to 250 (all four must be "
        "positive); check the statistics, or leave the city's value out");
    EXPECT_THAT(refusal_of([] { tapio_elasticity(100, 110, 200, -1); }),
        testing::HasSubstr("GDP 200 to -1 "));
}

TEST(Tapio, NamesEachStateInTwoLanguages)
{
    std::set<std::string_view> names;
    for (int s = 0; s < 8; ++s) {
        names.insert(english_name(static_cast<TapioState>(s)));
        names.insert(chinese_name(static_cast<TapioState>(s)));
    }
    EXPECT_EQ(names.size(), 16U);
    EXPECT_EQ(english_name(TapioState::recessive_decoupling), "recessive decoupling");
    EXPECT_EQ(chinese_name(TapioState::recessive_decoupling), "衰退脱钩");
}

} // namespace
} // namespace cityflux
