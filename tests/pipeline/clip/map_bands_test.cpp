#include "pipeline/clip/map_bands.h"

#include "tests/refusal.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::SizeIs;

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr double day = 86400.0;

MapReader::ReadLayer layer(const std::string& sector, Period period, std::size_t lattice = 0)
{
    return { sector + period.text() + ".nc", { "MEIC", "CO2", sector }, period, period.days() * day,
        0, 0, nullptr, lattice };
}

constexpr Period january { 2019, 1 };
constexpr Period february { 2019, 2 };
constexpr Period march { 2019, 3 };

std::vector<std::string> titles_of(const BandPlan& plan)
{
    std::vector<std::string> titles;
    for (const PlannedBand& band : plan.bands) {
        titles.push_back(band.series.sector + " " + band.period.text());
    }
    return titles;
}

TEST(MapBands, Layers_SortBySectorThenPeriod)
{
    const BandPlan plan = plan_bands({ layer("power", february), layer("industry", february),
                                         layer("power", january), layer("industry", january) },
        {});
    EXPECT_THAT(titles_of(plan),
        ElementsAre("power 2019-01", "power 2019-02", "industry 2019-01", "industry 2019-02"));
    EXPECT_THAT(plan.bands.front().layers, ElementsAre(2));
    EXPECT_EQ(plan.bands.front().seconds, 31 * day);
    EXPECT_THAT(plan.shortcomings, IsEmpty());
}

TEST(MapBands, Sectors_AddUpPerPeriod)
{
    const BandPlan plan = plan_bands({ layer("power", january), layer("industry", january),
                                         layer("power", february), layer("industry", february) },
        { true, false });
    EXPECT_THAT(titles_of(plan), ElementsAre("power+industry 2019-01", "power+industry 2019-02"));
    EXPECT_THAT(plan.bands.back().layers, ElementsAre(2, 3));
    EXPECT_EQ(plan.bands.back().seconds, 28 * day) << "two sectors take no longer than one";
}

TEST(MapBands, ManySectorsAreCounted)
{
    const BandPlan plan = plan_bands(
        { layer("a", january), layer("b", january), layer("c", january), layer("d", january) },
        { true, false });
    EXPECT_THAT(titles_of(plan), ElementsAre("sum of 4 sectors 2019-01"));
}

TEST(MapBands, TwelveMonthsAreTheYear)
{
    std::vector<MapReader::ReadLayer> layers;
    for (int month = 1; month <= 12; ++month) {
        layers.push_back(layer("power", { 2020, month }));
    }
    const BandPlan plan = plan_bands(layers, { false, true });
    EXPECT_THAT(titles_of(plan), ElementsAre("power 2020"));
    EXPECT_EQ(plan.bands.front().seconds, 366 * day);
    EXPECT_THAT(plan.shortcomings, IsEmpty());
}

TEST(MapBands, BothSumsGiveOneBand)
{
    const BandPlan plan = plan_bands({ layer("power", january), layer("industry", january),
                                         layer("power", february), layer("industry", february) },
        { true, true });
    EXPECT_THAT(titles_of(plan), ElementsAre("power+industry 2019-01/2019-02"));
    EXPECT_THAT(plan.bands.front().layers, SizeIs(4));
    EXPECT_EQ(plan.bands.front().seconds, (31 + 28) * day);
}

TEST(MapBands, MissingMonths_AreReported)
{
    const BandPlan gap
        = plan_bands({ layer("power", january), layer("power", march) }, { false, true });
    EXPECT_THAT(
        gap.shortcomings, ElementsAre(HasSubstr("missing periods between 2019-01 and 2019-03")));
    const BandPlan sector = plan_bands(
        { layer("power", january), layer("industry", january), layer("power", february) },
        { true, false });
    EXPECT_THAT(sector.shortcomings, ElementsAre(HasSubstr("'industry': missing 2019-02")));
    const BandPlan both = plan_bands(
        { layer("power", january), layer("industry", january), layer("power", february) },
        { true, true });
    EXPECT_THAT(both.shortcomings, ElementsAre(HasSubstr("'industry': missing 2019-02")));
}

TEST(MapBands, NothingCountsTwice)
{
    EXPECT_THAT(refusal_of([] {
        plan_bands({ layer("TOTALS", january), layer("power", january) }, { true, false });
    }),
        HasSubstr("inconsistent sectors: 'TOTALS' of MEIC is a total that includes 'power'"));
    EXPECT_THAT(refusal_of([] {
        plan_bands({ layer("power", { 2019, 0 }), layer("power", january) }, { false, true });
    }),
        HasSubstr("covers 2019 and 2019-01, which overlap"));
    EXPECT_EQ(plan_bands({ layer("total", january), layer("total", february) }, { true, true })
                  .bands.size(),
        1u)
        << "a total alone is no sum of anything else";
}

TEST(MapBands, DifferentGrids_DoNotAddUp)
{
    EXPECT_THAT(refusal_of([] {
        plan_bands({ layer("power", january, 0), layer("power", february, 1) }, { false, true });
    }),
        HasSubstr("inconsistent grids"));
}

TEST(MapBands, CellWithoutData_AddsNothing)
{
    std::vector<double> sum { 1.0, nothing, nothing, 4.0 };
    add_masses(sum, { 10.0, 20.0, nothing, nothing });
    EXPECT_EQ(sum[0], 11.0);
    EXPECT_EQ(sum[1], 20.0);
    EXPECT_TRUE(std::isnan(sum[2]));
    EXPECT_EQ(sum[3], 4.0);
}

} // namespace
} // namespace cityflux
