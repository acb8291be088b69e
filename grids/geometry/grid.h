#pragma once

#include "grids/geometry/axis.h"
#include "grids/geometry/projection.h"

#include <cstddef>
#include <optional>
#include <string>

namespace cityflux {

/// Largest supported number of cells along one axis: 2 m on the equator. Files that declare more
/// count as damaged, before memory is allocated.
inline constexpr std::size_t most_cells_along_axis = 20'000'000;

/// Geometry of a gridded inventory: rectangular cells in the plane of a CRS, in the order of the
/// file. Row r, column c covers [x.edge(c), x.edge(c + 1)] x [y.edge(r), y.edge(r + 1)].
struct Grid {
    Axis x;
    Axis y;
    /// std::nullopt if neither the file nor the user declares it.
    std::optional<Crs> crs;

    std::size_t rows() const { return y.count(); }
    std::size_t columns() const { return x.count(); }
    std::size_t cells() const { return rows() * columns(); }

    bool geographic() const { return crs && crs->kind == CrsKind::geographic; }
    /// Returns true if the columns go once around the Earth, so that the first and the last are
    /// neighbours.
    bool wraps() const;
    /// Returns true if the columns go more than once around the Earth, so that some places lie in
    /// two cells.
    bool overlaps_itself() const;
    /// Throws InputError beginning with `subject` if overlaps_itself(), because city totals would
    /// be wrong.
    void refuse_overlap(const std::string& subject) const;
    /// Throws InputError beginning with `subject` if an axis has more than most_cells_along_axis.
    void refuse_excess(const std::string& subject) const;

    /// Returns one line of text: "1800 x 3600 cells of 0.1 degree, x -180 to 180, y -90 to 90, rows
    /// south to north".
    std::string description() const;

    bool operator==(const Grid&) const = default;
};

} // namespace cityflux
