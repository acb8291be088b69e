#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/repair.h"
#include "tests/boundaries/coverage/plane_picture.h"
#include "tests/fuzz/fuzz_input.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

namespace {

using namespace cityflux;

/// Rings of a feature out of bytes: a byte for the number of points, whose highest bit begins a
/// part, then two bytes for each coordinate.
std::vector<RawPart> parts_of(std::string_view bytes, double scale_x, double scale_y)
{
    std::vector<RawPart> parts;
    while (!bytes.empty()) {
        const auto head = static_cast<std::uint8_t>(bytes.front());
        bytes.remove_prefix(1);
        if (parts.empty() || head >= 0x80) {
            parts.emplace_back();
        }
        Ring ring;
        for (std::size_t points = head & 31U; points > 0 && bytes.size() >= 4; --points) {
            std::int16_t place[2];
            std::memcpy(place, bytes.data(), sizeof place);
            bytes.remove_prefix(sizeof place);
            ring.push_back({ place[0] * scale_x, place[1] * scale_y });
        }
        parts.back().rings.push_back(std::move(ring));
    }
    return parts;
}

void check_shape(const MultiPolygon& shape)
{
    const auto sound = [](const Ring& ring) {
        return ring.size() >= 3 && std::all_of(ring.begin(), ring.end(), [](Point p) {
            return std::isfinite(p.x) && std::isfinite(p.y);
        });
    };
    for (const Polygon& polygon : shape) {
        fuzz::demand(
            sound(polygon.outer) && std::all_of(polygon.holes.begin(), polygon.holes.end(), sound),
            "rings of a repaired outline have three points");
        fuzz::demand(signed_area(polygon.outer) > 0.0, "an outer ring runs counter-clockwise");
        for (const Ring& hole : polygon.holes) {
            fuzz::demand(signed_area(hole) <= 0.0, "a hole runs clockwise");
        }
    }
}

/// The covered area in cells; each cell stands once, and partly covered ones have shares between 0
/// and 1.
double covered_cells(const CityCoverage& coverage, const Grid& grid)
{
    double sum = 0.0;
    std::set<std::pair<std::uint32_t, std::uint32_t>> seen;
    const auto take = [&](std::uint32_t row, std::uint32_t column) {
        fuzz::demand(row < grid.rows() && column < grid.columns(), "covered cells lie on the grid");
        fuzz::demand(seen.emplace(row, column).second, "a cell stands once");
    };
    for (const CoveredRun& run : coverage.runs) {
        for (std::uint32_t c = 0; c < run.length; ++c) {
            take(run.row, run.column + c);
        }
        sum += run.length;
    }
    for (const CoveredCell& cell : coverage.cells) {
        take(cell.row, cell.column);
        fuzz::demand(cell.fraction > 0.0 && cell.fraction < 1.0 && cell.weight == cell.fraction,
            "a share lies between 0 and 1");
        sum += cell.fraction;
    }
    fuzz::demand(coverage.share_on_grid >= -1e-6 && coverage.share_on_grid <= 1.0 + 1e-6,
        "no more than a city is on the grid");
    return sum;
}

/// In a plane of unit cells the covered cells add up to the area of the outline.
void cover_plane(const std::vector<RawPart>& parts)
{
    constexpr std::size_t side = 32;
    const Grid grid = test::unit_grid(side, side);
    const GridPlane plane(grid);
    const Repaired repaired = repair(parts, false);
    check_shape(repaired.shape);
    const CityCoverage coverage = cover(repaired.shape, plane);
    const double covered = covered_cells(coverage, grid);
    const double area = planar_area(repaired.shape);
    const Box box = bounding_box(repaired.shape);
    const bool on_grid = !repaired.shape.empty() && box.min_x >= 0.0 && box.min_y >= 0.0
        && box.max_x <= side && box.max_y <= side;
    // Cells that are covered by rounding alone are dropped.
    const double tolerance = 1e-9 * (1.0 + area);
    fuzz::demand(on_grid ? std::abs(covered - area) <= tolerance : covered <= area + tolerance,
        "covered cells add up to the area of the outline");
}

/// On the Earth; cover() itself compares what it covers with the area.
void cover_earth(const std::vector<RawPart>& parts)
{
    Grid grid;
    grid.x = Axis(-180.0, 10.0, 36);
    grid.y = Axis(90.0, -10.0, 18);
    grid.crs = Crs();
    City city;
    city.id = city.name = "A";
    const Repaired repaired = repair(parts, true);
    check_shape(repaired.shape);
    city.shape = repaired.shape;
    const double area = true_area_km2(city.shape);
    fuzz::demand(std::isfinite(area), "an outline has an area");
    if (area <= 0.0) {
        return;
    }
    const std::vector<City> cities { city };
    const Coverage coverage = cover(CitySelection(cities), grid);
    covered_cells(coverage.cities.front(), grid);
}

} // namespace

/// Rings of an outline, from repair to coverage. The first byte says where: P in a plane, F the
/// same with finer places, otherwise on the Earth.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    if (size < 1 || size > 600) {
        return 0;
    }
    const std::string_view bytes = fuzz::text_of(data + 1, size - 1);
    switch (data[0]) {
    case 'P':
        cover_plane(parts_of(bytes, 1.0 / 8.0, 1.0 / 8.0));
        break;
    case 'F':
        cover_plane(parts_of(bytes, 1e-3, 1e-3));
        break;
    default:
        cover_earth(parts_of(bytes, 360.0 / 32768.0, 90.0 / 32768.0));
    }
    return 0;
}
