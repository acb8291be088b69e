#include "grids/storage/netcdf_file.h"

#include "tests/grids/storage/netcdf_file_fixture.h"

#include <cmath>
#include <limits>
#include <ostream>
#include <string>
#include <vector>

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

TEST_F(NetcdfFileTest, UnsignedFalse_MakesUbyteSigned)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, { 250, 1, 2, 3, 4, 5, 6, 7, 255 }, NC_UBYTE)
        .attribute("emi", "_Unsigned", "false")
        .attribute("emi", "missing_value", 255, NC_UBYTE)
        .close();
    const auto file = open();
    EXPECT_EQ(file->variables()[0].type, ElementType::int8);
    EXPECT_EQ(values_of(*file), (Values { -6, 1, 2, 3, 4, 5, 6, 7, none }));
}

TEST_F(NetcdfFileTest, UnsignedCoordinate_IsRead)
{
    NetcdfWriter(path_, NC_CLASSIC_MODEL)
        .axis("lat", "degrees_north", { 50.5, 51.5 })
        .axis("lon", "degrees_east", { 126, 127, -128, -127 }, NC_BYTE)
        .attribute("lon", "_Unsigned", "true")
        .field("emi", { "lat", "lon" }, Values(8, 1.0))
        .close();
    EXPECT_EQ(open()->grid().x, Axis(125.5, 1, 4));
}

TEST_F(NetcdfFileTest, UnsignedNeverWritten_IsNoData)
{
    // The library fills shorts with -32767, whatever the attribute says.
    NetcdfWriter writer(path_, NC_CLASSIC_MODEL);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, {}, NC_SHORT)
        .attribute("emi", "_Unsigned", "true")
        .close();
    EXPECT_EQ(values_of(*open()), Values(9, none));
}

/// Valid range of shorts 0 to 8 that are scaled by 0.1.
struct PackedRange {
    const char* id;
    nc_type scale_type;
    nc_type range_type;
    std::vector<double> range;
    std::vector<double> expected; ///< stored numbers; -777 for no data
};

void PrintTo(const PackedRange& range, std::ostream* out)
{
    *out << range.id;
}

class PackedRangeTest : public NetcdfFileTest, public testing::WithParamInterface<PackedRange> { };

TEST_P(PackedRangeTest, HoldsForValuesOrStored)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, { 0, 1, 2, 3, 4, 5, 6, 7, 8 }, NC_SHORT)
        .attribute("emi", "scale_factor", 0.1, GetParam().scale_type)
        .attribute("emi", "valid_range", GetParam().range, GetParam().range_type)
        .close();
    const auto file = open();
    Values stored = values_of(*file);
    for (double& value : stored) {
        value = value == none ? none : std::round(value / 0.1);
    }
    EXPECT_EQ(stored, GetParam().expected);
    EXPECT_EQ(file->notes().empty(), GetParam().range_type == NC_SHORT);
}

constexpr double gone = -777.0;

INSTANTIATE_TEST_SUITE_P(Types, PackedRangeTest,
    testing::Values(PackedRange { "short: stored", NC_DOUBLE, NC_SHORT, { 1, 7 },
                        { gone, 1, 2, 3, 4, 5, 6, 7, gone } },
        PackedRange { "double: values", NC_DOUBLE, NC_DOUBLE, { 0.1, 0.3 },
            { gone, 1, 2, 3, gone, gone, gone, gone, gone } },
        PackedRange { "float: values", NC_FLOAT, NC_FLOAT, { 0.3, 0.7 },
            { gone, gone, gone, 3, 4, 5, 6, 7, gone } },
        PackedRange { "double beside a float scale: values", NC_FLOAT, NC_DOUBLE, { 0.2, 100 },
            { gone, gone, 2, 3, 4, 5, 6, 7, 8 } }),
    [](const auto& test) { return "Case" + std::to_string(test.index); });

TEST_F(NetcdfFileTest, ValidRangeOfNegativeScale)
{
    // Values are 10, 9 ... 2.
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, { 0, 1, 2, 3, 4, 5, 6, 7, 8 }, NC_BYTE)
        .attribute("emi", "scale_factor", -1.0)
        .attribute("emi", "add_offset", 10.0)
        .attribute("emi", "valid_min", 4.0)
        .attribute("emi", "valid_max", 8.0)
        .close();
    EXPECT_EQ(values_of(*open()), (Values { none, none, 8, 7, 6, 5, 4, none, none }));
}

TEST_F(NetcdfFileTest, FloatRangeOfPackedFloats_IsStored)
{
    NetcdfWriter writer(path_);
    three_by_three(writer)
        .field("emi", { "lat", "lon" }, { 0, 1, 2, 3, 4, 5, 6, 7, 8 })
        .attribute("emi", "scale_factor", 10.0)
        .attribute("emi", "valid_max", 6, NC_FLOAT)
        .close();
    EXPECT_EQ(values_of(*open()), (Values { 0, 10, 20, 30, 40, 50, 60, none, none }));
}

} // namespace
} // namespace cityflux
