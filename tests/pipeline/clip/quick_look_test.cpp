#include "pipeline/clip/quick_look.h"

#include "pipeline/clip/colour_scale.h"
#include "tests/temporary_folder.h"

#include <array>
#include <cmath>
#include <memory>

#include <gdal_priv.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

/// A picture read back.
class Picture {
public:
    explicit Picture(const std::string& png)
    {
        GDALAllRegister();
        const std::string file = folder_.write("look.png", png);
        const std::unique_ptr<GDALDataset> set(GDALDataset::Open(
            file.c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
        if (!set || set->GetRasterCount() < 3) {
            ADD_FAILURE() << "no picture";
            return;
        }
        width = set->GetRasterXSize();
        height = set->GetRasterYSize();
        for (int b = 0; b < 3; ++b) {
            bands_[b].resize(static_cast<std::size_t>(width) * height);
            EXPECT_EQ(set->GetRasterBand(b + 1)->RasterIO(GF_Read, 0, 0, width, height,
                          bands_[b].data(), width, height, GDT_Byte, 0, 0),
                CE_None);
        }
    }

    Colour at(double x, double y) const
    {
        const auto place = static_cast<std::size_t>(y) * width + static_cast<std::size_t>(x);
        return { bands_[0][place], bands_[1][place], bands_[2][place] };
    }

    std::size_t count_of(const Colour& colour) const
    {
        std::size_t count = 0;
        for (std::size_t i = 0; i < bands_[0].size(); ++i) {
            count += bands_[0][i] == colour.red && bands_[1][i] == colour.green
                && bands_[2][i] == colour.blue;
        }
        return count;
    }

    int width = 0;
    int height = 0;

private:
    TemporaryFolder folder_;
    std::array<std::vector<std::uint8_t>, 3> bands_;
};

/// 2 x 2 cells of 1 degree on the equator, rows from south to north.
Grid four_cells()
{
    return { Axis(100.0, 1.0, 2), Axis(-1.0, 1.0, 2), Crs {} };
}

constexpr Colour white { 255, 255, 255 };
constexpr Colour grey { 232, 232, 236 };

TEST(QuickLook, PaintsEachCellInItsColour)
{
    const Grid grid = four_cells();
    const std::vector<double> values { 1.0, 1000.0, std::nan(""), 0.0 };
    const Picture picture(
        quick_look_png({ "北京 Beijing", "made up", "t per cell", "a test", grid, values, {} }));
    EXPECT_EQ(picture.width, 1600);
    // The map is a square below the title; find it by the darkest cell, in the south east.
    const Colour dark = sequential_colour(1.0);
    const Colour light = sequential_colour(0.0);
    const double side = std::sqrt(static_cast<double>(picture.count_of(dark)));
    EXPECT_GT(side, 400.0);
    EXPECT_NEAR(static_cast<double>(picture.count_of(light)), side * side, 0.05 * side * side);
    EXPECT_GT(picture.count_of(grey), static_cast<std::size_t>(0.9 * side * side))
        << "a cell of 0 is not a cell without data";
    // Rows from north to south on the page: NaN and 0 above, 1 and 1000 below.
    int x = 0;
    while (x < picture.width && !(picture.at(x, 116.0 + 1.5 * side) == light)) {
        ++x;
    }
    EXPECT_EQ(picture.at(x + 0.5 * side, 116.0 + 1.4 * side), light);
    EXPECT_EQ(picture.at(x + 1.5 * side, 116.0 + 1.4 * side), dark);
    EXPECT_EQ(picture.at(x + 0.5 * side, 116.0 + 0.5 * side), white);
    EXPECT_EQ(picture.at(x + 1.5 * side, 116.0 + 0.5 * side), grey);
}

TEST(QuickLook, DrawsTheOutlineInAnyTurn)
{
    const std::vector<double> values(4, 10.0);
    // The grid counts its longitudes from 0 to 360; the city is given in -180..180.
    const Grid grid { Axis(190.0, 1.0, 2), Axis(-1.0, 1.0, 2), Crs {} };
    const MultiPolygon city {
        { { { -169.5, -0.5 }, { -168.5, -0.5 }, { -168.5, 0.5 }, { -169.5, 0.5 } }, {} }
    };
    const Picture with(quick_look_png({ "a", "b", "t", "c", grid, values, { &city } }));
    const Picture without(quick_look_png({ "a", "b", "t", "c", grid, values, {} }));
    const Colour fill = sequential_colour(1.0);
    EXPECT_LT(with.count_of(fill) + 2000, without.count_of(fill))
        << "a line around a square half the map wide";
}

TEST(QuickLook, ShowsTheMeanOfManyCells)
{
    // 4000 x 10 cells: columns of 1 and 3 in turn are mixed to 2 where a pixel has many.
    const Grid grid { Axis(0.0, 0.01, 4000), Axis(0.0, 1.0, 10), Crs {} };
    std::vector<double> values;
    for (std::size_t i = 0; i < grid.cells(); ++i) {
        values.push_back(i % 2 == 0 ? 1.0 : 3.0);
    }
    const LogScale scale(values);
    const Picture picture(quick_look_png({ "a", "b", "t", "c", grid, values, {} }));
    EXPECT_GT(picture.count_of(sequential_colour(scale.position_of(2.0))), 20000u);
}

TEST(QuickLook, ManagesWithNothingToShow)
{
    const Grid grid = four_cells();
    const std::vector<double> values(4, std::nan(""));
    const Picture picture(quick_look_png({ "", "", "", "", grid, values, {} }));
    EXPECT_GT(picture.height, 400);
}

TEST(QuickLook, IsTheSameEachTime)
{
    const Grid grid { Axis(500000.0, 1000.0, 3), Axis(4000000.0, -1000.0, 3),
        Crs::parse("EPSG:32650", "a test") };
    const std::vector<double> values { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
    const QuickLook look { "UTM", "50 N", "t", "c", grid, values, {} };
    EXPECT_EQ(quick_look_png(look), quick_look_png(look));
}

} // namespace
} // namespace cityflux
