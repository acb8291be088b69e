#include "boundaries/coverage/wedges.h"

#include "boundaries/outlines/geos.h"

#include <algorithm>
#include <cmath>
#include <iterator>

namespace cityflux {
namespace {

constexpr double half_of_earth_deg = 180.0;
constexpr double widest_wedge_deg = 120.0;

bool is_wide(const Polygon& polygon)
{
    const Box box = bounding_box(polygon.outer);
    return box.max_x - box.min_x > half_of_earth_deg;
}

} // namespace

std::optional<MultiPolygon> cut_into_wedges(const MultiPolygon& outlines)
{
    if (std::none_of(outlines.begin(), outlines.end(), is_wide)) {
        return std::nullopt;
    }
    const Geos geos;
    MultiPolygon parts;
    for (const Polygon& polygon : outlines) {
        if (!is_wide(polygon)) {
            parts.push_back(polygon);
            continue;
        }
        const Box box = bounding_box(polygon.outer);
        const Geos::Geometry outline = geos.polygon(polygon.outer, polygon.holes);
        const double wedges = std::ceil((box.max_x - box.min_x) / widest_wedge_deg);
        const double width = (box.max_x - box.min_x) / wedges;
        for (double wedge = 0.0; wedge < wedges; ++wedge) {
            const double west = box.min_x + width * wedge;
            const double east
                = wedge + 1.0 < wedges ? box.min_x + width * (wedge + 1.0) : box.max_x;
            std::ranges::move(geos.areas_within(outline, { west, box.min_y, east, box.max_y }),
                std::back_inserter(parts));
        }
    }
    orient(parts);
    return parts;
}

} // namespace cityflux
