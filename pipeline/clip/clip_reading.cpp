#include "pipeline/clip/clip_reading.h"

#include "pipeline/clip/distinct_texts.h"

#include <algorithm>
#include <cmath>
#include <utility>

namespace cityflux {
namespace {

/// The masses that were read may use 1 / parts_for_masses of the memory. The rest is for
/// tiles and the files in work.
constexpr std::size_t parts_for_masses = 2;

/// Returns the folder of the maps, which also has the masses that do not fit into memory.
std::filesystem::path folder_of(const ClipRequest& request)
{
    const std::filesystem::path folder
        = request.file ? request.file->parent_path() : request.folder;
    return folder.empty() ? "." : folder;
}

} // namespace

ClipReading::ClipReading(const ClipRequest& request, const Catalogue& catalogue,
    const ChosenCities& chosen, const Progress& progress)
    : cities_(chosen.list)
    , masses_(request.memory_bytes / parts_for_masses, folder_of(request))
    , totals_(make_totals(totals_request(request), catalogue, chosen, progress, &masses_))
    , shortcomings_(totals_.shortcomings)
{
    BandPlan plan = plan_bands(masses_.layers(), request.sums);
    bands_ = std::move(plan.bands);
    shortcomings_.insert(shortcomings_.end(), plan.shortcomings.begin(), plan.shortcomings.end());
}

SheetBand ClipReading::sheet_band(std::size_t city, const PlannedBand& band) const
{
    const TotalsTable& table = totals_.table;
    SheetBand sheet { band.series, band.period, band.seconds, 0.0, 1.0, {} };
    for (const std::size_t layer : band.layers) {
        const TotalsRow& row = table.rows[layer * table.cities.size() + city];
        sheet.total_t += std::isnan(row.value) ? 0.0 : row.value;
        sheet.valid_share = std::min(sheet.valid_share, row.valid_share);
        add_missing(sheet.flags, row.flags);
    }
    return sheet;
}

std::vector<SheetBand> ClipReading::sheet_bands(
    std::size_t city, const std::vector<std::size_t>& bands) const
{
    std::vector<SheetBand> sheet;
    for (const std::size_t band : bands) {
        sheet.push_back(sheet_band(city, bands_[band]));
    }
    return sheet;
}

} // namespace cityflux
