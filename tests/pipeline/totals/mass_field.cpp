#include "tests/pipeline/totals/mass_field.h"

#include "tests/pipeline/totals/ellipsoid_zone.h"

#include <algorithm>
#include <cstdint>
#include <numeric>

namespace cityflux {
namespace {

/// The share of each cell of one axis that falls into each cell of another, as far as it is not 0.
struct Overlap {
    std::size_t from = 0;
    double share = 0.0;
};

template <typename From, typename To>
std::vector<std::vector<Overlap>> overlaps(
    std::size_t from_count, From from_edge, std::size_t to_count, To to_edge)
{
    std::vector<std::vector<Overlap>> all(to_count);
    std::size_t first = 0;
    for (std::size_t t = 0; t < to_count; ++t) {
        while (first < from_count && from_edge(first + 1) <= to_edge(t)) {
            ++first;
        }
        for (std::size_t f = first; f < from_count && from_edge(f) < to_edge(t + 1); ++f) {
            const double width
                = std::min(from_edge(f + 1), to_edge(t + 1)) - std::max(from_edge(f), to_edge(t));
            if (width > 0.0) {
                all[t].push_back({ f, width / (from_edge(f + 1) - from_edge(f)) });
            }
        }
    }
    return all;
}

} // namespace

double MassField::total() const
{
    return std::accumulate(tonnes.begin(), tonnes.end(), 0.0);
}

MassField made_up_field()
{
    MassField field { china, {} };
    std::uint64_t state = 20120601;
    for (std::size_t i = 0; i < china.rows * china.columns; ++i) {
        state = state * 6364136223846793005ULL + 1442695040888963407ULL;
        field.tonnes.push_back(static_cast<double>(state >> 44) / 16.0);
    }
    return field;
}

MassField regridded(const MassField& field, const Lattice& lattice)
{
    const Lattice& from = field.lattice;
    const auto columns = overlaps(
        from.columns, [&](std::size_t c) { return from.x_edge(c); }, lattice.columns,
        [&](std::size_t c) { return lattice.x_edge(c); });
    const auto rows = overlaps(
        from.rows, [&](std::size_t r) { return half_q(from.y_edge(r), wgs84_ellipsoid); },
        lattice.rows, [&](std::size_t r) { return half_q(lattice.y_edge(r), wgs84_ellipsoid); });
    MassField result { lattice, std::vector<double>(lattice.rows * lattice.columns, 0.0) };
    for (std::size_t r = 0; r < lattice.rows; ++r) {
        for (const Overlap& row : rows[r]) {
            for (std::size_t c = 0; c < lattice.columns; ++c) {
                for (const Overlap& column : columns[c]) {
                    result.tonnes[r * lattice.columns + c]
                        += field.tonnes[row.from * from.columns + column.from] * row.share
                        * column.share;
                }
            }
        }
    }
    return result;
}

std::vector<double> by_true_area(const MassField& field, double factor)
{
    std::vector<double> values = field.tonnes;
    for (std::size_t r = 0; r < field.lattice.rows; ++r) {
        const double area = zone_area_m2(
            field.lattice.y_edge(r), field.lattice.y_edge(r + 1), 1.0 / field.lattice.per_degree);
        for (std::size_t c = 0; c < field.lattice.columns; ++c) {
            values[r * field.lattice.columns + c] *= factor / area;
        }
    }
    return values;
}

} // namespace cityflux
