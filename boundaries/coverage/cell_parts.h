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

class CityCut;

/// Cuts cities along the cells of a target grid and finds each part in the cells of a source grid. Both may be in any CRS.
///
/// Which cells an edge passes is decided in the plane of the target grid, where they are rectangles; areas are measured in
/// that of the source grid, where the cuts lie on the very outline that cover() uses. The borders of target cells are divided
/// at midpoints once for both sides. So the parts share all their borders, and add up to the city whatever the rounding.
class CellCutter {
public:
    /// Throws InputError where target cells are 180 degrees wide or more.
    CellCutter(const Grid& source, const Grid& target);
    ~CellCutter();

    /// Walks a city, given in longitude and latitude, through the cells; safe from any thread. The cutter has to stay. Throws
    /// InputError where the city has no place in the CRS of one of the grids.
    CityCut begin(const MultiPolygon& city) const;
    /// All rows of it at once. Returns the city's area.
    double cut(const MultiPolygon& city, PartsWanted wanted, const TakeParts& take) const;

    /// Bands of all rows are numbered below this.
    std::size_t bands() const;

private:
    friend class CityCut;
    struct Grids;
    std::unique_ptr<Grids> grids_;
};

/// A city on its way through the cells of a target grid, of which as many rows are cut at a time as there is memory for.
class CityCut {
public:
    ~CityCut();
    CityCut(CityCut&& other) noexcept;

    /// True area of the city in m2: what its parts cover less than that lies off the target grid.
    double area_m2() const;
    /// Cuts `rows` rows of the target grid from `first` on, in its stored order; in parallel. Throws InputError where a cell
    /// that the city touches has no place in the CRS of the source grid.
    void take(std::size_t first, std::size_t rows, PartsWanted wanted, const TakeParts& take) const;
    /// Bands of so many rows are numbered below this.
    static std::size_t bands(std::size_t rows);
    /// Calls `visit` with the row and the column, in stored order, of each target cell through which the outline passes,
    /// perhaps more than once; what the city has of it may be nothing but rounding.
    void visit_passed(const std::function<void(std::size_t row, std::size_t column)>& visit) const;

private:
    friend class CellCutter;
    struct Walk;
    explicit CityCut(std::unique_ptr<Walk> walk);

    std::unique_ptr<Walk> walk_;
};

} // namespace cityflux
