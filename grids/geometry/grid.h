#pragma once

#include "grids/geometry/axis.h"
#include "grids/geometry/projection.h"

#include <cstddef>
#include <optional>
#include <string>

namespace cityflux {

/// The most cells along one axis that are worked with: 2 m on the equator. A file that announces more is taken to be damaged
/// before any memory is.
inline constexpr std::size_t most_cells_along_axis = 20'000'000;

/// The geometry of a gridded inventory: rectangular cells in the plane of a CRS, in the order in which the file stores
/// them. Row r, column c covers [x.edge(c), x.edge(c + 1)] x [y.edge(r), y.edge(r + 1)].
struct Grid {
    Axis x;
    Axis y;
    /// Empty when the file does not say and nobody has declared it.
    std::optional<Crs> crs;

    std::size_t rows() const { return y.count(); }
    std::size_t columns() const { return x.count(); }
    std::size_t cells() const { return rows() * columns(); }

    bool geographic() const { return crs && crs->kind == CrsKind::geographic; }
    /// Whether the columns go once around the Earth, so that the first and the last are neighbours.
    bool wraps() const;
    /// Whether the columns go more than once around the Earth, so that some places lie in two cells.
    bool overlaps_itself() const;
    /// Throws InputError beginning with `subject` where overlaps_itself(): no city total could be right.
    void refuse_overlap(const std::string& subject) const;
    /// Throws InputError beginning with `subject` where an axis has more than most_cells_along_axis.
    void refuse_excess(const std::string& subject) const;

    /// One line for people: "1800 x 3600 cells of 0.1 degree, 180 W to 180 E, 90 S to 90 N, rows south to north".
    std::string description() const;

    bool operator==(const Grid&) const = default;
};

} // namespace cityflux
