#pragma once

#include "pipeline/index/decoupling_plan.h"
#include "pipeline/tables/statistics.h"

#include <string>
#include <vector>

namespace cityflux {

/// Where a city stands on its way from GDP, with what tells it.
struct CityDecoupling {
    DecouplingEvidence evidence;
    DecouplingVerdict verdict;
    double co2_per_inhabitant = 0.0; ///< in the units of the plan; NaN where it is not known
    int co2_year = 0; ///< that it is of, and that of the inhabitants; 0 where it is not known
    int population_year = 0;
};

/// The way of each city, in the order of the statistics' cities: a yearly series of CO2, Tapio's elasticity between the plan's
/// years, CO2 of the last year for each inhabitant in medians of the cities, and the class by the plan's rule. Throws
/// InputError beginning with `subject` where a city has two values of one year, and for units that cannot become those of the
/// plan.
std::vector<CityDecoupling> decoupling_of(const DecouplingPlan& plan, const Statistics& statistics, const std::string& subject);

} // namespace cityflux
