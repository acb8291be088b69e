#pragma once

#include "pipeline/tables/observation.h"

#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Input of an indicator for each city: variable, years, unit and scope.
struct IndicatorInput {
    std::string name; ///< name in the expression
    std::string variable; ///< variable of the statistics, or species of a totals table
    /// Years in order of preference: the first that a city has is used, with a flag if it is not
    /// the first.
    std::vector<int> years;
    std::string unit; ///< unit in the expression; values are converted to it
    std::string scope; ///< "" for any; scopes that differ between cities are flagged
    std::string inventory; ///< inventory of a totals table; "" if there is only one
    std::string sector;
};

/// Returns true if a value has the inventory, sector and scope of an input.
bool fits(const IndicatorInput& input, const Observation& observation);

/// Rule by which actions of a policy register count for an indicator.
struct RegisterRule {
    /// Points of one action by its level ("national" = 3); `other` for levels that are not listed.
    std::vector<std::pair<std::string, double>> points_by_level;
    double other = 1.0;
    bool best_only = false; ///< true if only the best action counts; otherwise all are added
    double most = 0.0; ///< upper limit of the points; 0 for none
};

/// Source of the values of an indicator.
struct IndicatorSource {
    enum class Kind {
        expression, ///< over `inputs`, parsed by muParser; a column is the expression of its own
                    ///< name
        categories, ///< text of the only input; the value is its index in `categories`
        policy_register
    };
    Kind kind = Kind::expression;
    std::string expression;
    std::vector<IndicatorInput> inputs;
    std::vector<std::string> categories;
    RegisterRule rule;
};

} // namespace cityflux
