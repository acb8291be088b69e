#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/boundary_file.h"
#include "grids/geometry/earth.h"
#include "tests/boundaries/coverage/covered_fractions.h"
#include "tests/boundaries/coverage/tenth_degree_china.h"
#include "tests/boundaries/outlines/geos_shape.h"

#include <cmath>
#include <map>
#include <random>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using test::fractions;
using test::GeosShape;
using test::tenth_degree_china;

constexpr double relative_tolerance = 1e-9;
/// Tolerance as a fraction of a cell; coordinates of the size of the Earth carry no more.
constexpr double rounding = 1e-12;

Box cell_box(const GridPlane& plane, std::size_t row, std::size_t column)
{
    return { plane.x_edges()[column], plane.y_edges()[row], plane.x_edges()[column + 1],
        plane.y_edges()[row + 1] };
}

double area_of(const Box& box)
{
    return (box.max_x - box.min_x) * (box.max_y - box.min_y);
}

/// A star-shaped polygon with a hole, edges at any angle.
MultiPolygon random_city(std::mt19937& random, Point centre, double radius)
{
    std::uniform_real_distribution<double> reach(0.4, 1.0);
    std::uniform_int_distribution<int> corners(3, 40);
    Polygon polygon;
    const int n = corners(random);
    for (int i = 0; i < n; ++i) {
        const double angle = 2.0 * M_PI * i / n;
        const double r = radius * reach(random);
        polygon.outer.push_back({ centre.x + r * std::cos(angle), centre.y + r * std::sin(angle) });
    }
    if (n > 8) {
        Ring hole;
        for (int i = 0; i < 6; ++i) {
            const double angle = -2.0 * M_PI * i / 6;
            hole.push_back({ centre.x + 0.2 * radius * std::cos(angle),
                centre.y + 0.2 * radius * std::sin(angle) });
        }
        polygon.holes.push_back(std::move(hole));
    }
    return { polygon };
}

TEST(CoverageBruteForce, RandomCitiesAndCells)
{
    const Grid grid = tenth_degree_china();
    const GridPlane plane(grid);
    const Projection projection(*grid.crs);
    std::mt19937 random(20220615);
    std::uniform_real_distribution<double> longitude(80.0, 130.0);
    std::uniform_real_distribution<double> latitude(20.0, 52.0);
    std::uniform_real_distribution<double> size(-2.5, 0.2);
    std::size_t pairs = 0;
    while (pairs < 1000) {
        const MultiPolygon city = random_city(
            random, { longitude(random), latitude(random) }, std::pow(10.0, size(random)));
        const MultiPolygon image = plane.image(city, projection);
        const auto ours = fractions(cover(image, plane));
        const GeosShape geos(image);
        std::size_t taken = 0;
        for (const auto& [cell, fraction] : ours) {
            const Box box = cell_box(plane, cell.first, cell.second);
            const double expected = geos.area_within(box) / area_of(box);
            ASSERT_NEAR(fraction, expected, relative_tolerance * expected + rounding)
                << "city " << pairs << " at " << city[0].outer[0].x << " " << city[0].outer[0].y;
            ++pairs;
            if (++taken == 20) {
                break;
            }
        }
    }
}

class BuiltInCity : public testing::TestWithParam<std::size_t> {
public:
    static const CityList& list()
    {
        static const CityList cities = [] {
            BoundaryRequest request;
            request.file = CITYFLUX_SOURCE_DIR "/boundaries/data/china35.geojson";
            request.id_field = "adcode";
            request.name_field = "name_en";
            return read_boundaries(request);
        }();
        return cities;
    }
};

/// Every cell of the city's bounding box, so that a cell we miss is found too.
TEST_P(BuiltInCity, AgreesWithGeosInEveryCell)
{
    const City& city = list().cities.at(GetParam());
    const Grid grid = tenth_degree_china();
    const GridPlane plane(grid);
    const MultiPolygon image = plane.image(city.shape, Projection(*grid.crs));
    const auto ours = fractions(cover(image, plane));
    const GeosShape geos(image);
    const Box box = bounding_box(city.shape);
    double sum = 0.0;
    for (auto row = static_cast<std::size_t>((box.min_y - 18.0) * 10.0);
         grid.y.edge(row) < box.max_y; ++row) {
        for (auto column = static_cast<std::size_t>((box.min_x - 73.0) * 10.0);
             grid.x.edge(column) < box.max_x; ++column) {
            const Box cell = cell_box(plane, row, column);
            const double expected = geos.area_within(cell) / area_of(cell);
            const auto found = ours.find({ row, column });
            const double fraction = found == ours.end() ? 0.0 : found->second;
            ASSERT_NEAR(fraction, expected, relative_tolerance * expected + rounding)
                << city.name << " " << row << " " << column;
            sum += fraction * area_of(cell);
        }
    }
    EXPECT_NEAR(sum / geos.area(), 1.0, 1e-12) << city.name;
}

INSTANTIATE_TEST_SUITE_P(China35, BuiltInCity, testing::Range<std::size_t>(0, 35),
    [](const auto& parameter) { return std::to_string(parameter.index); });

/// The densification itself: outlines divided on a fixed fine step by this test, not by the
/// program.
TEST(CoverageBruteForce, DensifiedOutlinesKeepTheTrueArea)
{
    for (const City& city : BuiltInCity::list().cities) {
        MultiPolygon fine;
        for (const Polygon& polygon : city.shape) {
            const auto divided = [](const Ring& ring) {
                Ring out;
                for (std::size_t i = 0; i < ring.size(); ++i) {
                    const Point a = ring[i];
                    const Point b = ring[(i + 1) % ring.size()];
                    const int pieces = 1 + static_cast<int>(std::abs(b.y - a.y) / 0.0005);
                    for (int k = 0; k < pieces; ++k) {
                        const double t = static_cast<double>(k) / pieces;
                        out.push_back(
                            { a.x + t * (b.x - a.x), earth::authalic_sine(a.y + t * (b.y - a.y)) });
                    }
                }
                return out;
            };
            Polygon image { divided(polygon.outer), {} };
            for (const Ring& hole : polygon.holes) {
                image.holes.push_back(divided(hole));
            }
            fine.push_back(std::move(image));
        }
        const Grid grid = tenth_degree_china();
        const double ours = planar_area(GridPlane(grid).image(city.shape, Projection(*grid.crs)));
        EXPECT_NEAR(ours / planar_area(fine), 1.0, 1e-7) << city.name;
    }
}

} // namespace
} // namespace cityflux
