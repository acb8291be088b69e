#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/clip/map_bands.h"
#include "pipeline/clip/map_picture.h"
#include "pipeline/clip/map_reader.h"
#include "pipeline/clip/map_source.h"
#include "pipeline/clip/mass_transfer.h"

#include <cstddef>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace cityflux {

/// Selection of the maps of a city.
struct CityBands {
    const City& city;
    std::size_t index = 0; ///< of the city in the totals table
    std::vector<PlannedBand> bands; ///< bands whose layers lie on one grid, except for rounding
    MapMask mask = MapMask::fraction;
};

/// Source of the maps of a city, computed from the masses that a MapReader has kept.
class CityMapSource : public MapSource {
public:
    /// Throws in the same cases as make_mass_transfer(). `reader` must outlive it.
    CityMapSource(const MapReader& reader, CityBands selection, const MapTarget& target,
        std::size_t memory_bytes);

    const Grid& grid() const { return first().transfer->grid(); }
    /// Returns the sum of MassTransfer::bytes_of() over all grids.
    std::size_t bytes_of(std::size_t rows) const;
    bool by_rows() const { return first().transfer->by_rows(); }
    std::string proxy_note() const { return first().transfer->proxy_note(); }
    /// Also passes all rows and bands to `picture`, which must outlive their use.
    void draw_into(MapPicture& picture) { picture_ = &picture; }

    const CityMap& advance_to_rows(std::size_t first, std::size_t count) override;
    std::vector<double> tonnes(std::size_t band) override;

    /// Return the mass in t of a band that is off the map, and true if no cell has been shown.
    /// Both are valid after the last row.
    double lost_t(std::size_t band) const;
    bool shows_nothing() const { return shows_nothing_; }

private:
    /// Transfer of the city's cells of one inventory grid.
    struct GridTransfer {
        const CityCells* cells = nullptr;
        std::unique_ptr<MassTransfer> transfer;
        std::vector<double> weights; ///< weights of the mask for the required cells
    };

    const GridTransfer& first() const { return grids_.begin()->second; }
    const GridTransfer& grid_of_layer(std::size_t layer) const
    {
        return grids_.at(reader_.layers()[layer].grid);
    }
    std::vector<double> masked_masses(std::size_t layer, const GridTransfer& grid) const;

    const MapReader& reader_;
    CityBands selection_;
    std::map<std::size_t, GridTransfer> grids_; ///< by grid index in MapReader
    CityMap rows_;
    MapPicture* picture_ = nullptr;
    bool shows_nothing_ = true;
};

} // namespace cityflux
