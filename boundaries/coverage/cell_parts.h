#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/geometry.h"
#include "grids/geometry/grid.h"

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace cityflux {

/// Part of a city inside one cell of a target grid, expressed in cells of a source grid.
struct CellPart {
    /// Row and column of the target grid, in its stored order.
    std::uint32_t row = 0;
    std::uint32_t column = 0;
    /// True if no edge of the city passes through the cell, so that it is fully covered.
    bool whole = false;
    double area_m2 = 0.0; ///< true area of the cell
    double covered_m2 = 0.0; ///< true area of the part
    /// Part in source cells. The fractions of all parts of a city sum to its coverage of the source
    /// grid. A fraction may be below 0, by the tolerance of GridPlane, if an outline follows the
    /// border of two target cells.
    CityCoverage part;
    /// Whole target cell in source cells, if requested.
    CityCoverage cell;
};

/// Selection of target cells.
enum class PartsWanted {
    all, ///< every intersecting cell
    partly_covered ///< cells through which an edge of the city passes, with CellPart::cell
};

/// Callback that receives the parts of a band of target rows, in ascending order of the plane's
/// rows and columns. Bands are the same for any number of threads. Calls come in any order and from
/// several threads.
using TakeParts = std::function<void(std::size_t band, std::vector<CellPart>&& parts)>;

class CityCut;

/// Cutter that divides cities along the cells of a target grid and expresses each part in cells of
/// a source grid. Both grids may be in any CRS.
///
/// The cells that an edge passes are decided in the plane of the target grid, where cells are
/// rectangles. Areas are measured in the plane of the source grid, where the cuts lie on the same
/// outline as in cover(). Borders of target cells are divided at midpoints once for both sides.
/// Neighbouring parts therefore share their borders, and all parts sum to the city whatever the
/// rounding.
class CellCutter {
public:
    /// Throws InputError if target cells are 180 degrees wide or more.
    CellCutter(const Grid& source, const Grid& target);
    ~CellCutter();

    /// Walks a city, in longitude and latitude, through the cells. Safe from any thread. The cutter
    /// must outlive the result. Throws InputError if the city has no image in the CRS of one of the
    /// grids.
    CityCut begin(const MultiPolygon& city) const;
    /// Cuts all rows of the target grid at once. Returns the city's true area in m2.
    double cut(const MultiPolygon& city, PartsWanted wanted, const TakeParts& take) const;

    /// Returns the number of bands of all rows.
    std::size_t bands() const;

private:
    friend class CityCut;
    struct Grids;
    std::unique_ptr<Grids> grids_;
};

/// City divided by a target grid, of which a caller cuts as many rows at a time as memory allows.
class CityCut {
public:
    ~CityCut();
    CityCut(CityCut&& other) noexcept;

    /// Returns the true area of the city in m2, including area off the target grid.
    double area_m2() const;
    /// Cuts `rows` rows of the target grid from `first` on, in its stored order, in parallel.
    /// Throws InputError if an intersecting cell has no image in the CRS of the source grid.
    void take(std::size_t first, std::size_t rows, PartsWanted wanted, const TakeParts& take) const;
    /// Returns the number of bands of `rows` rows.
    static std::size_t bands(std::size_t rows);
    /// Calls `visit` with the row and column, in stored order, of each target cell through which
    /// the outline passes, possibly more than once. The covered area of such a cell may be zero
    /// within rounding.
    void visit_passed(const std::function<void(std::size_t row, std::size_t column)>& visit) const;

private:
    friend class CellCutter;
    struct Walk;
    explicit CityCut(std::unique_ptr<Walk> walk);

    std::unique_ptr<Walk> walk_;
};

} // namespace cityflux
