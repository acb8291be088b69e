#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/clip/city_map.h"
#include "pipeline/clip/map_target.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Returns the memory in bytes that a map of these cells always needs: fractions, areas, weights,
/// masses, values and their inputs. The values of its file are not included.
std::size_t bytes_of_map(const Grid& grid);

/// Range [first, first + count) of the cells that a city intersects, by CityCells::number_of().
struct CellRange {
    std::size_t first = 0;
    std::size_t count = 0;
};

/// Transfer of a city's cell masses from the inventory grid to the grid of a map. Rows of the map
/// are computed some at a time, from the first to the last.
class MassTransfer {
public:
    virtual ~MassTransfer() = default;

    /// Returns the grid of the map. It has no cells if the city lies off the target.
    virtual const Grid& grid() const = 0;
    /// Returns the maximum memory in bytes for computing `rows` rows. It does
    /// not decrease with `rows`.
    virtual std::size_t bytes_of(std::size_t rows) const = 0;
    /// Returns true if rows can be computed some at a time, false if all must be computed at once.
    virtual bool by_rows() const { return true; }

    /// Computes rows of the map, and drops those computed before.
    virtual CityMap advance_to_rows(std::size_t first, std::size_t count) = 0;
    /// Returns the intersecting cells whose masses transfer() expects for these rows.
    virtual CellRange required_cells() const = 0;
    /// Returns the mass in each cell of the rows, in t, from the city's mass in the
    /// required cells (t; NaN: no data). The result is NaN if a cell of the map has no data
    /// or lies outside the city.
    virtual std::vector<double> transfer(std::span<const double> tonnes) const = 0;

    /// Returns the mass in t that is off the map, from the city's mass in each required cell.
    /// Called after the last row.
    virtual double lost_t(std::span<const double> tonnes) const = 0;
    /// Returns true if lost_t() can be non-zero.
    virtual bool can_lose_mass() const = 0;
    /// Returns a note on the use of the proxy, or "" if there is none.
    virtual std::string proxy_note() const { return ""; }
};

/// Returns the transfer for a city that intersects the grid. `cells` are the city's cells on
/// `source`; they must outlive the result. Throws InputError if the city cannot be represented in
/// the CRS of the target, or a proxy would need more than `memory_bytes`.
std::unique_ptr<MassTransfer> make_mass_transfer(const CityCells& cells, const Grid& source,
    const City& city, const MapTarget& target, std::size_t memory_bytes);

} // namespace cityflux
