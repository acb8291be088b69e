#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace cityflux {

/// A city that is scored.
struct ScoredCity {
    std::string id;
    std::string name;
};

/// What is known of one indicator in one city, in the indicator's unit. All NaN where it is missing.
struct IndicatorValue {
    double value = std::numeric_limits<double>::quiet_NaN();
    double lower = std::numeric_limits<double>::quiet_NaN(); ///< equal to value where no interval is known
    double upper = std::numeric_limits<double>::quiet_NaN();
    /// Things to know: "year 2018 for 2019", "scopes differ: total, end-use"; each a phrase.
    std::vector<std::string> flags;
    std::vector<std::string> traces; ///< where it comes from: file and row, or the document of a policy action
};

/// The values of all indicators: values[indicator][city].
struct IndicatorValues {
    std::vector<ScoredCity> cities;
    std::vector<std::vector<IndicatorValue>> values;
};

} // namespace cityflux
