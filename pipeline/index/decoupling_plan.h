#pragma once

#include "pipeline/index/decoupling_class.h"
#include "pipeline/index/indicator_source.h"

namespace cityflux {

/// Plan for the decoupling of cities from GDP: variables, years and the rule for classes.
struct DecouplingPlan {
    IndicatorInput co2; ///< all years of the tables are used; its own `years` are ignored
    IndicatorInput
        gdp; ///< at constant prices, in the two years; without a variable there are no elasticities
    IndicatorInput population; ///< in the first of its years that a city has; without a variable no
                               ///< city has a class
    int first_year = 0; ///< first and last year of the elasticity
    int last_year = 0;
    DecouplingRule rule;
};

} // namespace cityflux
