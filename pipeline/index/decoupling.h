#pragma once

#include "pipeline/index/decoupling_plan.h"
#include "pipeline/tables/statistics.h"

#include <string>
#include <vector>

namespace cityflux {

/// Decoupling of a city from GDP, with its evidence.
struct CityDecoupling {
    DecouplingEvidence evidence;
    DecouplingVerdict verdict;
    double co2_per_inhabitant = 0.0; ///< in the units of the plan; NaN if unknown
    int co2_year = 0; ///< years of the CO2 and of the inhabitants; 0 if unknown
    int population_year = 0;
    /// Scopes that differ between years, and GDP at current prices, each a phrase.
    std::vector<std::string> flags;
};

/// Returns the decoupling of each city, in order of the statistics' cities. Evidence is the yearly
/// series of CO2, Tapio's elasticity between the plan's years, and CO2 per inhabitant. The latter
/// is of the last year, in medians of the cities. The class follows the plan's rule. Throws
/// InputError beginning with `subject` if a city has two values of one year, or a unit cannot be
/// converted to that of the plan.
std::vector<CityDecoupling> decoupling_of(
    const DecouplingPlan& plan, const Statistics& statistics, const std::string& subject);

} // namespace cityflux
