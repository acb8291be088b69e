#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/clip/clip_request.h"
#include "pipeline/clip/map_reader.h"
#include "pipeline/clip/map_sheet.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Layers of a request as read once: the city totals, the mass of each intersecting cell, and the
/// bands that the layers are summed to. Cities have their index in the totals table.
class ClipReading {
public:
    /// Reads all layers. `chosen.list` must outlive the result. Throws InputError in the same
    /// cases as make_totals() and plan_bands().
    ClipReading(const ClipRequest& request, const Catalogue& catalogue, const ChosenCities& chosen,
        const Progress& progress);

    const CityList& cities() const { return cities_; }
    const TotalsResult& totals() const { return totals_; }
    const MapReader& masses() const { return masses_; }
    const std::vector<PlannedBand>& bands() const { return bands_; }
    /// Returns the incomplete results of the totals and the sums, each a sentence.
    const std::vector<std::string>& shortcomings() const { return shortcomings_; }

    const City& city(std::size_t city) const
    {
        return cities_.cities[totals_.table.cities[city].index];
    }
    /// Returns the description of a band of a city, by the totals table.
    SheetBand sheet_band(std::size_t city, const PlannedBand& band) const;
    /// Returns the descriptions of some bands of a city, by their positions in bands().
    std::vector<SheetBand> sheet_bands(
        std::size_t city, const std::vector<std::size_t>& bands) const;

private:
    const CityList& cities_;
    MapReader masses_;
    TotalsResult totals_;
    std::vector<PlannedBand> bands_;
    std::vector<std::string> shortcomings_;
};

} // namespace cityflux
