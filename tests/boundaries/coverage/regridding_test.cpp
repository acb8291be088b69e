#include "boundaries/coverage/regridding.h"

#include "boundaries/coverage/cell_parts.h"
#include "boundaries/coverage/coverage.h"
#include "boundaries/coverage/target_grid.h"
#include "boundaries/outlines/boundary_file.h"
#include "grids/geometry/cell_areas.h"
#include "tests/boundaries/coverage/covered_fractions.h"
#include "tests/boundaries/coverage/tenth_degree_china.h"
#include "tests/boundaries/outlines/geos_shape.h"
#include "tests/box_outline.h"
#include "tests/refusal.h"

#include <cmath>
#include <map>
#include <numeric>
#include <utility>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <tbb/global_control.h>

namespace cityflux {
namespace {

using test::fractions;
using test::GeosShape;
using test::Place;
using test::tenth_degree_china;

Grid geographic(double west, double south, double step, std::size_t rows, std::size_t columns)
{
    return { Axis(west, step, columns), Axis(south, step, rows), Crs() };
}

/// Borders of target cells are divided until they are within 1e-6 of their length, and their
/// crossings with the outline.
constexpr double tolerance_of_borders = 2e-6;

MultiPolygon rectangle(const Box& box)
{
    return { { box_ring(box), {} } };
}

const City& built_in(const std::string& name)
{
    static const CityList list = [] {
        BoundaryRequest request;
        request.file = CITYFLUX_SOURCE_DIR "/boundaries/data/china35.geojson";
        request.id_field = "adcode";
        request.name_field = "name_en";
        return read_boundaries(request);
    }();
    for (const City& city : list.cities) {
        if (city.name == name) {
            return city;
        }
    }
    throw std::invalid_argument(name);
}

/// Covered fraction of every cell that a city touches.
std::map<Place, double> covered(const MultiPolygon& city, const Grid& grid)
{
    const GridPlane plane(grid);
    return fractions(cover(plane.image(city, Projection(*grid.crs)), plane));
}

/// Returns the fraction of each source cell that all target cells receive together.
std::map<Place, double> taken(const Regridding& regridding)
{
    std::map<Place, double> cells;
    for (const Regridding::Link& link : regridding.links) {
        EXPECT_GE(link.share, 0.0);
        const Regridding::Source& source = regridding.sources[link.source];
        cells[{ source.row, source.column }] += link.share;
    }
    return cells;
}

/// Shares of the one source cell, by target cell of the window; 0 where there is none.
std::vector<std::vector<double>> picture(const Regridding& regridding)
{
    std::vector<std::vector<double>> rows(
        regridding.grid.rows(), std::vector<double>(regridding.grid.columns(), 0.0));
    for (const Regridding::Cell& cell : regridding.cells) {
        for (std::size_t l = cell.first_link; l < cell.end_link; ++l) {
            rows[cell.row][cell.column] += regridding.links[l].share;
        }
    }
    return rows;
}

void expect_all_taken(
    const MultiPolygon& city, const Grid& source, const Regridding& regridding, double tolerance)
{
    const auto expected = covered(city, source);
    const auto got = taken(regridding);
    for (const auto& [cell, fraction] : expected) {
        const auto found = got.find(cell);
        EXPECT_NEAR(found == got.end() ? 0.0 : found->second, fraction, tolerance)
            << cell.first << " " << cell.second;
    }
    for (const auto& [cell, share] : got) {
        EXPECT_TRUE(expected.contains(cell) || share < tolerance)
            << cell.first << " " << cell.second << " " << share;
    }
}

TEST(Regridding, CoarseCell_IsDividedByArea)
{
    // The source cell is 1 degree wide, the city its western half and a bit more; the target cells
    // are a quarter wide.
    const Grid source = geographic(110.0, 0.0, 1.0, 1, 1);
    const Grid target { Axis(110.0, 0.25, 4), Axis(1.0, -1.0, 1), Crs() };
    const Regridding r = regrid(rectangle({ 110.0, 0.0, 110.6, 1.0 }), source, target);
    ASSERT_EQ(r.grid.columns(), 3u) << "the city does not touch the fourth";
    ASSERT_EQ(r.cells.size(), 3u);
    const auto shares = picture(r);
    EXPECT_NEAR(shares[0][0], 0.25, 1e-12);
    EXPECT_NEAR(shares[0][1], 0.25, 1e-12);
    EXPECT_NEAR(shares[0][2], 0.10, 1e-12);
    EXPECT_THAT(in_window(r, &Regridding::Cell::fraction, 0.0),
        testing::ElementsAre(testing::DoubleNear(1.0, 1e-12), testing::DoubleNear(1.0, 1e-12),
            testing::DoubleNear(0.4, 1e-12)));
    EXPECT_NEAR(r.links[2].part, 0.1 / 0.6, 1e-12);
    EXPECT_NEAR(r.share_on_target, 1.0, 1e-12);
}

TEST(Regridding, TargetRows_KeepTheirOrder)
{
    // The city is the southern quarter of the source cell (by true area nearly, at the equator).
    const Grid source = geographic(110.0, 0.0, 1.0, 1, 1);
    for (const bool north_first : { true, false }) {
        const Grid target { Axis(110.0, 1.0, 1),
            north_first ? Axis(1.0, -0.5, 2) : Axis(0.0, 0.5, 2), Crs() };
        const Regridding r = regrid(rectangle({ 110.0, 0.0, 111.0, 0.75 }), source, target);
        const auto shares = picture(r);
        ASSERT_EQ(shares.size(), 2u);
        EXPECT_NEAR(shares[north_first ? 1 : 0][0], 0.5, 1e-4);
        EXPECT_NEAR(shares[north_first ? 0 : 1][0], 0.25, 1e-4);
        EXPECT_EQ(r.grid.y.step() < 0.0, north_first);
    }
}

TEST(Regridding, SameGrid_KeepsEachCell)
{
    const Grid grid = tenth_degree_china();
    const MultiPolygon& city = built_in("Xiamen").shape;
    const Regridding r = regrid(city, grid, grid);
    const auto fractions = covered(city, grid);
    ASSERT_EQ(r.cells.size(), fractions.size());
    ASSERT_EQ(r.links.size(), fractions.size());
    for (const Regridding::Cell& cell : r.cells) {
        ASSERT_EQ(cell.end_link, cell.first_link + 1);
        const Regridding::Link& link = r.links[cell.first_link];
        const Regridding::Source& source = r.sources[link.source];
        EXPECT_NEAR(r.grid.x.centre(cell.column), grid.x.centre(source.column), 1e-9);
        EXPECT_NEAR(r.grid.y.centre(cell.row), grid.y.centre(source.row), 1e-9);
        EXPECT_NEAR(link.share, source.fraction, 1e-10);
        EXPECT_NEAR(link.part, 1.0, 1e-9);
        EXPECT_NEAR(cell.fraction, link.share, 1e-10);
    }
}

struct Target {
    const char* name;
    const char* crs;
    double resolution;
};

class RegriddingTo : public testing::TestWithParam<Target> {
protected:
    static Grid target_for(const MultiPolygon& city)
    {
        const Target& target = GetParam();
        const Crs crs = std::string(target.crs) == "rotated" ? Crs::rotated_pole(39.25, -62.0, 0.0)
                                                             : Crs::parse(target.crs, "the test");
        return grid_of_resolution(crs, target.resolution, city);
    }
};

TEST_P(RegriddingTo, TakesAllOfTheCity)
{
    const Grid source = tenth_degree_china();
    for (const char* name : { "Beijing", "Xiamen" }) {
        const MultiPolygon& city = built_in(name).shape;
        const Regridding r = regrid(city, source, target_for(city));
        expect_all_taken(city, source, r, 1e-9);
        EXPECT_NEAR(r.share_on_target, 1.0, 1e-9);
    }
}

TEST_P(RegriddingTo, UniformDensityStaysUniform)
{
    const Grid source = tenth_degree_china();
    const CellAreas areas(source, AreaConvention {});
    const MultiPolygon& city = built_in("Beijing").shape;
    const Regridding r = regrid(city, source, target_for(city));
    const CellAreas target_areas(r.grid, AreaConvention {});
    const auto area_of = [&](const Regridding::Link& link) {
        return areas.of(r.sources[link.source].row, r.sources[link.source].column);
    };
    double city_m2 = 0.0;
    for (const Regridding::Cell& cell : r.cells) {
        double mass = 0.0; // 1 a square metre
        for (std::size_t l = cell.first_link; l < cell.end_link; ++l) {
            mass += r.links[l].share * area_of(r.links[l]);
        }
        city_m2 += mass;
        const double area = target_areas.of(cell.row, cell.column);
        EXPECT_NEAR(cell.area_m2 / area, 1.0, tolerance_of_borders);
        ASSERT_NEAR(mass / area, cell.fraction, tolerance_of_borders)
            << cell.row << " " << cell.column;
    }
    EXPECT_NEAR(city_m2 / 1e6, true_area_km2(city), 1e-6 * true_area_km2(city));
}

TEST_P(RegriddingTo, BackAgainLosesNothing)
{
    const MultiPolygon& city = built_in("Xiamen").shape;
    const Grid fine = target_for(city);
    const Regridding r = regrid(city, fine, tenth_degree_china());
    expect_all_taken(city, fine, r, 1e-8);
}

INSTANTIATE_TEST_SUITE_P(Grids, RegriddingTo,
    testing::Values(Target { "Cgcs2000Zone", "EPSG:4549", 3000.0 },
        Target { "Utm", "EPSG:32650", 2500.0 },
        Target {
            "Albers", "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +datum=WGS84", 4000.0 },
        Target { "FineDegrees", "EPSG:4326", 0.03 }, Target { "CoarseDegrees", "EPSG:4326", 0.5 },
        Target { "CoarseKilometres", "EPSG:4549", 50000.0 }, Target { "Rotated", "rotated", 0.04 }),
    [](const auto& parameter) { return std::string(parameter.param.name); });

/// Cells and city as polygons of many points in Albers' equal-area projection, cut by GEOS.
class Albers {
public:
    MultiPolygon image(const MultiPolygon& city) const
    {
        MultiPolygon image;
        for (const Polygon& polygon : city) {
            Polygon part { divided(polygon.outer, Projection(Crs())), {} };
            for (const Ring& hole : polygon.holes) {
                part.holes.push_back(divided(hole, Projection(Crs())));
            }
            image.push_back(std::move(part));
        }
        return image;
    }
    MultiPolygon cell(const Grid& grid, std::size_t row, std::size_t column) const
    {
        const double x0 = grid.x.edge(column);
        const double x1 = grid.x.edge(column + 1);
        const double y0 = std::min(grid.y.edge(row), grid.y.edge(row + 1));
        const double y1 = std::max(grid.y.edge(row), grid.y.edge(row + 1));
        return { { divided(
                       { { x0, y0 }, { x1, y0 }, { x1, y1 }, { x0, y1 } }, Projection(*grid.crs)),
            {} } };
    }

private:
    Ring divided(const Ring& ring, const Projection& from) const
    {
        constexpr int pieces = 64;
        Ring out;
        for (std::size_t i = 0; i < ring.size(); ++i) {
            const Point a = ring[i];
            const Point b = ring[(i + 1) % ring.size()];
            for (int k = 0; k < pieces; ++k) {
                const double t = static_cast<double>(k) / pieces;
                out.push_back(albers_.to_plane(
                    from.to_wgs84({ a.x + t * (b.x - a.x), a.y + t * (b.y - a.y) })));
            }
        }
        return out;
    }

    Projection albers_ { Crs::parse(
        "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=110 +datum=WGS84", "the test") };
};

TEST(Regridding, EqualAreaProjection_AgreesWithGeos)
{
    const Albers albers;
    const Grid source = tenth_degree_china();
    const MultiPolygon& city = built_in("Xiamen").shape;
    const GeosShape city_shape(albers.image(city));
    for (const char* crs : { "EPSG:4549", "EPSG:32651" }) {
        const Regridding r
            = regrid(city, source, grid_of_resolution(Crs::parse(crs, "the test"), 7000.0, city));
        ASSERT_GT(r.links.size(), 60u);
        double worst = 0.0;
        for (const Regridding::Cell& cell : r.cells) {
            const GeosShape target(albers.cell(r.grid, cell.row, cell.column));
            EXPECT_NEAR(city_shape.area_common({ &target }) / target.area(), cell.fraction,
                tolerance_of_borders);
            for (std::size_t l = cell.first_link; l < cell.end_link; ++l) {
                const Regridding::Link& link = r.links[l];
                const GeosShape from(
                    albers.cell(source, r.sources[link.source].row, r.sources[link.source].column));
                const double expected = city_shape.area_common({ &target, &from }) / from.area();
                worst = std::max(worst, std::abs(link.share - expected));
            }
        }
        EXPECT_LT(worst, tolerance_of_borders);
    }
}

/// Rows that are worked out a few at a time are those of all at once, to the last bit.
void expect_the_same_row_by_row(const MultiPolygon& city, const Grid& source, const Grid& target)
{
    const CityRegridding regridding(city, source, target);
    const std::size_t rows = regridding.window().rows;
    const Regridding whole = regridding.rows(0, rows);
    ASSERT_FALSE(whole.cells.empty());
    std::size_t cell = 0;
    std::vector<double> parts(whole.sources.size(), 0.0);
    double share = 0.0;
    for (std::size_t first = 0, count = 1; first < rows; first += count, count = 1 + first % 11) {
        count = std::min(count, rows - first);
        const Regridding strip = regridding.rows(first, count);
        EXPECT_EQ(strip.grid.x, whole.grid.x);
        EXPECT_EQ(strip.grid.y.edge(0), whole.grid.y.edge(first));
        add_placed_parts(parts, strip);
        EXPECT_EQ(placed_mass(strip, std::vector<double>(whole.sources.size(), 1.0)).size(),
            count * whole.grid.columns());
        share += strip.share_on_target;
        for (const Regridding::Cell& one : strip.cells) {
            const Regridding::Cell& same = whole.cells.at(cell++);
            ASSERT_EQ(one.row + first, same.row);
            ASSERT_EQ(one.column, same.column);
            ASSERT_EQ(one.fraction, same.fraction);
            ASSERT_EQ(one.end_link - one.first_link, same.end_link - same.first_link);
            for (std::size_t l = 0; l < one.end_link - one.first_link; ++l) {
                ASSERT_EQ(strip.links[one.first_link + l].source,
                    whole.links[same.first_link + l].source);
                ASSERT_EQ(
                    strip.links[one.first_link + l].share, whole.links[same.first_link + l].share);
            }
        }
    }
    EXPECT_EQ(cell, whole.cells.size());
    EXPECT_NEAR(share, whole.share_on_target, 1e-12);
    for (const double part : parts) {
        EXPECT_NEAR(part, 1.0, 1e-9);
    }
}

TEST(Regridding, OutlineOnGridLines_StaysPositive)
{
    // The outline is that of 30 x 40 cells of the target, as longitude and latitude of many points.
    const Crs crs = Crs::parse("EPSG:4549", "the test");
    const Projection projection(crs);
    Ring outline;
    const auto along = [&](double x0, double y0, double x1, double y1) {
        for (int k = 0; k < 50; ++k) {
            const double t = k / 50.0;
            outline.push_back(projection.to_wgs84({ x0 + t * (x1 - x0), y0 + t * (y1 - y0) }));
        }
    };
    along(500000, 2700000, 540000, 2700000);
    along(540000, 2700000, 540000, 2730000);
    along(540000, 2730000, 500000, 2730000);
    along(500000, 2730000, 500000, 2700000);
    const MultiPolygon city { { outline, {} } };
    const Grid source = tenth_degree_china();
    const Grid target = grid_of_resolution(crs, 1000.0, city);
    const Regridding r = regrid(city, source, target);
    expect_all_taken(city, source, r, 1e-9);
    expect_the_same_row_by_row(city, source, target);
    double cells = 0.0;
    for (const Regridding::Cell& cell : r.cells) {
        EXPECT_TRUE(cell.fraction < 1e-4 || cell.fraction > 1.0 - 1e-4) << cell.fraction;
        cells += cell.fraction;
    }
    EXPECT_NEAR(cells, 1200.0, 0.01);
}

TEST(Regridding, AcrossTheDateLine)
{
    const MultiPolygon city
        = rectangle({ 179.3, -17.4, 180.6, -16.2 }); // as outlines across 180 degrees are unwound
    const Grid source = geographic(-180.0, -90.0, 0.5, 360, 720);
    const Grid from_zero = geographic(0.0, -90.0, 0.25, 720, 1440);
    const Grid from_date_line = geographic(-180.0, -90.0, 0.25, 720, 1440);
    const Grid utm = grid_of_resolution(Crs::parse("EPSG:32760", "the test"), 10000.0, city);
    for (const Grid& target : { from_zero, from_date_line, utm }) {
        const Regridding r = regrid(city, source, target);
        expect_all_taken(city, source, r, 1e-9);
        EXPECT_NEAR(r.share_on_target, 1.0, 1e-9);
        EXPECT_LT(r.grid.columns(), 20u)
            << "the window reaches over the end of the grid, not around the Earth";
        if (target.geographic()) {
            EXPECT_EQ(r.grid.columns(), 6u);
            EXPECT_NEAR(r.grid.x.low(), 179.25, 1e-9);
            EXPECT_NEAR(r.grid.x.high(), 180.75, 1e-9);
        }
    }
    // Mass of a window of the source grid that reaches over its end.
    const Regridding r = regrid(city, source, from_date_line);
    const CellWindow window { 145, 3, 718, 4 };
    const RegriddedMass mass = spread(r, window, source.columns(), std::vector<double>(12, 5.0));
    double sum = 0.0;
    for (const double t : mass.tonnes) {
        sum += std::isnan(t) ? 0.0 : t;
    }
    EXPECT_NEAR(sum, 60.0, 1e-9);
    EXPECT_EQ(mass.lost_t, 0.0);
}

TEST(Regridding, AllAroundTheEarth)
{
    // A polar cap and the whole world, as outlines in longitude and latitude have them.
    const Grid source = geographic(-180.0, -90.0, 1.0, 180, 360);
    for (const MultiPolygon& city :
        { rectangle({ -180.0, 78.5, 180.0, 90.0 }), rectangle({ -180.0, -90.0, 180.0, 90.0 }) }) {
        for (const double west : { -180.0, 0.0, -175.0 }) {
            const Grid target = geographic(west, -90.0, 15.0, 12, 24);
            const Regridding r = regrid(city, source, target);
            expect_all_taken(city, source, r, 1e-9);
            EXPECT_NEAR(r.share_on_target, 1.0, 1e-9);
            EXPECT_EQ(r.grid.columns(), 24u);
        }
    }
    const Grid too_wide { Axis(-180.0, 180.0, 2), Axis(0.0, 10.0, 9), Crs() };
    EXPECT_EQ(refusal_of([&] {
        regrid(rectangle({ -180.0, 78.5, 180.0, 90.0 }), source, too_wide);
    }),
        "target grid: unsupported width of cells: 180 degrees (allowed: below 180, half the way "
        "around the Earth); choose a grid with narrower cells");
}

TEST(Regridding, RotatedOrProjectedSource_KeepsArea)
{
    const MultiPolygon& city = built_in("Beijing").shape;
    for (const Crs& crs :
        { Crs::rotated_pole(39.25, -62.0, 0.0), Crs::parse("EPSG:32650", "the test") }) {
        const Grid source
            = grid_of_resolution(crs, crs.kind == CrsKind::rotated ? 0.1 : 10000.0, city);
        const CellAreas areas(source, AreaConvention {});
        const Regridding r = regrid(city, source, grid_of_resolution(Crs(), 0.07, city));
        expect_all_taken(city, source, r, 1e-8);
        for (const Regridding::Cell& cell : r.cells) {
            double mass = 0.0;
            for (std::size_t l = cell.first_link; l < cell.end_link; ++l) {
                const Regridding::Source& from = r.sources[r.links[l].source];
                mass += r.links[l].share * areas.of(from.row, from.column);
            }
            // A rotated grid is turned on a sphere, and the scale of a projection changes within a
            // cell of 10 km.
            EXPECT_NEAR(mass / cell.area_m2, cell.fraction, 3e-3);
        }
    }
}

TEST(Regridding, MassOffTarget_IsReportedLost)
{
    // The target has the western half of the city.
    const Grid source = geographic(110.0, 0.0, 1.0, 1, 1);
    const Grid target { Axis(110.0, 0.25, 1), Axis(0.0, 0.5, 2), Crs() };
    const Regridding r = regrid(rectangle({ 110.0, 0.0, 110.5, 1.0 }), source, target);
    EXPECT_NEAR(r.share_on_target, 0.5, 1e-12);
    const RegriddedMass mass = spread(r, std::vector<double> { 8.0 });
    EXPECT_NEAR(std::accumulate(mass.tonnes.begin(), mass.tonnes.end(), 0.0), 4.0, 1e-12);
    EXPECT_NEAR(mass.lost_t, 4.0, 1e-12);
    // The second cell of the window is outside the city, so its mass is lost.
    EXPECT_NEAR(spread(r, { 0, 1, 0, 2 }, 2, std::vector<double> { 8.0, 1.0 }).lost_t, 5.0, 1e-12);
    // A target that the city does not touch at all.
    const Regridding none
        = regrid(rectangle({ 110.0, 0.0, 110.5, 1.0 }), source, geographic(50.0, 0.0, 1.0, 2, 2));
    EXPECT_TRUE(none.cells.empty());
    EXPECT_EQ(none.share_on_target, 0.0);
    EXPECT_EQ(spread(none, std::vector<double> { 8.0 }).lost_t, 8.0);
}

TEST(Regridding, CellsBeyondSource_HaveNoData)
{
    // The source grid ends in the middle of the city: of four target cells the third has half its
    // sources, the fourth none.
    const Grid source = geographic(110.0, 0.0, 0.5, 1, 3);
    const Grid target { Axis(110.0, 0.6, 4), Axis(0.0, 0.5, 1), Crs() };
    const Regridding r = regrid(rectangle({ 110.0, 0.0, 112.4, 0.5 }), source, target);
    ASSERT_EQ(r.cells.size(), 4u);
    const RegriddedMass mass = spread(r, std::vector<double> { 1.0, 1.0, 1.0 });
    EXPECT_THAT(mass.tonnes,
        testing::ElementsAre(testing::DoubleNear(1.2, 1e-12), testing::DoubleNear(1.2, 1e-12),
            testing::DoubleNear(0.6, 1e-12), testing::IsNan()));
    EXPECT_EQ(mass.lost_t, 0.0);
    // A source cell without data is no zero.
    const RegriddedMass gap = spread(r, std::vector<double> { std::nan(""), std::nan(""), 1.0 });
    EXPECT_TRUE(std::isnan(gap.tonnes[0]));
    EXPECT_NEAR(gap.tonnes[1], 0.4, 1e-12);
    EXPECT_NEAR(gap.tonnes[2], 0.6, 1e-12);
}

TEST(Regridding, AnyThreads_GiveSameLinks)
{
    const MultiPolygon& city = built_in("Beijing").shape;
    const Grid target = grid_of_resolution(Crs::parse("EPSG:4549", "the test"), 2000.0, city);
    const auto made = [&](std::size_t threads) {
        const tbb::global_control limit(tbb::global_control::max_allowed_parallelism, threads);
        return regrid(city, tenth_degree_china(), target);
    };
    const Regridding one = made(1);
    const Regridding many = made(4);
    ASSERT_EQ(one.links.size(), many.links.size());
    for (std::size_t l = 0; l < one.links.size(); ++l) {
        ASSERT_EQ(one.links[l].share, many.links[l].share);
        ASSERT_EQ(one.links[l].part, many.links[l].part);
    }
    EXPECT_EQ(one.share_on_target, many.share_on_target);
}

TEST(Regridding, RowByRow_GivesSameLinks)
{
    const MultiPolygon& city = built_in("Beijing").shape;
    for (const auto& [crs, resolution] :
        { std::pair("EPSG:4549", 2000.0), std::pair("EPSG:4326", 0.03) }) {
        expect_the_same_row_by_row(city, tenth_degree_china(),
            grid_of_resolution(Crs::parse(crs, "the test"), resolution, city));
    }
    // Rows from south to north, on a grid that goes around the Earth, of a city across its seam.
    expect_the_same_row_by_row(rectangle({ -3.3, 10.2, 4.1, 17.7 }),
        geographic(-180.0, -90.0, 2.0, 90, 180), geographic(0.0, -90.0, 0.5, 360, 720));
}

TEST(CellParts, PartlyCoveredCell_IsCutAlone)
{
    // A city of one and a half of three target cells, each of 2 x 2 source cells: the middle one
    // alone is cut.
    const Grid source = geographic(110.0, 0.0, 0.5, 2, 6);
    const Grid target = geographic(110.0, 0.0, 1.0, 1, 3);
    std::vector<CellPart> cut;
    CellCutter(source, target)
        .cut(rectangle({ 109.9, -0.1, 111.5, 1.1 }), PartsWanted::partly_covered,
            [&](std::size_t, const std::vector<CellPart>& parts) {
                cut.insert(cut.end(), parts.begin(), parts.end());
            });
    ASSERT_EQ(cut.size(), 1u);
    EXPECT_EQ(cut[0].column, 1u);
    EXPECT_FALSE(cut[0].whole);
    EXPECT_NEAR(cut[0].covered_m2 / cut[0].area_m2, 0.5, 1e-12);
    EXPECT_EQ(cut[0].part.runs, (std::vector<CoveredRun> { { 0, 2, 1 }, { 1, 2, 1 } }));
    EXPECT_EQ(cut[0].cell.runs, (std::vector<CoveredRun> { { 0, 2, 2 }, { 1, 2, 2 } }));
    EXPECT_NEAR(cut[0].cell.share_on_grid, 1.0, 1e-12);
}

TEST(TargetGrid, LiesOnMultiplesOfTheResolution)
{
    const Grid grid = grid_of_resolution(Crs(), 0.1, rectangle({ 118.04, 24.31, 118.2, 24.6 }));
    EXPECT_NEAR(grid.x.low(), 118.0, 1e-12);
    EXPECT_NEAR(grid.x.high(), 118.2, 1e-12);
    EXPECT_NEAR(grid.y.low(), 24.3, 1e-12);
    EXPECT_NEAR(grid.y.high(), 24.6, 1e-12);
    EXPECT_LT(grid.y.step(), 0.0);
    const Grid metres
        = grid_of_resolution(Crs::parse("EPSG:4549", "the test"), 1000.0, built_in("Xiamen").shape);
    EXPECT_EQ(std::fmod(metres.x.low(), 1000.0), 0.0);
    EXPECT_EQ(std::fmod(metres.y.high(), 1000.0), 0.0);
}

TEST(TargetGrid, UnusableResolution_IsRefused)
{
    const MultiPolygon city = rectangle({ 118.0, 24.0, 119.0, 25.0 });
    const auto refusal = [&](const Crs& crs, double resolution) {
        return refusal_of([&] { grid_of_resolution(crs, resolution, city); });
    };
    EXPECT_EQ(refusal(Crs(), 1000.0),
        "resolution out of range: 1000 degrees, the unit of WGS 84 (allowed: up to 10); give "
        "degrees, e.g. 0.01, or choose a map projection, e.g. crs=EPSG:4549");
    EXPECT_EQ(refusal(Crs(), 0.0),
        "resolution out of range: 0 (allowed: above 0); give the width of a cell in the unit of "
        "the CRS, e.g. 1000");
    EXPECT_THAT(refusal(Crs::parse("EPSG:4549", "the test"), 0.5),
        testing::MatchesRegex("number of cells out of range: .* x .* \\(allowed: 2147483647\\); "
                              "give wider cells in the unit of CGCS2000 / .*, e.g. 5"));
}

} // namespace
} // namespace cityflux
