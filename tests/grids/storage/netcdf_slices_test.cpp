#include "grids/storage/netcdf_file.h"

#include "tests/grids/storage/netcdf_file_fixture.h"

#include <numeric>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

TEST_F(NetcdfFileTest, TimeAfterTheGrid)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("time", "days since 2019-01-01", { 15.5, 45 })
        .field("emi", { "lat", "lon", "time" },
            { 1, 10, 2, 20, 3, 30, 4, 40, 5, 50, 6, 60, 7, 70, 8, 80, 9, 90 })
        .close();
    const auto file = open();
    ASSERT_EQ(file->variables()[0].dimensions.size(), 1u);
    const SliceDimension& time = file->variables()[0].dimensions[0];
    EXPECT_TRUE(time.time);
    EXPECT_EQ(time.size, 2u);
    ASSERT_EQ(time.steps.size(), 2u);
    EXPECT_EQ(time.steps[0].month, (Period { 2019, 1 }));
    EXPECT_EQ(time.steps[1].month, (Period { 2019, 2 }));
    EXPECT_EQ(time.steps[1].length, TimeStep::Length::month);
    EXPECT_EQ(values_of(*file, { 0 }), (Values { 1, 2, 3, 4, 5, 6, 7, 8, 9 }));
    EXPECT_EQ(values_of(*file, { 1 }), (Values { 10, 20, 30, 40, 50, 60, 70, 80, 90 }));
    EXPECT_EQ(file->values(file->variables()[0], Slice { 1 }, { 2, 1 }), (Values { 70, 80, 90 }));
}

TEST_F(NetcdfFileTest, LongitudeBeforeLatitudeIsTransposed)
{
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 50.5, 51.5 })
        .axis("lon", "degrees_east", { 10.5, 11.5, 12.5 })
        .axis("time", "days since 2019-01-01", { 15.5, 45 })
        .field("emi", { "lon", "lat" }, { 1, 4, 2, 5, 3, 6 })
        .field("monthly", { "lon", "time", "lat" }, { 1, 4, 10, 40, 2, 5, 20, 50, 3, 6, 30, 60 })
        .close();
    const auto file = open();
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6 }));
    EXPECT_EQ(file->values(*file->find("emi"), {}, { 1, 1 }), (Values { 4, 5, 6 }));
    EXPECT_EQ(values_of(*file, { 1 }, "monthly"), (Values { 10, 20, 30, 40, 50, 60 }));
}

TEST_F(NetcdfFileTest, SectorsAndTimesEachInItsPlace)
{
    NetcdfWriter writer(path_);
    Values all(2 * 3 * 9);
    std::iota(all.begin(), all.end(), 0.0);
    three_by_three(writer)
        .axis("time", "years since 2010-01-01", { 0, 1 })
        .dimension("sector", 3)
        .strings("sector_name", { "sector" }, { "power", "industry", "transport" })
        .field("emi", { "time", "sector", "lat", "lon" }, all)
        .close();
    const auto file = open();
    const auto& dimensions = file->variables()[0].dimensions;
    ASSERT_EQ(dimensions.size(), 2u);
    EXPECT_EQ(dimensions[0].name, "time");
    EXPECT_EQ(dimensions[0].steps[1].length, TimeStep::Length::year);
    EXPECT_EQ(dimensions[1].name, "sector");
    EXPECT_EQ(dimensions[1].labels, (Words { "power", "industry", "transport" }));
    EXPECT_EQ(values_of(*file, { 1, 2 }), (Values { 45, 46, 47, 48, 49, 50, 51, 52, 53 }));
}

TEST_F(NetcdfFileTest, SectorsNamedByCharacters)
{
    for (const char padding : { '\0', ' ' }) {
        NetcdfWriter writer(path_, NC_CLASSIC_MODEL);
        three_by_three(writer)
            .dimension("sector", 2)
            .dimension("width", 12)
            .characters("sector", { "sector", "width" }, { "power", "industry" }, padding)
            .field("emi", { "sector", "lat", "lon" }, Values(18, 1.0))
            .close();
        EXPECT_EQ(open()->variables()[0].dimensions[0].labels, (Words { "power", "industry" }));
    }
}

TEST_F(NetcdfFileTest, SectorsByNumber)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("sector", "", { 1, 2, 21 }, NC_INT)
        .field("emi", { "sector", "lat", "lon" }, Values(27, 1.0))
        .close();
    EXPECT_EQ(open()->variables()[0].dimensions[0].labels, (Words { "1", "2", "21" }));
}

TEST_F(NetcdfFileTest, SectorsByFlagMeanings)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("sector", "", { 2, 1, 7 }, NC_INT)
        .attribute("sector", "flag_values", Values { 1, 2 }, NC_INT)
        .attribute("sector", "flag_meanings", "power industry")
        .field("emi", { "sector", "lat", "lon" }, Values(27, 1.0))
        .close();
    EXPECT_EQ(open()->variables()[0].dimensions[0].labels, (Words { "industry", "power", "7" }));
}

TEST_F(NetcdfFileTest, UnreadableTimeAxis_KeepsItsReason)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("time", "days since 2016-01-01", { 138500 })
        .field("emi", { "time", "lat", "lon" }, Values(9, 1.0))
        .close();
    const auto file = open();
    const SliceDimension& time = file->variables()[0].dimensions[0];
    EXPECT_TRUE(time.time);
    EXPECT_TRUE(time.steps.empty());
    EXPECT_THAT(
        time.time_error, IsProblem(ProblemCode::out_of_range, path_ + ": time axis 'time'"));
}

TEST_F(NetcdfFileTest, MonthsByTimeBounds)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .dimension("nv", 2)
        .axis("time", "days since 2020-01-01", { 60 })
        .attribute("time", "bounds", "time_bnds")
        .attribute("time", "calendar", "standard")
        .field("time_bnds", { "time", "nv" }, { 31, 60 }, NC_DOUBLE)
        .field("emi", { "time", "lat", "lon" }, Values(9, 1.0))
        .close();
    const auto file = open();
    ASSERT_EQ(file->variables()[0].dimensions[0].steps.size(), 1u);
    EXPECT_EQ(file->variables()[0].dimensions[0].steps[0].month, (Period { 2020, 2 }));
    EXPECT_EQ(file->variables()[0].dimensions[0].steps[0].length, TimeStep::Length::month);
}

TEST_F(NetcdfFileTest, CoordinateYear_IsATimeAxis)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("year", "", { 2017, 2020 }, NC_INT)
        .field("emi", { "year", "lat", "lon" }, Values(18, 1.0))
        .close();
    const auto file = open();
    const SliceDimension& time = file->variables()[0].dimensions[0];
    EXPECT_TRUE(time.time);
    ASSERT_EQ(time.steps.size(), 2u);
    EXPECT_EQ(time.steps[1].month.year, 2020);
    EXPECT_EQ(time.steps[1].length, TimeStep::Length::year);
}

TEST_F(NetcdfFileTest, Climatology_IsNoMonth)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .dimension("nv", 2)
        .axis("time", "days since 2010-01-01", { 15, 45 })
        .attribute("time", "climatology", "climatology_bounds")
        .field("climatology_bounds", { "time", "nv" }, { 0, 3683, 31, 3711 }, NC_DOUBLE)
        .field("emi", { "time", "lat", "lon" }, Values(18, 1.0))
        .close();
    EXPECT_THAT(open()->variables()[0].dimensions[0].time_error,
        IsProblem(ProblemCode::unsupported, path_ + ": time axis 'time'"));
}

} // namespace
} // namespace cityflux
