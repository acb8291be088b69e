#pragma once

#include "pipeline/compare/compare.h"

#include <string>

namespace cityflux {

/// Returns a short summary of the comparison in Markdown. It has the numbers of
/// inventories and cities, their disagreement, the most disputed cities with reasons,
/// pairs, trends, references and omissions. For several years of a species and sector, the
/// year with most totals is shown in full.
std::string compare_summary(const CompareResult& result);

} // namespace cityflux
