#include "boundaries/coverage/walk_planes.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>

namespace cityflux {
namespace {

/// Largest error of an edge of the city, relative to a target cell.
constexpr double tolerance_of_cell = 1e-6;
/// Largest number of times that an edge is halved.
constexpr int deepest = 16;

/// Returns the point of edge ab that is nearest to p, or that lies on the line through p.
Point meeting(Point p, Point a, Point b, CellLine line)
{
    const double dx = b.x - a.x;
    const double dy = b.y - a.y;
    if (line == CellLine::constant_x && dx != 0.0) {
        return { p.x, between(a, b, std::clamp((p.x - a.x) / dx, 0.0, 1.0)).y };
    }
    if (line == CellLine::constant_y && dy != 0.0) {
        return { between(a, b, std::clamp((p.y - a.y) / dy, 0.0, 1.0)).x, p.y };
    }
    const double square = dx * dx + dy * dy;
    const double t = square == 0.0 ? 0.0 : ((p.x - a.x) * dx + (p.y - a.y) * dy) / square;
    return between(a, b, std::clamp(t, 0.0, 1.0));
}

} // namespace

WalkPlanes::WalkPlanes(
    const PlacedGrid& source, const GridPlane& source_plane, const PlacedGrid& target)
    : source_plane_(source_plane)
    , source_(source.projection)
    , projection_(target.projection)
    , parallel_to_source_(source.grid.crs->is_wgs84() && target.grid.crs->is_wgs84())
    , parallel_to_earth_(target.grid.crs->is_wgs84())
    , straight_(target.grid.crs->is_wgs84())
    , world_width_(target.grid.crs->kind == CrsKind::projected ? 0.0 : 360.0)
    , rotated_world_(target.grid.crs->kind == CrsKind::rotated ? 360.0 : 0.0)
    , source_longitudes_(source.grid.crs->kind == CrsKind::geographic)
    , tolerance_(tolerance_of_cell * std::min(target.grid.x.narrowest(), target.grid.y.narrowest()))
{
}

PlaneOutline WalkPlanes::outline(const MultiPolygon& city) const
{
    return source_plane_.outline(city, source_);
}

std::vector<Stop> WalkPlanes::stops_of(const Ring& points, const Ring& image) const
{
    const auto stop_at = [&](std::size_t i, double before) {
        return Stop { points[i], { image[i], on_earth(points[i]) }, place_of(points[i], before) };
    };
    std::vector<Stop> stops { stop_at(0, 0.0) };
    for (std::size_t i = 1; i < points.size(); ++i) {
        const Stop before = stops.back();
        const Stop here = stop_at(i, before.place.x);
        refine(before, here, deepest, stops);
        stops.push_back(here);
    }
    const Stop first = stops.front();
    const Stop last = stops.back();
    const Point again = place_of(points.front(), last.place.x);
    if (std::abs(again.x - first.place.x) > 0.5 * rotated_world_ && rotated_world_ > 0.0) {
        throw InputError(ProblemCode::unsupported, "target grid",
            "unsupported outline: the city encloses a pole of the grid's coordinates, where "
            "its columns meet",
            { "choose a map projection, e.g. ", named(Setting::crs, "EPSG:3857") });
    }
    refine(last, first, deepest, stops);
    stops.push_back(first);
    return stops;
}

/// Returns a point in the target grid's coordinates. Longitudes are continuous like those of the
/// outline; rotated longitudes are continuous from `before`.
Point WalkPlanes::place_of(Point longitude_latitude, double before) const
{
    Point place = projection_.to_plane(longitude_latitude);
    place.x = rotated_world_ > 0.0 ? near(place.x, before, rotated_world_)
                                   : near(place.x, longitude_latitude.x, world_width_);
    return place;
}

/// Adds the stops between a and b that an edge straight in longitude and latitude needs to be
/// straight among the target cells. Their spots stay on the outline in the source plane.
void WalkPlanes::refine(const Stop& a, const Stop& b, int depth, std::vector<Stop>& out) const
{
    if (straight_ || depth == 0) {
        return;
    }
    const Point middle { 0.5 * (a.longitude_latitude.x + b.longitude_latitude.x),
        0.5 * (a.longitude_latitude.y + b.longitude_latitude.y) };
    const Stop stop { middle, on_edge(a.spot, b.spot, middle, CellLine::any),
        place_of(middle, a.place.x) };
    if (distance_from_chord(stop.place, a.place, b.place, 1.0, 1.0) <= tolerance_) {
        return;
    }
    refine(a, stop, depth - 1, out);
    out.push_back(stop);
    refine(stop, b, depth - 1, out);
}

Point WalkPlanes::longitude_latitude_of(
    Point place, double shift, const Spot& a, const Spot& b) const
{
    Point point = projection_.to_wgs84({ place.x - shift, place.y });
    if (world_width_ > 0.0 && rotated_world_ == 0.0) {
        point.x = near(point.x, place.x - shift, 360.0);
    } else {
        point.x = near(point.x, 0.5 * (a.earth.x + b.earth.x), 360.0);
    }
    return point;
}

Spot WalkPlanes::on_edge(
    const Spot& a, const Spot& b, Point longitude_latitude, CellLine line) const
{
    Point source = source_plane_.image(longitude_latitude, source_);
    source.x = near(source.x,
        source_longitudes_ ? longitude_latitude.x : 0.5 * (a.source.x + b.source.x),
        source_plane_.world_width());
    const Point earth = on_earth(longitude_latitude);
    return { meeting(source, a.source, b.source, parallel_to_source_ ? line : CellLine::any),
        meeting(earth, a.earth, b.earth, parallel_to_earth_ ? line : CellLine::any) };
}

} // namespace cityflux
