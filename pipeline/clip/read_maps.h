#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/clip/map_bands.h"
#include "pipeline/clip/map_picture.h"
#include "pipeline/clip/map_placing.h"
#include "pipeline/clip/map_reader.h"
#include "pipeline/clip/map_source.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cityflux {

/// Maps of a city from the masses that were read.
class ReadMaps : public MapSource {
public:
    /// Selection of maps.
    struct Of {
        const City& city;
        std::size_t place = 0; ///< index of the city in the totals table
        std::vector<PlannedBand> bands; ///< bands whose layers lie on one grid, except for rounding
        MapMask mask = MapMask::fraction;
    };
    /// Throws in the same cases as place_on_map().
    ReadMaps(const MapReader& reader, Of maps, const MapTarget& target, std::size_t memory_bytes);

    const Grid& grid() const { return first().placing->grid(); }
    /// Returns the sum of MapPlacing::bytes_of() over all grids.
    std::size_t bytes_of(std::size_t rows) const;
    bool by_rows() const { return first().placing->by_rows(); }
    std::string remark() const { return first().placing->remark(); }
    /// Also passes all rows and bands to `picture`, which must outlive their use.
    void draw_into(MapPicture& picture) { picture_ = &picture; }

    const CityMap& take_rows(std::size_t first, std::size_t count) override;
    std::vector<double> tonnes(std::size_t band) override;

    /// Mass of a band that is off the map, and true if no cell has been shown. Both are
    /// valid after the last row.
    double lost_t(std::size_t band) const;
    bool shows_nothing() const { return shows_nothing_; }

private:
    /// Placing of the cells of one grid.
    struct Placed {
        const CityCells* cells = nullptr;
        std::unique_ptr<MapPlacing> placing;
        std::vector<double> weights; ///< weights of the mask for the needed cells
    };

    const Placed& first() const { return grids_.begin()->second; }
    const Placed& of_layer(std::size_t layer) const
    {
        return grids_.at(reader_.layers()[layer].grid);
    }
    std::vector<double> masses(
        std::size_t layer, MapPlacing::Needed cells, const std::vector<double>& weights) const;

    const MapReader& reader_;
    Of maps_;
    std::map<std::size_t, Placed> grids_; ///< by grid index in MapReader
    CityMap rows_;
    MapPicture* picture_ = nullptr;
    bool shows_nothing_ = true;
};

} // namespace cityflux
