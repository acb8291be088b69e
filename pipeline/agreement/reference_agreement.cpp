#include "pipeline/agreement/reference_agreement.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/agreement/mass_unit.h"

#include <cmath>
#include <cstdlib>
#include <map>
#include <set>
#include <tuple>

#include <fmt/format.h>

namespace cityflux {
namespace {

struct Reference {
    double value = 0.0; ///< t
    std::string name;
    std::string place;
};

/// Species in lower case, sector, code of the region, source.
using Kind = std::tuple<std::string, std::string, std::string, std::string>;
using References = std::map<Kind, std::map<int, Reference>>;

References read(const std::vector<Observation>& observations, std::vector<std::string>& notes)
{
    References references;
    std::set<std::string> strangers;
    std::size_t zeros = 0;
    for (const Observation& o : observations) {
        const auto region = find_region(o.city, o.id);
        const auto factor = tonnes_of(o);
        if (!region || !factor) {
            if (!region) {
                strangers.insert(o.city);
            }
            continue;
        }
        if (std::isnan(o.value)) {
            continue;
        }
        if (!(o.value >= 0.0)) {
            throw InputError(ProblemCode::out_of_range, o.place,
                fmt::format("reference out of range: {} (allowed: 0 or more)", o.value));
        }
        if (o.value == 0.0) { // a sector that the region does not have: no share of it exists
            ++zeros;
            continue;
        }
        const Kind kind { lower_case(o.variable), o.sector.empty() ? "total" : o.sector,
            region->code, o.source };
        const auto [at, is_new] = references[kind].try_emplace(
            o.year, Reference { o.value * *factor, region->name, o.place });
        if (!is_new) {
            throw InputError(ProblemCode::duplicate, o.place,
                fmt::format("duplicate {} of {} in {}, first at {}", o.variable, region->name,
                    o.year, at->second.place),
                "remove one of the rows");
        }
    }
    if (references.empty()) {
        throw InputError(ProblemCode::missing, named(Setting::references),
            fmt::format("missing total of a province or the nation{}",
                strangers.empty() ? "" : fmt::format(" (found: {})", *strangers.begin())),
            "name a region in each row by its code (130000, 100000) or its name (Hebei, 河北, "
            "China)");
    }
    if (zeros > 0) {
        notes.push_back(fmt::format("{} {} of the references {} 0 and left out", zeros,
            zeros == 1 ? "total" : "totals", zeros == 1 ? "is" : "are"));
    }
    if (!strangers.empty()) {
        notes.push_back(
            fmt::format("{} names of the references are neither a province nor the nation: {}",
                strangers.size(), joined(strangers, ", ")));
    }
    return references;
}

std::map<int, Reference>::const_iterator nearest_to(
    const std::map<int, Reference>& by_year, int year, int reach)
{
    auto nearest = by_year.end();
    for (auto at = by_year.begin(); at != by_year.end(); ++at) {
        const int distance = std::abs(at->first - year);
        if (distance <= reach
            && (nearest == by_year.end() || distance < std::abs(nearest->first - year))) {
            nearest = at;
        }
    }
    return nearest;
}

} // namespace

ReferenceComparison agreement_with_references(std::span<const EstimateTable> tables,
    const std::vector<Observation>& observations, int nearest_year)
{
    ReferenceComparison comparison;
    const References references = read(observations, comparison.notes);
    for (const EstimateTable& table : tables) {
        for (const auto& [kind, by_year] : references) {
            const auto& [species, sector, code, source] = kind;
            const auto found = nearest_to(by_year, table.year, nearest_year);
            if (species != lower_case(table.species) || sector != table.sector
                || found == by_year.end()) {
                continue;
            }
            for (std::size_t i = 0; i < table.inventories.size(); ++i) {
                ReferenceAgreement row;
                row.region = { code, found->second.name };
                row.source = source;
                row.species = table.species;
                row.sector = table.sector;
                row.year = table.year;
                row.reference_year = found->first;
                row.reference = found->second.value;
                row.inventory = table.inventories[i];
                for (std::size_t c = 0; c < table.cities.size(); ++c) {
                    if (!row.region.contains(table.cities[c].id)) {
                        continue;
                    }
                    ++row.listed;
                    if (table.estimates[i][c].present()) {
                        ++row.cities;
                        row.sum += table.estimates[i][c].value;
                    }
                }
                row.share = row.sum / row.reference;
                if (row.cities > 0) {
                    comparison.rows.push_back(std::move(row));
                }
            }
        }
    }
    if (comparison.rows.empty()) {
        comparison.notes.emplace_back("no reference has the species, sector and year of a "
                                      "comparison and a city that is compared");
    }
    return comparison;
}

} // namespace cityflux
