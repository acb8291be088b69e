#pragma once

#include "pipeline/compare/compare.h"

#include <string>

namespace cityflux {

/// What was corrected, for a reader with a minute, in Markdown: how, the sums, the cities that moved most and what moved them,
/// and how often an inventory that was left out fell inside the intervals. Of several years of a species and sector the last
/// one is shown. "" where nothing was corrected.
std::string correction_summary(const CompareResult& result);

} // namespace cityflux
