#pragma once

#include "boundaries/city.h"
#include "boundaries/regridding.h"
#include "pipeline/clip/city_map.h"
#include "pipeline/proxy/proxy_raster.h"

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

/// What of a city's mass came to lie in the cells of a map.
struct PlacedMass {
    std::vector<double> tonnes; ///< by cell of the map; NaN where the cell has no data or is not the city's
    double lost_t = 0.0; ///< of cells that have no place on the map
};

/// How what a city has of the cells of an inventory's grid becomes a map. Of a city that touches the grid.
class MapPlacing {
public:
    /// `cells` are those of the city on `source`; they have to stay. Throws InputError where the city has no place in the CRS
    /// of the target. The map of a city off the target has no cells.
    MapPlacing(const CityCells& cells, const Grid& source, const City& city, const MapTarget& target);

    const CityMap& map() const { return map_; }
    /// Of what the city has of each touched cell (t; NaN: no data).
    PlacedMass place(std::span<const double> tonnes) const;
    /// What is to be said of how the proxy was used, "" where there is nothing.
    const std::string& remark() const { return remark_; }

private:
    void spread_over(const Grid& source, const City& city, const MapTarget& target);

    const CityCells& cells_;
    CityMap map_;
    std::string remark_;
    std::vector<std::size_t> number_of_source_; ///< of each source of the first regridding
    std::optional<Regridding> regridding_;
    std::optional<Regridding> onwards_; ///< from the proxy's pixels to the target
    std::size_t columns_between_ = 0; ///< of the proxy's grid
};

} // namespace cityflux
