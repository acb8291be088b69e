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

/// Indicators and what is to be told of them.
struct Gathered {
    IndicatorValues indicators;
    std::vector<UnmatchedName> unmatched; ///< in the order of the tables, then of the register
    std::vector<std::string> notes; ///< each a sentence: variables that no table has, cities of different scopes ...
};

/// Refuses what no data can mend, with an InputError that names index and indicator: expressions that cannot be read, inputs
/// without a unit that is known, a policy cut-off that is no day, categories of other than one input.
void check_sources(const IndexDefinition& definition);

/// The value of every indicator in every city, in the order of `definition.sources` and of `cities`.
///
/// An input takes the first of its years (the index's year where it names none) that the city has a value of, converted to its
/// unit. Flags say: another year than the first; years of the inputs of one expression that lie apart otherwise than their
/// first years do; scopes that differ between them, or from that of most cities; what a table of totals says against a value; a
/// value whose unit cannot become the one wanted, which is not used; a result that does not exist. Intervals: see
/// range_at_ends(). Throws InputError where a city has several values to choose from, with the key that chooses, for a text
/// that is no category, and for actions of an indicator that takes none.
Gathered gather(const IndexDefinition& definition, const Statistics& statistics, const std::vector<PolicyAction>& actions);

} // namespace cityflux
