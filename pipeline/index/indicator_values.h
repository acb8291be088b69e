#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace cityflux {

/// City that is scored.
struct ScoredCity {
    std::string id;
    std::string name;
    std::vector<std::string> aliases {}; ///< further names, in any language
};

/// Value of one indicator in one city, in the indicator's unit. All numbers are NaN if it is
/// missing.
struct IndicatorValue {
    double value = std::numeric_limits<double>::quiet_NaN();
    double lower
        = std::numeric_limits<double>::quiet_NaN(); ///< equal to value if no interval is known
    double upper = std::numeric_limits<double>::quiet_NaN();
    /// Flags, each a phrase: "year 2018 for 2019", "scopes differ: total, end-use".
    std::vector<std::string> flags;
    std::vector<std::string> traces; ///< sources: file and row, or the document of a policy action
};

/// Values of all indicators: values[indicator][city].
struct IndicatorValues {
    std::vector<ScoredCity> cities;
    std::vector<std::vector<IndicatorValue>> values;
};

} // namespace cityflux
