#pragma once

#include "pipeline/index/index_definition.h"
#include "pipeline/index/indicator_values.h"
#include "pipeline/index/policy_register.h"
#include "pipeline/tables/city_names.h"
#include "pipeline/tables/observation.h"
#include "pipeline/tables/statistics.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Indicators, with unmatched names and notes.
struct Gathered {
    IndicatorValues indicators;
    std::vector<UnmatchedName> unmatched; ///< in order of the tables, then of the register
    std::vector<std::string>
        notes; ///< each a sentence: variables that no table has, cities with different scopes ...
    /// Values that are likely wrong, each a sentence: negative or incomplete amounts, misspelt
    /// levels of policy actions.
    std::vector<std::string> warnings;
};

/// Validates the definition itself: throws InputError, with index and indicator, on errors that no
/// data can fix. These are invalid expressions, inputs with an unknown unit, an invalid policy
/// cut-off, and categories without exactly one input.
void check_sources(const IndexDefinition& definition);

/// Computes the value of every indicator in every city, in order of `definition.sources` and of
/// `cities`.
///
/// An input uses the first of its years (by default the index's year) for which the city has a
/// value, converted to the input's unit. Intervals: see range_at_ends(). Flags report:
/// - another year than the first, and years of an expression's inputs whose distances differ from
///   their first years';
/// - scopes that differ between inputs, or from that of most cities;
/// - flags of a totals table, and results that do not exist;
/// - values that are not used because their unit cannot be converted. Throws InputError if a city
///   has several values to choose from; the message names the key that chooses. Throws InputError
///   on a text that is not a category, a number that marks a missing value, and on actions of an
///   indicator without a policy register.
Gathered gather(const IndexDefinition& definition, const Statistics& statistics,
    const std::vector<PolicyAction>& actions);

} // namespace cityflux
