#include "grids/storage/netcdf_file.h"

#include "tests/grids/storage/netcdf_file_fixture.h"

#include <gtest/gtest.h>

namespace cityflux {
namespace {

class GmtGridTest : public NetcdfFileTest {
protected:
    /// The flat form of GMT 3: three columns and two rows, the first in the north.
    void write(const Values& x_range, const Values& y_range, const Values& spacing,
        const Values& size = { 3, 2 }) const
    {
        NetcdfWriter(path_, NC_CLASSIC_MODEL)
            .dimension("side", 2)
            .dimension("xysize", 6)
            .field("x_range", { "side" }, x_range, NC_DOUBLE)
            .attribute("x_range", "units", "degrees")
            .field("y_range", { "side" }, y_range, NC_DOUBLE)
            .attribute("y_range", "units", "degrees")
            .field("spacing", { "side" }, spacing, NC_DOUBLE)
            .field("dimension", { "side" }, size, NC_INT)
            .field("z", { "xysize" }, { 1, 2, 3, 4, 5, 6 })
            .attribute("z", "scale_factor", 1)
            .attribute("z", "add_offset", 0.0)
            .close();
    }
};

TEST_F(GmtGridTest, PixelRegistration)
{
    write({ 10, 13 }, { 50, 52 }, { 1, 1 });
    const auto file = open();
    EXPECT_EQ(file->format(), "netCDF-3, flat GMT grid");
    EXPECT_EQ(file->grid(), (Grid { Axis(10, 1, 3), Axis(52, -1, 2), Crs() }));
    EXPECT_EQ(values_of(*file, {}, "z"), (Values { 1, 2, 3, 4, 5, 6 }));
    EXPECT_EQ(file->values(file->variables()[0], {}, { 1, 1 }), (Values { 4, 5, 6 }));
}

TEST_F(GmtGridTest, GridlineRegistration)
{
    write({ 10.5, 12.5 }, { 50.5, 51.5 }, { 1, 1 });
    EXPECT_EQ(open()->grid(), (Grid { Axis(10, 1, 3), Axis(52, -1, 2), Crs() }));
}

TEST_F(GmtGridTest, RangesThatDoNotFitAreRefused)
{
    write({ 10, 14 }, { 50, 52 }, { 1, 1 });
    EXPECT_EQ(refusal(), path_ + ": inconsistent x_range 10..14, spacing 1 and 3 columns");
    write({ 10.5, 12.5 }, { 50, 58 }, { 1, 1 });
    EXPECT_EQ(refusal(), path_ + ": inconsistent y_range 50..58, spacing 1 and 2 rows");
}

TEST_F(GmtGridTest, SizesThatDoNotMultiplyAreRefused)
{
    write({ 10, 13 }, { 50, 52 }, { 1, 1 }, { 3, 3 });
    EXPECT_EQ(refusal(),
        path_
            + ", variable 'z': inconsistent size: not the 3 x 3 values that 'dimension' declares");
    write({ 10, 13 }, { 50, 52 }, { 1, 1 }, { 0, 2 });
    EXPECT_EQ(
        refusal(), path_ + ", variable 'dimension': size out of range: 0 x 2 (allowed: 1 to 1e9)");
}

} // namespace
} // namespace cityflux
