#include "pipeline/agreement/scaling_references.h"

#include "grids/text/error.h"
#include "pipeline/tables/provinces.h"

#include <algorithm>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns the units of a region: prefectures, counties outside prefectures, and municipalities.
std::vector<const GazetteerPlace*> parts_of(
    const ReferenceRegion& region, const Gazetteer& gazetteer)
{
    std::vector<const GazetteerPlace*> parts;
    for (const GazetteerPlace& place : gazetteer.places()) {
        const auto province = std::find_if(provinces.begin(), provinces.end(),
            [&](const Province& p) { return std::string_view(place.adcode).starts_with(p.code); });
        const bool is_province = place.adcode.ends_with("0000");
        if (province != provinces.end() && (!is_province || province->is_city)
            && region.contains(place.adcode)) {
            parts.push_back(&place);
        }
    }
    return parts;
}

double share_of(const ReferenceAgreement& agreement, const std::vector<std::string>& ids,
    const Gazetteer& gazetteer, const ReferenceKnowledge& known)
{
    const auto stated = known.shares.find(agreement.region.code);
    if (stated != known.shares.end()) {
        return stated->second;
    }
    const std::vector<const GazetteerPlace*> parts = parts_of(agreement.region, gazetteer);
    const auto lacks = [&](const GazetteerPlace* place) {
        return std::find(ids.begin(), ids.end(), place->adcode) == ids.end();
    };
    const auto missing = std::count_if(parts.begin(), parts.end(), lacks);
    if (missing > 0) {
        throw InputError(ProblemCode::missing, agreement.inventory,
            fmt::format("missing units of {}: totals of {} of {}, without {}",
                agreement.region.name, parts.size() - static_cast<std::size_t>(missing),
                parts.size(), (*std::find_if(parts.begin(), parts.end(), lacks))->name),
            { fmt::format(
                  "state the share of {}'s total that these emit, e.g. ", agreement.region.name),
                named(Setting::reference_shares, agreement.region.name + "=0.25") });
    }
    return 1.0;
}

} // namespace

std::vector<ReferenceTotal> scaling_references(const EstimateTable& table,
    const std::string& primary, std::span<const ReferenceAgreement> agreements,
    const Gazetteer& gazetteer, const ReferenceKnowledge& known)
{
    const auto at = static_cast<std::size_t>(
        std::find(table.inventories.begin(), table.inventories.end(), primary)
        - table.inventories.begin());
    std::vector<ReferenceTotal> references;
    for (const ReferenceAgreement& agreement : agreements) {
        if (agreement.inventory != primary || agreement.species != table.species
            || agreement.sector != table.sector || agreement.year != table.year) {
            continue;
        }
        ReferenceTotal reference;
        reference.name = agreement.region.name;
        reference.source = agreement.source;
        reference.value = agreement.reference;
        reference.year = agreement.reference_year != table.year ? agreement.reference_year : 0;
        for (std::size_t c = 0; c < table.cities.size(); ++c) {
            if (agreement.region.contains(table.cities[c].id) && table.estimates[at][c].present()) {
                reference.ids.push_back(table.cities[c].id);
            }
        }
        reference.share = share_of(agreement, reference.ids, gazetteer, known);
        const auto sigma = known.sigmas.find(agreement.source);
        reference.sigma = sigma == known.sigmas.end() ? 0.0 : sigma->second;
        references.push_back(std::move(reference));
    }
    if (references.empty()) {
        throw InputError(ProblemCode::missing, named(Setting::correct, "scale"),
            fmt::format("missing reference of {} of sector '{}' in {} for a region with cities of "
                        "{}",
                table.species, table.sector, table.year, primary),
            { "give one with ", named(Setting::references), ", or allow another year, e.g. ",
                named(Setting::nearest_year, "1") });
    }
    return references;
}

} // namespace cityflux
