#include "boundaries/outlines/repair.h"

#include "boundaries/outlines/geos.h"
#include "boundaries/outlines/longitudes.h"
#include "boundaries/outlines/validity_proof.h"
#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <iterator>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Removes repeated points and the closing point.
void drop_repetitions(Ring& ring)
{
    ring.erase(std::unique(ring.begin(), ring.end()), ring.end());
    while (ring.size() > 1 && ring.front() == ring.back()) {
        ring.pop_back();
    }
}

/// Ring whose longitudes go on by the shorter ways.
struct RunningRing {
    Ring ring;
    int turns = 0; ///< around the Earth, eastwards
};

RunningRing by_shorter_ways(const Ring& ring)
{
    RunningRing running { ring };
    for (std::size_t i = 1; i < ring.size(); ++i) {
        running.ring[i].x = running.ring[i - 1].x + shorter_step(ring[i - 1].x, ring[i].x);
    }
    const double end = running.ring.back().x + shorter_step(ring.back().x, ring.front().x);
    running.turns = static_cast<int>(std::round((end - ring.front().x) / 360.0));
    return running;
}

/// Closes a ring around a pole over that pole. A ring goes around a pole if its longitudes, by the
/// shorter ways, go once around the Earth. The pole is the one nearer to the mean latitude. Returns
/// true if the ring was closed.
bool close_around_pole(Ring& ring)
{
    RunningRing running = by_shorter_ways(ring);
    if (std::abs(running.turns) != 1) {
        return false;
    }
    double sum_of_latitudes = 0.0;
    for (const Point& point : ring) {
        sum_of_latitudes += point.y;
    }
    const double pole = std::copysign(90.0, sum_of_latitudes);
    begin_nearest_to_pole(running.ring, running.turns, pole);
    close_over_pole(running.ring, running.turns, pole);
    ring = std::move(running.ring);
    return true;
}

/// Returns true if an edge of a ring runs from -180 to 180 or back, by a whole turn.
bool has_edge_of_a_turn(const Ring& ring)
{
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const double step = ring[(i + 1) % ring.size()].x - ring[i].x;
        if (std::abs(std::abs(step) - 360.0) < 1e-9) {
            return true;
        }
    }
    return false;
}

/// Reads edges from -180 to 180 as edges along that meridian, if the ring then encloses an area and
/// is valid; a ring around a pole is closed over it. Otherwise such an edge goes around the Earth,
/// as in a box of all longitudes. Returns true if the ring was changed.
bool join_at_date_line(Ring& ring)
{
    const bool at_pole = std::any_of(
        ring.begin(), ring.end(), [](const Point& point) { return std::abs(point.y) == 90.0; });
    if (at_pole || !has_edge_of_a_turn(ring)) {
        return false;
    }
    Ring joined = by_shorter_ways(ring).ring;
    close_around_pole(joined);
    drop_repetitions(joined);
    if (joined.size() < 3 || signed_area(joined) == 0.0
        || !surely_valid({ Polygon { joined, {} } })) {
        return false;
    }
    ring = std::move(joined);
    return true;
}

/// Makes longitudes continuous that jump from near 180 to near -180. Returns true if the ring was
/// changed.
bool unwind(Ring& ring)
{
    bool jumps = false;
    for (std::size_t i = 0; i < ring.size(); ++i) {
        const double jump = std::abs(ring[(i + 1) % ring.size()].x - ring[i].x);
        jumps = jumps || (jump > 180.0 && jump < 360.0);
    }
    if (!jumps) {
        return false;
    }
    if (close_around_pole(ring)) {
        return true;
    }
    Ring unwound = ring;
    for (Point& point : unwound) {
        point.x += point.x < 0.0 ? 360.0 : 0.0;
    }
    const auto [low, high] = std::minmax_element(
        unwound.begin(), unwound.end(), [](const Point& a, const Point& b) { return a.x < b.x; });
    if (high->x - low->x > 180.0) {
        return false;
    }
    ring = std::move(unwound);
    return true;
}

/// Returns true if a point lies on an edge of a ring, within rounding.
bool lies_on(const Ring& ring, Point p)
{
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        const Point& a = ring[j];
        const Point& b = ring[i];
        const double length = std::hypot(b.x - a.x, b.y - a.y);
        const double aside = std::abs((b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x));
        const double along = (b.x - a.x) * (p.x - a.x) + (b.y - a.y) * (p.y - a.y);
        const double rounding = 1e-12 * length * (std::abs(p.x) + std::abs(p.y) + length);
        if (aside <= rounding && along >= -rounding && along <= length * length + rounding) {
            return true;
        }
    }
    return false;
}

/// Returns true if a ring lies inside another by its middle and by most of its points. A hole may
/// touch its outer ring and extend beyond it a little. If middle and points disagree, points on the
/// edges of the other ring do not count, and the middle decides a tie. A ring written twice does
/// not lie in itself.
bool lies_inside(const Ring& ring, const Ring& outer)
{
    constexpr double less = 1.0 - 1e-9;
    if (std::abs(signed_area(ring)) >= less * std::abs(signed_area(outer))) {
        return false;
    }
    const bool middle = contains(outer, point_inside(ring));
    const auto points = static_cast<std::ptrdiff_t>(ring.size());
    const auto inside = std::count_if(
        ring.begin(), ring.end(), [&](const Point& p) { return contains(outer, p); });
    if (middle == (2 * inside > points)) {
        return middle;
    }
    std::ptrdiff_t more_inside = 0;
    for (const Point& point : ring) {
        if (!lies_on(outer, point)) {
            more_inside += contains(outer, point) ? 1 : -1;
        }
    }
    return more_inside == 0 ? middle : more_inside > 0;
}

bool lies_inside(const Box& box, const Box& outer)
{
    return box.min_x >= outer.min_x && box.max_x <= outer.max_x && box.min_y >= outer.min_y
        && box.max_y <= outer.max_y;
}

/// Nesting of the rings of one part. A ring inside an outer ring is a hole. A ring in no outer
/// ring, or an island in a hole, is a part of its own. Requires: rings that contain others are
/// added before them.
class Nesting {
public:
    /// Adds to `polygons`, which must outlive this object.
    explicit Nesting(std::vector<Polygon>& polygons)
        : polygons_(polygons)
        , first_(polygons.size())
    {
    }

    void add_part(Ring ring)
    {
        hole_boxes_.emplace_back();
        polygons_.push_back({ std::move(ring), {} });
    }

    /// Returns true if the ring is a hole, false if it is a part.
    bool add(Ring ring)
    {
        const Box box = bounding_box(ring);
        // Start from the last polygon, the innermost of those that contain the ring.
        for (std::size_t p = hole_boxes_.size(); p-- > 0;) {
            Polygon& polygon = polygons_[first_ + p];
            if (!lies_inside(ring, polygon.outer)) {
                continue;
            }
            for (std::size_t h = 0; h < polygon.holes.size(); ++h) {
                if (lies_inside(box, hole_boxes_[p][h]) && lies_inside(ring, polygon.holes[h])) {
                    add_part(std::move(ring));
                    return false;
                }
            }
            hole_boxes_[p].push_back(box);
            polygon.holes.push_back(std::move(ring));
            return true;
        }
        add_part(std::move(ring));
        return false;
    }

private:
    std::vector<Polygon>& polygons_;
    std::size_t first_; ///< index of the first polygon of this part
    std::vector<std::vector<Box>> hole_boxes_; ///< boxes of the holes of each polygon of this part
};

/// Returns the polygons if GEOS finds them valid, otherwise made valid.
MultiPolygon made_valid(const std::vector<Polygon>& polygons, std::vector<std::string>& changes)
{
    const Geos geos;
    std::vector<Geos::Geometry> pieces;
    for (const Polygon& polygon : polygons) {
        pieces.push_back(geos.polygon(polygon.outer, polygon.holes));
    }
    Geos::Geometry whole = geos.collection(std::move(pieces));
    if (!geos.valid(whole)) {
        changes.push_back(
            "taken apart where it crosses or overlaps itself (" + geos.invalid_reason(whole) + ")");
        // Make each part valid on its own, then unite all: overlapping parts count once.
        std::vector<Geos::Geometry> sound;
        for (const Polygon& polygon : polygons) {
            Geos::Geometry piece = geos.polygon(polygon.outer, polygon.holes);
            if (!geos.valid(piece)) {
                piece = geos.made_valid(piece);
            }
            MultiPolygon areas;
            geos.add_polygons(piece.get(), areas);
            for (const Polygon& area : areas) {
                sound.push_back(geos.polygon(area.outer, area.holes));
            }
        }
        const Geos::Geometry all = geos.collection(std::move(sound));
        whole = geos.own(GEOSUnaryUnion_r(geos.handle(), all.get()));
    }
    MultiPolygon shape;
    geos.add_polygons(whole.get(), shape);
    return shape;
}

/// Returns the pieces of a ring that lie in the turn of the Earth beginning at `west`, whatever
/// longitudes the ring has. There are several pieces if the turn ends within the ring. Holes of
/// pieces follow them, which exist if the ring touches itself around an island.
std::vector<Ring> within_turn(const Ring& ring, double west, std::vector<std::string>& changes)
{
    const Geos geos;
    std::vector<Ring> pieces;
    for (const Polygon& polygon : made_valid({ { ring, {} } }, changes)) {
        const Geos::Geometry area = geos.polygon(polygon.outer, polygon.holes);
        const Box box = bounding_box(polygon.outer);
        for (double turn = std::floor((box.min_x - west) / 360.0); west + 360.0 * turn < box.max_x;
             ++turn) {
            const double begin = west + 360.0 * turn;
            for (Polygon& part :
                geos.areas_within(area, { begin, box.min_y, begin + 360.0, box.max_y })) {
                shift(part.outer, -360.0 * turn);
                pieces.push_back(std::move(part.outer));
                for (Ring& hole : part.holes) {
                    shift(hole, -360.0 * turn);
                    pieces.push_back(std::move(hole));
                }
            }
        }
    }
    return pieces;
}

/// Moves parts beyond the first 360 degrees back by whole turns, and unites parts that then
/// overlap. Such an outline may cover itself on the Earth without crossing edges.
MultiPolygon within_one_turn(const MultiPolygon& shape)
{
    const Box box = bounding_box(shape);
    const Geos geos;
    std::vector<Geos::Geometry> pieces;
    for (double west = box.min_x; west < box.max_x; west += 360.0) {
        for (const Polygon& polygon : shape) {
            const Geos::Geometry whole = geos.polygon(polygon.outer, polygon.holes);
            for (Polygon& area :
                geos.areas_within(whole, { west, box.min_y, west + 360.0, box.max_y })) {
                shift(area.outer, box.min_x - west);
                std::for_each(area.holes.begin(), area.holes.end(),
                    [&](Ring& hole) { shift(hole, box.min_x - west); });
                pieces.push_back(geos.polygon(area.outer, area.holes));
            }
        }
    }
    const Geos::Geometry all = geos.collection(std::move(pieces));
    const Geos::Geometry united = geos.own(GEOSUnaryUnion_r(geos.handle(), all.get()));
    MultiPolygon one_turn;
    geos.add_polygons(united.get(), one_turn);
    return one_turn;
}

/// Numbers of rings that were repaired.
struct RingCounts {
    std::size_t unclosed = 0;
    std::size_t too_short = 0; ///< fewer than 3 points
    std::size_t unwound = 0;
    std::size_t parts_as_holes = 0; ///< written as holes, but parts
};

/// Adds a phrase for each kind of repaired rings.
void describe_rings(const RingCounts& counts, std::vector<std::string>& changes)
{
    const auto note = [&](std::size_t count, const char* one, const char* many) {
        if (count > 0) {
            changes.push_back(
                count == 1 ? fmt::format("1 {}", one) : fmt::format("{} {}", count, many));
        }
    };
    note(counts.unclosed, "ring closed", "rings closed");
    note(counts.too_short, "ring of fewer than 3 points dropped",
        "rings of fewer than 3 points dropped");
    note(counts.unwound, "ring across 180 degrees unwound", "rings across 180 degrees unwound");
    note(counts.parts_as_holes, "ring written as a hole made a part",
        "rings written as holes made parts");
}

/// Returns the rings of a part closed, without repeated points and, if `degrees`, unwound and
/// within the turn of the first ring. Drops rings of fewer than 3 points.
std::vector<Ring> repair_rings(
    RawPart&& part, bool degrees, RingCounts& counts, std::vector<std::string>& changes)
{
    std::vector<Ring> rings;
    for (Ring& ring : part.rings) {
        counts.unclosed += ring.size() > 2 && !(ring.front() == ring.back()) ? 1 : 0;
        drop_repetitions(ring);
        if (ring.size() < 3) {
            ++counts.too_short;
            continue;
        }
        counts.unwound += degrees && (join_at_date_line(ring) || unwind(ring)) ? 1 : 0;
        if (degrees && !rings.empty()) {
            const Box outer = bounding_box(rings.front());
            if (outer.max_x - outer.min_x >= 360.0 - 1e-9) {
                std::ranges::move(
                    within_turn(ring, outer.min_x, changes), std::back_inserter(rings));
                continue;
            }
            bring_beside(ring, rings.front());
        }
        rings.push_back(std::move(ring));
    }
    return rings;
}

/// Adds the rings of one part to `polygons`, nested; the first is an outer ring. Returns the number
/// of other rings that are parts.
std::size_t nest_rings(std::vector<Ring> rings, std::vector<Polygon>& polygons)
{
    if (rings.empty()) {
        return 0;
    }
    // Large rings first, so that a ring follows the rings that contain it.
    std::stable_sort(rings.begin() + 1, rings.end(), [](const Ring& a, const Ring& b) {
        return std::abs(signed_area(a)) > std::abs(signed_area(b));
    });
    Nesting nesting(polygons);
    nesting.add_part(std::move(rings.front()));
    std::size_t parts = 0;
    for (std::size_t r = 1; r < rings.size(); ++r) {
        parts += nesting.add(std::move(rings[r])) ? 0 : 1;
    }
    return parts;
}

} // namespace

Repaired repair(std::vector<RawPart> parts, bool degrees)
{
    Repaired result;
    RingCounts counts;
    std::vector<Polygon> polygons;
    for (RawPart& part : parts) {
        std::vector<Ring> rings = repair_rings(std::move(part), degrees, counts, result.changes);
        counts.parts_as_holes += nest_rings(std::move(rings), polygons);
    }
    describe_rings(counts, result.changes);
    if (polygons.empty()) {
        return result;
    }

    result.shape
        = surely_valid(polygons) ? std::move(polygons) : made_valid(polygons, result.changes);
    const Box box = bounding_box(result.shape);
    if (degrees && box.max_x - box.min_x > 360.0 + 1e-9) {
        result.shape = within_one_turn(result.shape);
        result.changes.emplace_back(
            "what spans more than 360 degrees brought into one turn of the Earth");
    }
    std::erase_if(
        result.shape, [](const Polygon& polygon) { return signed_area(polygon.outer) == 0.0; });
    orient(result.shape);
    return result;
}

std::string geos_version()
{
    const std::string text = GEOSversion();
    return text.substr(0, text.find('-'));
}

} // namespace cityflux
