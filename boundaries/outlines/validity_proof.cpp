#include "boundaries/outlines/validity_proof.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <optional>
#include <utility>

namespace cityflux {
namespace {

/// Rounding error of an orientation determinant, relative to the sum of its products' magnitudes:
/// (3 + 16 u) u with u = 2^-53. Shewchuk, Adaptive Precision Floating-Point Arithmetic and Fast
/// Robust Geometric Predicates, 1997, section 4.3.
constexpr double orientation_error = 3.3306690738754716e-16;

/// Limit of comparisons between edges, for each edge; beyond it the result is unknown.
constexpr std::size_t looks_per_edge = 200;
/// Edges for each band: few enough to compare all pairs.
constexpr std::size_t edges_per_band = 4;
constexpr std::size_t entries_per_edge = 8;

/// Returns the side of the line from a to b on which a point lies: 1 left, -1 right, 0 if rounding
/// leaves it open.
int side(Point a, Point b, Point p)
{
    const double left = (a.x - p.x) * (b.y - p.y);
    const double right = (a.y - p.y) * (b.x - p.x);
    const double determinant = left - right;
    const double error = orientation_error * (std::abs(left) + std::abs(right))
        + std::numeric_limits<double>::min();
    return determinant > error ? 1 : determinant < -error ? -1 : 0;
}

struct Edge {
    Point from;
    Point to;
    Box box;
    std::uint32_t next = 0; ///< index of the edge that begins at the end of this one
};

bool boxes_meet(const Box& a, const Box& b)
{
    return a.min_x <= b.max_x && b.min_x <= a.max_x && a.min_y <= b.max_y && b.min_y <= a.max_y;
}

/// Returns true if one edge lies strictly on one side of the other.
bool surely_apart(const Edge& a, const Edge& b)
{
    const int from = side(a.from, a.to, b.from);
    if (from != 0 && from == side(a.from, a.to, b.to)) {
        return true;
    }
    const int to = side(b.from, b.to, a.from);
    return to != 0 && to == side(b.from, b.to, a.to);
}

/// Returns true if an edge and its successor share only the point between them.
bool surely_goes_on(const Edge& a, const Edge& b)
{
    const double forward
        = (a.to.x - a.from.x) * (b.to.x - b.from.x) + (a.to.y - a.from.y) * (b.to.y - b.from.y);
    const double size = std::abs((a.to.x - a.from.x) * (b.to.x - b.from.x))
        + std::abs((a.to.y - a.from.y) * (b.to.y - b.from.y));
    return forward > 4.0 * std::numeric_limits<double>::epsilon() * size
        || side(a.from, a.to, b.to) != 0;
}

void add_edges(const Ring& ring, std::vector<Edge>& edges)
{
    const auto first = static_cast<std::uint32_t>(edges.size());
    edges.reserve(edges.size() + ring.size());
    const auto count = static_cast<std::uint32_t>(ring.size());
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t next = i + 1 == count ? 0 : i + 1;
        const Point& from = ring[i];
        const Point& to = ring[next];
        const Box box { std::min(from.x, to.x), std::min(from.y, to.y), std::max(from.x, to.x),
            std::max(from.y, to.y) };
        edges.push_back({ from, to, box, first + next });
    }
}

/// Bands across the longer extent of edges. Rounding is equal for all positions, so two edges with
/// a common point share a band.
class Bands {
public:
    /// `box` encloses the edges. Requires: its longer extent is finite and above 0.
    Bands(const Box& box, std::size_t count)
        : along_x_(is_wide(box))
        , origin_(along_x_ ? box.min_x : box.min_y)
        , per_unit_(static_cast<double>(count) / longer_extent(box))
        , count_(count)
    {
    }

    static double longer_extent(const Box& box)
    {
        return is_wide(box) ? box.max_x - box.min_x : box.max_y - box.min_y;
    }

    std::size_t count() const { return count_; }
    std::size_t first(const Edge& edge) const
    {
        return band_of(along_x_ ? edge.box.min_x : edge.box.min_y);
    }
    std::size_t last(const Edge& edge) const
    {
        return band_of(along_x_ ? edge.box.max_x : edge.box.max_y);
    }

private:
    static bool is_wide(const Box& box) { return box.max_x - box.min_x > box.max_y - box.min_y; }

    std::size_t band_of(double position) const
    {
        return std::min(static_cast<std::size_t>((position - origin_) * per_unit_), count_ - 1);
    }

    bool along_x_;
    double origin_;
    double per_unit_;
    std::size_t count_;
};

/// Indices of edges, sorted by band: those of band b are [start[b], start[b + 1]) of `sorted`. An
/// edge is in all bands that it intersects.
struct BandedEdges {
    std::vector<std::uint32_t> start;
    std::vector<std::uint32_t> sorted;
};

/// Returns the start of each band, or std::nullopt if entries or pairs exceed their limits.
std::optional<std::vector<std::uint32_t>> starts_of_bands(
    const std::vector<Edge>& edges, const Bands& bands)
{
    std::vector<std::uint32_t> start(bands.count() + 1, 0);
    std::size_t entries = 0;
    for (const Edge& edge : edges) {
        const std::size_t first = bands.first(edge);
        const std::size_t last = bands.last(edge);
        entries += last - first + 1;
        if (entries > entries_per_edge * edges.size() + bands.count()) {
            return std::nullopt;
        }
        for (std::size_t band = first; band <= last; ++band) {
            ++start[band + 1];
        }
    }
    std::size_t looks = 0;
    for (std::size_t band = 0; band < bands.count(); ++band) {
        looks += static_cast<std::size_t>(start[band + 1]) * start[band + 1] / 2;
        start[band + 1] += start[band];
    }
    if (looks > looks_per_edge * edges.size()) {
        return std::nullopt;
    }
    return start;
}

BandedEdges sorted_by_band(
    const std::vector<Edge>& edges, const Bands& bands, std::vector<std::uint32_t> start)
{
    std::vector<std::uint32_t> sorted(start.back());
    std::vector<std::uint32_t> next(start.begin(), start.end() - 1);
    for (std::uint32_t e = 0; e < edges.size(); ++e) {
        const std::size_t last = bands.last(edges[e]);
        for (std::size_t band = bands.first(edges[e]); band <= last; ++band) {
            sorted[next[band]++] = e;
        }
    }
    return { std::move(start), std::move(sorted) };
}

/// Compares all pairs in each band. Returns true if none but successors meet.
bool surely_apart(const std::vector<Edge>& edges, const BandedEdges& banded)
{
    for (std::size_t band = 0; band + 1 < banded.start.size(); ++band) {
        const std::uint32_t end = banded.start[band + 1];
        for (std::uint32_t i = banded.start[band]; i < end; ++i) {
            const std::uint32_t a = banded.sorted[i];
            for (std::uint32_t j = i + 1; j < end; ++j) {
                const std::uint32_t b = banded.sorted[j];
                if (boxes_meet(edges[a].box, edges[b].box) && edges[a].next != b
                    && edges[b].next != a && !surely_apart(edges[a], edges[b])) {
                    return false;
                }
            }
        }
    }
    return true;
}

/// Returns true if edges meet only where one follows the other.
bool surely_simple(const std::vector<Edge>& edges)
{
    Box box = edges.front().box;
    for (const Edge& edge : edges) {
        if (!surely_goes_on(edge, edges[edge.next])) {
            return false;
        }
        box = united(box, edge.box);
    }
    const double extent = Bands::longer_extent(box);
    if (!(extent > 0.0) || !std::isfinite(extent)) {
        return false;
    }
    const Bands bands(box, std::max<std::size_t>(1, edges.size() / edges_per_band));
    auto start = starts_of_bands(edges, bands);
    return start && surely_apart(edges, sorted_by_band(edges, bands, std::move(*start)));
}

enum class Place { inside, outside, open };

/// Returns the location of a point that is on no edge of a ring.
Place place_in(const Ring& ring, Point p)
{
    bool inside = false;
    for (std::size_t i = 0, j = ring.size() - 1; i < ring.size(); j = i++) {
        const Point& a = ring[j];
        const Point& b = ring[i];
        if ((a.y > p.y) == (b.y > p.y)) {
            continue;
        }
        const int where = side(a, b, p);
        if (where == 0) {
            return Place::open;
        }
        inside = inside != ((where > 0) == (b.y > a.y));
    }
    return inside ? Place::inside : Place::outside;
}

/// Returns true if neither of two rings without common points lies inside the other.
bool surely_side_by_side(const Ring& a, const Box& a_box, const Ring& b, const Box& b_box)
{
    const auto within = [](const Box& inner, const Box& outer) {
        return inner.min_x >= outer.min_x && inner.max_x <= outer.max_x
            && inner.min_y >= outer.min_y && inner.max_y <= outer.max_y;
    };
    return (!within(a_box, b_box) || place_in(b, a[0]) == Place::outside)
        && (!within(b_box, a_box) || place_in(a, b[0]) == Place::outside);
}

bool surely_side_by_side(const std::vector<const Ring*>& rings)
{
    std::vector<Box> boxes;
    for (const Ring* ring : rings) {
        boxes.push_back(bounding_box(*ring));
    }
    for (std::size_t a = 0; a < rings.size(); ++a) {
        for (std::size_t b = a + 1; b < rings.size(); ++b) {
            if (!surely_side_by_side(*rings[a], boxes[a], *rings[b], boxes[b])) {
                return false;
            }
        }
    }
    return true;
}

} // namespace

bool surely_valid(const std::vector<Polygon>& polygons)
{
    std::vector<Edge> edges;
    std::vector<const Ring*> outlines;
    for (const Polygon& polygon : polygons) {
        add_edges(polygon.outer, edges);
        outlines.push_back(&polygon.outer);
        for (const Ring& hole : polygon.holes) {
            add_edges(hole, edges);
        }
    }
    if (edges.empty() || !surely_simple(edges) || !surely_side_by_side(outlines)) {
        return false;
    }
    return std::all_of(polygons.begin(), polygons.end(), [](const Polygon& polygon) {
        std::vector<const Ring*> holes;
        for (const Ring& hole : polygon.holes) {
            if (place_in(polygon.outer, hole[0]) != Place::inside) {
                return false;
            }
            holes.push_back(&hole);
        }
        return surely_side_by_side(holes);
    });
}

} // namespace cityflux
