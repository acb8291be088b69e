#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/clip/city_map.h"
#include "pipeline/proxy/proxy_raster.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Cells of the maps, if they are not the inventory's own.
struct MapTarget {
    std::optional<Grid> like; ///< the grid of a raster
    std::string like_file; ///< that raster
    std::optional<Crs> crs; ///< or square cells of `resolution`, in the unit of this CRS
    double resolution = 0.0;
    /// Allocates the mass of a cell inside it. Without another target, its pixels
    /// are the cells of the maps.
    std::shared_ptr<const ProxyRaster> proxy;

    bool is_own_grid() const { return !like && !crs && !proxy; }
};

/// Returns the memory in bytes that a map of these cells always needs: fractions, areas, weights,
/// masses, values and their inputs. The values of its file are not included.
std::size_t bytes_of_map(const Grid& grid);

/// Maps a city's cell masses from the inventory grid to the output grid. Rows of the map are
/// computed some at a time, from the first to the last.
class MapPlacing {
public:
    virtual ~MapPlacing() = default;

    /// Returns the grid of the map. It has no cells if the city lies off the target.
    virtual const Grid& grid() const = 0;
    /// Returns the maximum memory in bytes for computing `rows` rows. It does
    /// not decrease with `rows`.
    virtual std::size_t bytes_of(std::size_t rows) const = 0;
    /// Returns true if rows can be computed some at a time, false if all must be computed at once.
    virtual bool by_rows() const { return true; }

    /// Computes rows of the map, and drops those computed before.
    virtual CityMap take_rows(std::size_t first, std::size_t count) = 0;
    /// Range [first, first + count) of intersecting cells, by CityCells::number_of,
    /// whose masses place() expects.
    struct Needed {
        std::size_t first = 0;
        std::size_t count = 0;
    };
    virtual Needed needed() const = 0;
    /// Returns the mass in each cell of the rows, in t, from the city's mass in the
    /// needed cells (t; NaN: no data). The result is NaN if a cell of the map has no data
    /// or lies outside the city.
    virtual std::vector<double> place(std::span<const double> tonnes) const = 0;

    /// Returns the mass in t that is off the map, from the city's mass in each needed cell.
    /// Called after the last row.
    virtual double lost_t(std::span<const double> tonnes) const = 0;
    /// Returns true if lost_t() can be non-zero.
    virtual bool may_lose() const = 0;
    /// Returns a note on the use of the proxy, or "" if there is none.
    virtual std::string remark() const { return ""; }
};

/// Returns the placing for a city that intersects the grid. `cells` are the city's cells on
/// `source`; they must outlive the result. Throws InputError if the city cannot be represented in
/// the CRS of the target, or a proxy would need more than `memory_bytes`.
std::unique_ptr<MapPlacing> place_on_map(const CityCells& cells, const Grid& source,
    const City& city, const MapTarget& target, std::size_t memory_bytes);

} // namespace cityflux
