#pragma once

#include "pipeline/index/decoupling_class.h"
#include "pipeline/index/indicator_source.h"

namespace cityflux {

/// What an index asks of the way of its cities from GDP: which variables tell it, between which years, and by which rule cities
/// get their classes.
struct DecouplingPlan {
    IndicatorInput co2; ///< of all years that the tables have; its own `years` are not used
    IndicatorInput gdp; ///< at constant prices; of the two years. Without a variable there are no elasticities
    IndicatorInput population; ///< of the first of its years that a city has. Without a variable there are no energy bases
    int first_year = 0; ///< between which the elasticity is taken
    int last_year = 0;
    DecouplingRule rule;
};

} // namespace cityflux
