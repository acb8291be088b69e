#include "pipeline/clip/band_sum.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::ElementsAre;

SheetBand band(const char* sector, PeriodSpan period, const char* species = "CO2",
    const char* inventory = "EDGAR")
{
    SheetBand made;
    made.series = { inventory, species, sector };
    made.period = period;
    return made;
}

const PeriodSpan year { Period { 2019, 0 } };
const PeriodSpan january { Period { 2019, 1 } };
const PeriodSpan february { Period { 2019, 2 } };

TEST(BandSum, SectorsAndPeriodsAddUp)
{
    const BandSum sum
        = band_sum({ band("power", january), band("power", february), band("industry", january) });
    EXPECT_THAT(sum.bands, ElementsAre(0u, 1u, 2u));
    EXPECT_EQ(sum.obstacle, "");
}

TEST(BandSum, TotalWithSectors_CountsAlone)
{
    const BandSum sum
        = band_sum({ band("power", year), band("Total", year), band("industry", year) });
    EXPECT_THAT(sum.bands, ElementsAre(1u));
    EXPECT_EQ(sum.obstacle, "");
    // Nor does it stand for the sectors of another month.
    EXPECT_THAT(
        band_sum({ band("power", january), band("total", february) }).bands, ElementsAre(0u, 1u));
}

TEST(BandSum, DifferentSpeciesOrPeriods_AreNamed)
{
    EXPECT_EQ(
        band_sum({ band("power", year), band("power", year, "CH4") }).obstacle, "CO2 and CH4");
    EXPECT_EQ(band_sum({ band("power", year), band("power", year, "CO2", "ODIAC") }).obstacle,
        "EDGAR and ODIAC");
    EXPECT_EQ(
        band_sum({ band("power", year), band("power", january) }).obstacle, "2019 and 2019-01");
    // A total of one species is none of another.
    EXPECT_EQ(
        band_sum({ band("power", year), band("total", year, "CH4") }).obstacle, "CO2 and CH4");
}

} // namespace
} // namespace cityflux
