#include "pipeline/clip/band_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::ElementsAre;
using ::testing::Pair;
using ::testing::SizeIs;

SheetBand band(const char* inventory, const char* species, const char* sector, PeriodSpan period)
{
    SheetBand made;
    made.series = { inventory, species, sector };
    made.period = period;
    return made;
}

const PeriodSpan january { Period { 2019, 1 } };
const PeriodSpan february { Period { 2019, 2 } };
const Grid no_grid;

BandTable table_of(std::vector<SheetBand> bands)
{
    return band_table(
        { .grid = no_grid, .city_id = "1", .city = "A city", .bands = std::move(bands) });
}

TEST(BandTable, Bands_ByPeriodThenSector)
{
    const BandTable table = table_of({ band("EDGAR", "CO2", "power", february),
        band("EDGAR", "CO2", "industry", january), band("EDGAR", "CO2", "power", january) });
    EXPECT_THAT(table.periods, ElementsAre(january, february));
    EXPECT_THAT(table.sectors, ElementsAre("power", "industry"));
    ASSERT_THAT(table.variables, SizeIs(1));
    EXPECT_EQ(table.variables[0].name, "CO2_mass");
    EXPECT_THAT(table.variables[0].bands, ElementsAre(Pair(0u, 2u), Pair(1u, 1u), Pair(2u, 0u)));
}

TEST(BandTable, SharedSpecies_NamedByInventory)
{
    const BandTable table = table_of(
        { band("EDGAR", "CO2", "total", january), band("ODIAC", "CO2", "total", january) });
    ASSERT_THAT(table.variables, SizeIs(2));
    EXPECT_EQ(table.variables[0].name, "CO2_EDGAR_mass");
    EXPECT_EQ(table.variables[1].name, "CO2_ODIAC_mass");
}

TEST(BandTable, NamesThatCfChanges_StayDistinct)
{
    const BandTable table = table_of(
        { band("A 1", "PM2.5", "total", january), band("A-1", "PM2.5", "total", january) });
    ASSERT_THAT(table.variables, SizeIs(2));
    EXPECT_EQ(table.variables[0].name, "PM2_5_A_1_mass");
    EXPECT_EQ(table.variables[1].name, "PM2_5_A_1_mass_");
}

} // namespace
} // namespace cityflux
