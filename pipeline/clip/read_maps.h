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

/// The maps of a city made of the masses that were read.
class ReadMaps : public MapSource {
public:
    /// Which maps.
    struct Of {
        const City& city;
        std::size_t place = 0; ///< of the city in the totals table
        std::vector<PlannedBand> bands; ///< whose layers lie on one grid, but for a rounding
        MapMask mask = MapMask::fraction;
    };
    /// Throws as place_on_map() does.
    ReadMaps(const MapReader& reader, Of maps, const MapTarget& target, std::size_t memory_bytes);

    const Grid& grid() const { return first().placing->grid(); }
    /// As MapPlacing says it, of all grids together.
    std::size_t bytes_of(std::size_t rows) const;
    bool by_rows() const { return first().placing->by_rows(); }
    std::string remark() const { return first().placing->remark(); }
    /// Whatever is given out goes into it as well.
    void draw_into(MapPicture& picture) { picture_ = &picture; }

    const CityMap& take_rows(std::size_t first, std::size_t count) override;
    std::vector<double> tonnes(std::size_t band) override;

    /// After the last row: what of a band has no place on the map, and whether any cell was shown at all.
    double lost_t(std::size_t band) const;
    bool shows_nothing() const { return shows_nothing_; }

private:
    /// What becomes of the cells of a grid.
    struct Placed {
        const CityCells* cells = nullptr;
        std::unique_ptr<MapPlacing> placing;
        std::vector<double> weights; ///< of the mask, for the cells needed
    };

    const Placed& first() const { return grids_.begin()->second; }
    const Placed& of_layer(std::size_t layer) const { return grids_.at(reader_.layers()[layer].grid); }
    std::vector<double> masses(std::size_t layer, MapPlacing::Needed cells, const std::vector<double>& weights) const;

    const MapReader& reader_;
    Of maps_;
    std::map<std::size_t, Placed> grids_; ///< of the layers
    CityMap rows_;
    MapPicture* picture_ = nullptr;
    bool shows_nothing_ = true;
};

} // namespace cityflux
