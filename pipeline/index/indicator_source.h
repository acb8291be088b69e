#pragma once

#include "pipeline/tables/observation.h"

#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// A value of a city that an indicator is made of: which variable, of which years, in which unit and scope.
struct IndicatorInput {
    std::string name; ///< in the expression
    std::string variable; ///< of the statistics, or the species of a totals table
    /// Years in the order in which they are looked for: the first that a city has is taken, and said where it is not the first.
    std::vector<int> years;
    std::string unit; ///< that the expression counts in; values are converted to it
    std::string scope; ///< "" where any will do, as long as it is the same for all cities
    std::string inventory; ///< of a totals table; "" where there is one only
    std::string sector;
};

/// Whether a value is of the inventory, sector and scope that an input asks for.
bool fits(const IndicatorInput& input, const Observation& observation);

/// How actions of a policy register count for an indicator.
struct RegisterRule {
    /// Points of one action by its level ("national" = 3); an action whose level is not listed has `other`.
    std::vector<std::pair<std::string, double>> points_by_level;
    double other = 1.0;
    bool best_only = false; ///< the best action alone counts, otherwise all add up
    double most = 0.0; ///< points are cut off here; 0 for no bound
};

/// Where the values of an indicator come from.
struct IndicatorSource {
    enum class Kind {
        expression, ///< over `inputs`, read by muParser; a column is the expression of its own name
        categories, ///< the text of the one input, whose position in `categories` is the value
        policy_register
    };
    Kind kind = Kind::expression;
    std::string expression;
    std::vector<IndicatorInput> inputs;
    std::vector<std::string> categories;
    RegisterRule rule;
};

} // namespace cityflux
