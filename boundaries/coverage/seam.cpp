#include "boundaries/coverage/seam.h"

#include "boundaries/outlines/geos.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace cityflux {
namespace {

/// Distance, in degrees, of parts from the seam: a hundred times the uncertainty of its position by
/// PROJ and bisection.
constexpr double beside_deg = 1e-9;

/// Turns of the Earth, from seam to seam, that a box intersects: the first, and the one after the
/// last.
struct Turns {
    double first;
    double end;

    Turns(const Box& box, double seam)
        : first(std::floor((box.min_x - seam + beside_deg) / 360.0))
        , end(std::ceil((box.max_x - seam - beside_deg) / 360.0))
    {
    }
};

bool is_beside(const Box& box, double seam)
{
    const double west = seam + 360.0 * std::floor((box.min_x - seam) / 360.0);
    return box.min_x >= west + beside_deg && box.max_x <= west + 360.0 - beside_deg;
}

} // namespace

std::optional<MultiPolygon> cut_along_seam(const MultiPolygon& outlines, double seam)
{
    const auto whole
        = [&](const Polygon& polygon) { return is_beside(bounding_box(polygon.outer), seam); };
    if (std::all_of(outlines.begin(), outlines.end(), whole)) {
        return std::nullopt;
    }
    const Geos geos;
    MultiPolygon parts;
    for (const Polygon& polygon : outlines) {
        if (whole(polygon)) {
            parts.push_back(polygon);
            continue;
        }
        const Box box = bounding_box(polygon.outer);
        const Geos::Geometry outline = geos.polygon(polygon.outer, polygon.holes);
        const Turns turns(box, seam);
        for (double turn = turns.first; turn < turns.end; ++turn) {
            const double west = seam + 360.0 * turn + beside_deg;
            const double east = seam + 360.0 * (turn + 1.0) - beside_deg;
            std::ranges::move(geos.areas_within(outline, { west, box.min_y, east, box.max_y }),
                std::back_inserter(parts));
        }
    }
    orient(parts);
    return parts;
}

} // namespace cityflux
