#include "boundaries/coverage/coverage.h"
#include "boundaries/coverage/regridding.h"
#include "boundaries/coverage/target_grid.h"
#include "boundaries/outlines/boundary_file.h"
#include "grids/catalogue/catalogue.h"
#include "grids/layers/open.h"
#include "pipeline/clip/grid_like.h"
#include "pipeline/program/data_folder.h"
#include "tests/grids/storage/geotiff.h"
#include "tests/refusal.h"
#include "tests/run_program.h"
#include "tests/shared_data.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

constexpr double mass_tolerance = 1e-9; // relative, the promise

double sum_of(const std::vector<double>& tonnes)
{
    double sum = 0.0;
    for (const double t : tonnes) {
        sum += std::isnan(t) ? 0.0 : t;
    }
    return sum;
}

/// CO2 of counties, 0.1 degree, and what a city has of each cell by area.
class CountyField : public ::testing::TestWithParam<const char*> {
protected:
    static std::string field() { return shared_data("county/county_co2_2010.nc"); }
    static std::string outlines() { return shared_data("boundaries/china35_tianditu.geojson"); }

    void read()
    {
        const Catalogue catalogue(inventories_folder());
        const auto file = open_grid_file(field(), catalogue, nullptr);
        grid_ = grid_in_place(*file, "the field");
        const std::vector<double> values
            = file->values(file->variables().at(0), {}, { 0, grid_.rows() });
        BoundaryRequest request;
        request.file = outlines();
        for (const City& city : read_boundaries(request).cities) {
            if (city.id == GetParam()) {
                city_ = city.shape;
            }
        }
        ASSERT_FALSE(city_.empty());
        const GridPlane plane(grid_);
        const CityCoverage coverage = cover(plane.image(city_, Projection(*grid_.crs)), plane);
        tonnes_.assign(grid_.cells(), std::numeric_limits<double>::quiet_NaN());
        for (const CoveredRun& run : coverage.runs) {
            for (std::uint32_t c = run.column; c < run.column + run.length; ++c) {
                tonnes_[run.row * grid_.columns() + c] = values[run.row * grid_.columns() + c];
            }
        }
        for (const CoveredCell& cell : coverage.cells) {
            const std::size_t i = cell.row * grid_.columns() + cell.column;
            tonnes_[i] = values[i] * cell.fraction;
        }
    }

    Grid grid_;
    MultiPolygon city_;
    std::vector<double> tonnes_;
};

TEST_P(CountyField, KeepsItsMassOnKilometresAndBack)
{
    SKIP_WITHOUT(field());
    SKIP_WITHOUT(outlines());
    read();
    // The total that the program gives.
    const TemporaryFolder folder;
    const ProgramRun run = run_program(folder.path(),
        { "totals", field(), "--boundaries", outlines(), "--only", GetParam(), "--assume-period",
            "2010" });
    ASSERT_EQ(run.code, 0) << run.err;
    const double total = number(read_csv(run.out).at(0), "value");
    ASSERT_NEAR(sum_of(tonnes_) / total, 1.0, 1e-12);

    const Grid kilometres = grid_of_resolution(Crs::parse("EPSG:4549", "the test"), 1000.0, city_);
    const Regridding there = regrid(city_, grid_, kilometres);
    const RegriddedMass fine
        = spread(there, { 0, grid_.rows(), 0, grid_.columns() }, grid_.columns(), tonnes_);
    EXPECT_GT(there.cells.size(), 1500u);
    EXPECT_NEAR(sum_of(fine.tonnes) / total, 1.0, mass_tolerance);
    EXPECT_EQ(fine.lost_t, 0.0);
    EXPECT_NEAR(there.share_on_target, 1.0, mass_tolerance);

    const Regridding back = regrid(city_, kilometres, grid_);
    const RegriddedMass coarse = spread(back, there.window, kilometres.columns(), fine.tonnes);
    EXPECT_NEAR(sum_of(coarse.tonnes) / total, 1.0, mass_tolerance);
    EXPECT_EQ(coarse.lost_t, 0.0);
}

INSTANTIATE_TEST_SUITE_P(Cities, CountyField, testing::Values("110000", "500000", "350200"),
    [](const auto& parameter) { return std::string("City") + parameter.param; });

TEST(GridLike, IsThatOfTheFile)
{
    const TemporaryFolder folder;
    const Catalogue catalogue(inventories_folder());
    GeoTiff file;
    file.epsg = 32650;
    file.transform = { 500000, 1000, 0, 2800000, 0, -500 };
    file.bands = { std::vector<double>(9, 1.0), std::vector<double>(9, 1.0) };
    const Grid grid = grid_like(file.write(folder.file("like.tif")), catalogue);
    EXPECT_EQ(grid.crs->definition, "EPSG:32650");
    EXPECT_EQ(grid.x, Axis(500000, 1000, 3));
    EXPECT_EQ(grid.y, Axis(2800000, -500, 3));

    file.epsg = 0;
    file.write(folder.file("nowhere.tif"));
    EXPECT_EQ(refusal_of([&] { grid_like(folder.file("nowhere.tif"), catalogue); }),
        folder.file("nowhere.tif")
            + ": missing CRS of the raster of like; write it into the file, e.g. with gdal_edit.py "
              "-a_srs EPSG:4326");
}

} // namespace
} // namespace cityflux
