#include "boundaries/coverage/part_outline.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <limits>
#include <stdexcept>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns the signed area of the triangle between a reference and an edge.
double swept_area(Point o, Point p, Point q)
{
    return 0.5 * ((p.x - o.x) * (q.y - o.y) - (q.x - o.x) * (p.y - o.y));
}

} // namespace

PartOutline::PartOutline(const GridPlane& source_plane)
    : source_plane_(source_plane)
    , source_world_(source_plane.world_width())
    , traversal_(source_plane)
{
}

void PartOutline::begin(const Spot& reference)
{
    edges_.clear();
    reference_ = reference;
    earth_area_ = 0.0;
    source_area_ = 0.0;
    box_ = { reference.source.x, reference.source.y, reference.source.x, reference.source.y };
}

void PartOutline::add_edges(std::span<const Spot> spots)
{
    for (std::size_t i = 0; i + 1 < spots.size(); ++i) {
        add_edge(spots[i], spots[i + 1]);
    }
}

void PartOutline::add_side(const CellSide& side, const SideWinding& winding)
{
    const double everything = std::numeric_limits<double>::infinity();
    int turns = winding.at_first;
    double low = -everything;
    Spot from = side.first;
    const auto add_until = [&](double high, const Spot& to) {
        for (int n = 0; n < std::abs(turns); ++n) {
            const bool forward = turns * side.direction > 0;
            Spot last = from;
            const auto lead_to = [&](const Spot& spot) {
                add_edge(forward ? last : spot, forward ? spot : last);
                last = spot;
            };
            for (const SidePoint& point : side.points) {
                if (point.coordinate > low && point.coordinate < high) {
                    lead_to(point.spot);
                }
            }
            lead_to(to);
        }
    };
    for (const Pass& pass : winding.passes) {
        add_until(pass.coordinate, pass.spot);
        low = pass.coordinate;
        from = pass.spot;
        turns += pass.sign;
    }
    if (turns != winding.at_last) {
        throw std::logic_error(fmt::format("an outline winds {} times around a corner of cells "
                                           "along its row, {} times along its column",
            winding.at_last, turns));
    }
    add_until(everything, side.last);
}

void PartOutline::cover(CityCoverage& coverage)
{
    coverage.plane_area = source_area_;
    for (const double shift : shifts_onto_grid(box_, source_plane_)) {
        for (const auto& [a, b] : edges_) {
            traversal_.add_edge({ a.x + shift, a.y }, { b.x + shift, b.y });
        }
    }
    const double on_grid = traversal_.take(std::abs(source_area_), Slivers::kept, coverage);
    coverage.share_on_grid = source_area_ == 0.0 ? 0.0 : on_grid / source_area_;
}

Spot PartOutline::near_reference(const Spot& spot) const
{
    return { { near(spot.source.x, reference_.source.x, source_world_), spot.source.y },
        { near(spot.earth.x, reference_.earth.x, 360.0), spot.earth.y } };
}

void PartOutline::add_edge(const Spot& from, const Spot& to)
{
    const Spot a = near_reference(from);
    const Spot b = near_reference(to);
    earth_area_ += swept_area(reference_.earth, a.earth, b.earth);
    source_area_ += swept_area(reference_.source, a.source, b.source);
    edges_.push_back({ a.source, b.source });
    for (const Point& p : { a.source, b.source }) {
        box_ = { std::min(box_.min_x, p.x), std::min(box_.min_y, p.y), std::max(box_.max_x, p.x),
            std::max(box_.max_y, p.y) };
    }
}

} // namespace cityflux
