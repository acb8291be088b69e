#pragma once

#include "pipeline/agreement/estimates.h"
#include "pipeline/agreement/pair_agreement.h"

#include <string>
#include <vector>

namespace cityflux {

/// Returns the words of a ratio that a unit explains: "about 1/1000" or "about 1000" for a power of
/// ten from 100 on, within a factor of 2.5. Returns "" for another ratio.
std::string unit_ratio_words(double ratio);

/// Pair of inventories of which one is suspected to be in another unit.
struct UnitSuspicion {
    std::string first;
    std::string second;
    std::string words; ///< second relative to first, and what explains it
};

/// Returns the pairs whose median ratio over two cities or more is a power of ten from 100 on, or
/// in five cities or more that of carbon to CO2 (12/44 within 5 %, the same in all cities).
std::vector<UnitSuspicion> unit_suspicions(
    const EstimateTable& table, const std::vector<PairAgreement>& pairs);

} // namespace cityflux
