#pragma once

#include "boundaries/coverage.h"
#include "boundaries/geometry.h"
#include "grids/grid.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <vector>

namespace cityflux {

/// The part of a city that lies in one cell of a target grid, told in cells of a source grid.
struct CellPart {
    /// Of the target grid, in its stored order.
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    /// Whether no edge of the city passes through the cell, so that all of it is the city's.
    bool whole = false;
    double area_m2 = 0.0; ///< true area of the cell
    double covered_m2 = 0.0; ///< true area of the part
    /// The part in source cells. The fractions of all parts of a city add up to its coverage of the source grid. A fraction
    /// may be less than 0 by the tolerance of GridPlane, where an outline follows the border of two target cells.
    CityCoverage part;
    /// The whole target cell in source cells, where it was asked for.
    CityCoverage cell;
};

/// Which target cells are wanted.
enum class PartsWanted {
    all, ///< every cell that the city touches
    partly_covered ///< those through which an edge of the city passes, with CellPart::cell
};

/// Takes the parts of a band of target rows, in the order of rows and columns of the plane, ascending. Bands are the same for
/// any number of threads; they are given in any order, from several threads.
using TakeParts = std::function<void(std::size_t band, std::vector<CellPart>&& parts)>;

/// Cuts a city along the cells of a target grid and finds each part in the cells of a source grid, in parallel. Both grids may
/// be in any CRS; the city is longitude and latitude. Returns the true area of the city in m2: what its parts cover
/// less than that lies off the target grid.
///
/// Which cells an edge passes is decided in the plane of the target grid, where they are rectangles; areas are measured in
/// that of the source grid, where the cuts lie on the very outline that cover() uses. The borders of target cells are divided
/// at midpoints once for both sides. So the parts share all their borders, and add up to the city whatever the rounding. Throws
/// InputError where the city or a cell that it touches has no place in the CRS of the other.
double cut_by_cells(
    const MultiPolygon& city, const Grid& source, const Grid& target, PartsWanted wanted, const TakeParts& take);

/// How many bands cut_by_cells() has at most for a target grid.
std::size_t bands_of(const Grid& target);

} // namespace cityflux
