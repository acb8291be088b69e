#pragma once

#include "pipeline/index/index_definition.h"
#include "pipeline/index/mean.h"

#include <cstddef>
#include <functional>
#include <vector>

namespace cityflux {

/// Function from an indicator's index and method to the method that replaces it.
using MethodChange = std::function<IndicatorMethod(std::size_t indicator, IndicatorMethod method)>;

/// Alternatives to the methods and means of an index.
struct MethodAlternatives {
    std::vector<MethodChange> normalisations;
    std::vector<MethodChange> treatments;
    std::vector<MethodChange> missing_rules;
    std::vector<Mean> means;
};

/// Returns the alternatives of `definition.doubts` that change a method or mean, without
/// duplicates. `own` holds the index's own methods, by indicator. Normalisation and treatment of
/// categories, of points taken as they are and of policy registers do not change.
MethodAlternatives method_alternatives(
    const IndexDefinition& definition, const std::vector<IndicatorMethod>& own);

/// Option of each choice: 0 for the index's own, k for alternative k - 1.
struct ChosenOptions {
    std::size_t normalisation = 0;
    std::size_t treatment = 0;
    std::size_t missing_rule = 0;
    std::size_t mean = 0;
};

/// Returns the methods under the chosen options, by indicator.
std::vector<IndicatorMethod> methods_under(const ChosenOptions& options,
    const MethodAlternatives& alternatives, const std::vector<IndicatorMethod>& own);

} // namespace cityflux
