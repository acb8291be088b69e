#include "pipeline/totals/plausibility.h"

#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

/// The bounds of CO2 are 1e9 t of the world and 1e5 t/km2: 1e7 t in up to 100 km2.
class PlausibilityTest : public testing::Test {
protected:
    Plausibility bounds() const
    {
        folder_.write("plausible.toml",
            "[[species]]\nname = 'co2'\nworld_t = 1e9\ndensest_t_km2 = 1e5\nsource = 'a'\n");
        return Plausibility(folder_.path() / "plausible.toml");
    }

    /// Returns the warning on one layer of CO2 with a mass in the cells read and in a city of
    /// `area_km2`, or "".
    std::string warning(double grid_t, double city_t, double area_km2) const
    {
        Layer layer;
        layer.quantity.species = species_;
        layer.quantity.period = period_;
        layer.quantity.unit.text = "kg";
        LayerTotals totals;
        totals.closure.grid_t = grid_t;
        totals.cities.push_back({ .value_t = city_t, .covered_m2 = area_km2 * 1e6 });
        const auto found = bounds().warning({ layer }, { totals });
        return found ? found->text() : "";
    }

    TemporaryFolder folder_;
    std::string species_ = "CO2";
    Period period_ { 2019, 0 };
};

TEST_F(PlausibilityTest, WorldWithinBounds_IsSilent)
{
    EXPECT_EQ(warning(0.99e9, 0.99e7, 10), "");
}

TEST_F(PlausibilityTest, MoreThanTheWorld_IsWarnedOf)
{
    EXPECT_THAT(warning(2e9, 0, 10), HasSubstr("the cells read have 2e+09 t of CO2"));
    EXPECT_THAT(
        warning(2e9, 0, 10), HasSubstr("2 times as much as any inventory (at most 1e+09 t"));
}

TEST_F(PlausibilityTest, DenserThanAnyCell_IsWarnedOf)
{
    EXPECT_THAT(warning(0, 3e7, 10), HasSubstr("a city has 3e+07 t of CO2"));
    EXPECT_EQ(warning(0, 1.5e7, 400), "") << "300 km2 more may have 0.6e7 t more";
    EXPECT_THAT(warning(0, 3.2e7, 400), HasSubstr("2 times as much"));
}

TEST_F(PlausibilityTest, Month_HasAThirdAtMost)
{
    period_ = { 2019, 3 };
    EXPECT_EQ(warning(0.33e9, 0, 10), "");
    EXPECT_THAT(warning(0.34e9, 0, 10), HasSubstr("2019-03"));
}

TEST_F(PlausibilityTest, UnknownSpecies_HasNoBounds)
{
    species_ = "dust";
    EXPECT_EQ(warning(1e30, 1e30, 1), "");
}

TEST_F(PlausibilityTest, WrongNumber_IsRefused)
{
    folder_.write(
        "p.toml", "[[species]]\nname = 'CO2'\nworld_t = 0\ndensest_t_km2 = 1e5\nsource = 'a'\n");
    EXPECT_THAT(refusal_of([&] { Plausibility(folder_.path() / "p.toml"); }),
        HasSubstr("number out of range: 0"));
}

TEST_F(PlausibilityTest, ShippedBounds_AreRead)
{
    EXPECT_NO_THROW(Plausibility(std::string(CITYFLUX_SOURCE_DIR) + "/config/plausible.toml"));
}

} // namespace
} // namespace cityflux
