#pragma once

#include "pipeline/compare/compare.h"

#include <span>
#include <string>

namespace cityflux {

/// Returns the agreement on one species and sector in Markdown: a table of its years if there are
/// several, and the year with most totals in full. That year has the numbers of inventories and
/// cities, their disagreement, the most disputed cities with reasons, and pairs of inventories.
/// Requires: `series` has a table for each year, and at least one.
std::string agreement_summary(std::span<const ComparedTable> series);

} // namespace cityflux
