#include "grids/storage/netcdf_file.h"

#include "tests/grids/storage/netcdf_file_fixture.h"

#include <limits>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

const double nan = std::numeric_limits<double>::quiet_NaN();

TEST_F(NetcdfFileTest, ReadsAWindowOfRows)
{
    NetcdfWriter writer(path_);
    three_by_three(writer).field("emi", { "lat", "lon" }, { 1, 2, 3, 4, 5, 6, 7, 8, 9 }).close();
    const auto file = open();
    EXPECT_EQ(file->values(file->variables()[0], {}, { 1, 1 }), (Values { 4, 5, 6 }));
    EXPECT_EQ(file->values(file->variables()[0], {}, { 1, 2 }), (Values { 4, 5, 6, 7, 8, 9 }));
}

TEST_F(NetcdfFileTest, PackedShorts)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, { 0, 2, -999, 4, 5, 6, 7, 8, 9 }, NC_SHORT)
        .attribute("emi", "_FillValue", -999, NC_SHORT)
        .attribute("emi", "scale_factor", 0.5)
        .attribute("emi", "add_offset", 100)
        .close();
    const auto file = open();
    EXPECT_EQ(file->variables()[0].type, ElementType::int16);
    EXPECT_EQ(values_of(*file), (Values { 100, 101, none, 102, 102.5, 103, 103.5, 104, 104.5 }));
}

TEST_F(NetcdfFileTest, NodataInItsDisguises)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .field(
            "emi", { "lat", "lon" }, { 1, -1, 3, -9.99e8, nan, 1e30, 7, 9.969209968386869e36, 9 })
        .attribute("emi", "_FillValue", -1, NC_FLOAT)
        // A double on float data: -9.99e8 is another number in float32 than in float64.
        .attribute("emi", "missing_value", -9.99e8, NC_DOUBLE)
        .attribute("emi", "valid_range", Values { 0, 1e20 }, NC_FLOAT)
        .close();
    EXPECT_EQ(values_of(*open()), (Values { 1, none, 3, none, none, none, 7, none, 9 }));
}

TEST_F(NetcdfFileTest, ValidMinOrMax_AppliesAlone)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, { -1, 2, 3, 4, 5, 6, 7, 8, 9 })
        .attribute("emi", "valid_min", 0.0, NC_FLOAT)
        .field("other", { "lat", "lon" }, { -1, 2, 3, 4, 5, 6, 7, 8, 9 })
        .attribute("other", "valid_max", 8, NC_FLOAT)
        .close();
    const auto file = open();
    EXPECT_EQ(values_of(*file), (Values { none, 2, 3, 4, 5, 6, 7, 8, 9 }));
    EXPECT_EQ(values_of(*file, {}, "other"), (Values { -1, 2, 3, 4, 5, 6, 7, 8, none }));
}

TEST_F(NetcdfFileTest, CellsNeverWrittenAreNoData)
{
    // The library fills them with its own values where the file names none, or names only a
    // missing_value.
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .axis("time", "days since 2019-01-01", { 15.5, 45 })
        .field("emi", { "time", "lat", "lon" }, {})
        .field("missing", { "lat", "lon" }, {})
        .attribute("missing", "missing_value", -999, NC_FLOAT)
        .field("double", { "lat", "lon" }, {}, NC_DOUBLE)
        .field("short", { "lat", "lon" }, {}, NC_SHORT)
        .field("int", { "lat", "lon" }, {}, NC_INT)
        .close();
    const auto file = open();
    EXPECT_EQ(values_of(*file, { 1 }), Values(9, none));
    for (const char* name : { "missing", "double", "short", "int" }) {
        EXPECT_EQ(values_of(*file, {}, name), Values(9, none)) << name;
    }
}

} // namespace
} // namespace cityflux
