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

/// The cells that maps are to have, where they are not the inventory's own.
struct MapTarget {
    std::optional<Grid> like; ///< the grid of a raster
    std::string like_file; ///< that raster
    std::optional<Crs> crs; ///< or square cells of `resolution`, in the unit of this CRS
    double resolution = 0.0;
    std::shared_ptr<const ProxyRaster>
        proxy; ///< spreads the mass of a cell inside it; its pixels are the cells without a target

    bool is_own_grid() const { return !like && !crs && !proxy; }
};

/// Bytes that a map of these cells takes whatever they are: shares, areas, weights, masses, values and what they are made of;
/// but for the values of its file.
std::size_t bytes_of_map(const Grid& grid);

/// How what a city has of the cells of an inventory's grid becomes a map. The rows of the map are worked out some at a time,
/// from the first to the last.
class MapPlacing {
public:
    virtual ~MapPlacing() = default;

    /// Of the map; without cells for a city off the target.
    virtual const Grid& grid() const = 0;
    /// Bytes that it takes, at most, to work out so many rows; the more rows the more.
    virtual std::size_t bytes_of(std::size_t rows) const = 0;
    /// Whether not all rows have to be taken at once.
    virtual bool by_rows() const { return true; }

    /// Works out rows of the map; those taken before are dropped.
    virtual CityMap take_rows(std::size_t first, std::size_t count) = 0;
    /// The touched cells whose masses place() takes, by CityCells::number_of: from the first on, so many.
    struct Needed {
        std::size_t first = 0;
        std::size_t count = 0;
    };
    virtual Needed needed() const = 0;
    /// What the city has of the cells needed (t; NaN: no data), by cell of the rows; NaN where a cell of the map has no data or
    /// is not the city's.
    virtual std::vector<double> place(std::span<const double> tonnes) const = 0;

    /// After the last row: of what the city has of each touched cell, what has no place on the map.
    virtual double lost_t(std::span<const double> tonnes) const = 0;
    /// Whether that may be other than 0.
    virtual bool may_lose() const = 0;
    /// What is to be said of how the proxy was used, "" where there is nothing.
    virtual std::string remark() const { return ""; }
};

/// Of a city that touches the grid. `cells` are those of the city on `source`; they have to stay. Throws InputError where the
/// city has no place in the CRS of the target, and where a proxy would take more than `memory_bytes`.
std::unique_ptr<MapPlacing> place_on_map(
    const CityCells& cells, const Grid& source, const City& city, const MapTarget& target, std::size_t memory_bytes);

} // namespace cityflux
