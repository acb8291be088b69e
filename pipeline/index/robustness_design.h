#pragma once

#include "pipeline/index/evaluation.h"
#include "pipeline/index/index_definition.h"
#include "pipeline/index/indicator_values.h"
#include "pipeline/index/method_alternatives.h"
#include "pipeline/index/robustness.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Methods under one combination of options, with the points that no sample changes.
struct MethodCombination {
    std::vector<IndicatorMethod> methods; ///< by indicator
    ScoreMatrix points; ///< by indicator; empty for indicators whose values are sampled
};

/// Design of the experiment: doubtful choices of an index with their alternatives.
struct RobustnessDesign {
    const IndexDefinition& definition; ///< must outlive the design
    const IndicatorValues& values; ///< must outlive the design
    ScoreMatrix raw {}; ///< values without intervals
    std::vector<std::size_t> interval_indicators {}; ///< indicators whose values are sampled
    MethodAlternatives alternatives {};
    std::vector<DoubtfulChoice> choices {}; ///< choices that have an alternative
    std::vector<MethodCombination> combinations {}; ///< by combination_index()

    /// Returns the index of the options of normalisation, treatment and missing rule; the mean does
    /// not count.
    std::size_t combination_index(const ChosenOptions& options) const;
};

/// Designs the experiment that robustness_of() describes. Throws InputError on invalid doubts, on a
/// value outside its interval, and on an alternative that is not defined on the values or on the
/// lower ends of their intervals.
RobustnessDesign robustness_design(
    const IndexDefinition& definition, const IndicatorValues& values);

/// Returns the value at `share` (0..1) of its interval: `lower` at 0, the value itself at 0.5,
/// `upper` at 1, and linear between them. Returns the value if one of the three is NaN.
double value_at(const IndicatorValue& value, double share);

} // namespace cityflux
