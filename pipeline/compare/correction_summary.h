#pragma once

#include "pipeline/compare/compare.h"

#include <string>

namespace cityflux {

/// Returns a short summary of the corrections in Markdown: method, sums, the cities that
/// moved most and why. It also has the frequency with which a left-out inventory fell inside
/// the intervals. For several years of a species and sector, the last one is shown. Returns
/// "" if nothing was corrected.
std::string correction_summary(const CompareResult& result);

} // namespace cityflux
