#pragma once

#include "pipeline/compare/compare.h"

#include <string>

namespace cityflux {

/// The comparison for a reader with a minute, in Markdown: how many inventories and cities, how far they disagree, the most
/// disputed cities and why, the pairs, trends, references, what was left out. Of several years of a species and sector the one
/// with most totals is shown in full.
std::string compare_summary(const CompareResult& result);

} // namespace cityflux
