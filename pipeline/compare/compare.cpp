#include "pipeline/compare/compare.h"

#include "grids/text/joined.h"
#include "pipeline/agreement/unit_suspicion.h"
#include "pipeline/tables/statistics_table.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <map>
#include <span>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns a message for each city with fewer than two inventories in a table.
std::vector<Message> incomplete_cities(
    const std::vector<ComparedTable>& tables, const std::vector<NamedCity>& cities)
{
    std::vector<Message> incomplete;
    for (std::size_t c = 0; c < cities.size(); ++c) {
        // Years by series and available inventory.
        std::map<std::pair<std::string, std::string>, std::vector<int>> few;
        for (const ComparedTable& compared : tables) {
            if (compared.cities[c].n < 2) {
                const auto& lowest = compared.cities[c].lowest;
                few[{ compared.table.series(),
                        lowest ? "only " + compared.table.inventories[*lowest] : "no inventory" }]
                    .push_back(compared.table.year);
            }
        }
        if (few.empty()) {
            continue;
        }
        std::vector<std::string> parts;
        for (const auto& [what, years] : few) {
            parts.push_back(
                fmt::format("{} for {} {}", what.second, what.first, text_of_years(years)));
        }
        incomplete.push_back({ .code = ProblemCode::insufficient,
            .subject = fmt::format("{} ({})", cities[c].name, cities[c].id),
            .problem = "insufficient data to compare: " + joined(parts, ", ") });
    }
    return incomplete;
}

/// Returns true if an inventory takes part in a table: a city has a total of it and of another.
bool takes_part(const ComparedTable& compared, const std::string& inventory)
{
    const std::vector<std::string>& names = compared.table.inventories;
    const auto at = std::find(names.begin(), names.end(), inventory);
    const auto i = static_cast<std::size_t>(at - names.begin());
    return at != names.end()
        && std::any_of(
            compared.cities.begin(), compared.cities.end(), [&](const CityAgreement& city) {
                return city.n > 1 && !std::isnan(city.standings[i].ratio);
            });
}

std::vector<std::string> compared_inventories(const CompareResult& result)
{
    std::vector<std::string> names;
    std::copy_if(result.inventories.begin(), result.inventories.end(), std::back_inserter(names),
        [&](const std::string& inventory) {
            return std::any_of(result.tables.begin(), result.tables.end(),
                [&](const ComparedTable& compared) { return takes_part(compared, inventory); });
        });
    return names;
}

/// Adds a warning for each pair of inventories and series of which one is suspected to be in
/// another unit.
void add_unit_warnings(CompareResult& result)
{
    std::map<std::string, std::vector<int>> years; // by sentence
    for (const ComparedTable& compared : result.tables) {
        for (const UnitSuspicion& suspicion : unit_suspicions(compared.table, compared.pairs)) {
            years[fmt::format("{}: {} relative to {} is {}", compared.table.series(),
                      suspicion.second, suspicion.first, suspicion.words)]
                .push_back(compared.table.year);
        }
    }
    for (const auto& [sentence, when] : years) {
        result.warnings.push_back(fmt::format("{} ({})", sentence, text_of_years(when)));
    }
}

} // namespace

std::size_t ComparedTable::compared() const
{
    return static_cast<std::size_t>(std::count_if(
        cities.begin(), cities.end(), [](const CityAgreement& city) { return city.n > 1; }));
}

CompareResult make_comparison(
    const CompareRequest& request, const std::vector<NamedCity>& cities, const Gazetteer& gazetteer)
{
    const CityNames names(cities);
    GatheredEstimates gathered
        = gather_estimates(read_statistics(request.totals), names, request.years);
    CompareResult result;
    result.inventories = std::move(gathered.inventories);
    result.unmatched = std::move(gathered.unmatched);
    result.notes = std::move(gathered.notes);
    result.warnings = std::move(gathered.warnings);
    result.trends = agreement_of_trends(gathered.tables);
    if (!request.references.empty()) {
        ReferenceComparison references = agreement_with_references(
            gathered.tables, read_statistics(request.references), request.years.nearest);
        result.references = std::move(references.rows);
        result.notes.insert(result.notes.end(), references.notes.begin(), references.notes.end());
    }
    Corrections corrections;
    if (request.correction.wanted()) {
        corrections
            = make_corrections(gathered.tables, result.references, gazetteer, request.correction);
    }
    for (EstimateTable& table : gathered.tables) {
        ComparedTable compared;
        compared.cities = agreement_of_cities(table, request.limits);
        compared.pairs = agreement_of_pairs(table);
        compared.table = std::move(table);
        result.tables.push_back(std::move(compared));
    }
    result.compared = compared_inventories(result);
    add_unit_warnings(result);
    result.shortcomings = incomplete_cities(result.tables, cities);
    result.correction = std::move(corrections.request);
    result.corrected = std::move(corrections.tables);
    std::move(corrections.notes.begin(), corrections.notes.end(), std::back_inserter(result.notes));
    std::move(corrections.shortcomings.begin(), corrections.shortcomings.end(),
        std::back_inserter(result.shortcomings));
    return result;
}

} // namespace cityflux
