#pragma once

#include "pipeline/agreement/estimates.h"
#include "pipeline/agreement/reference_region.h"
#include "pipeline/tables/observation.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// What an inventory's cities of a region sum to, against the region's own total.
struct ReferenceAgreement {
    ReferenceRegion region;
    std::string source; ///< of the reference
    std::string species;
    std::string sector;
    int year = 0;
    int reference_year = 0; ///< other than `year` where years were matched
    double reference = 0.0; ///< t
    std::string inventory;
    std::size_t cities = 0; ///< of the region that the inventory has
    std::size_t listed = 0; ///< of the region that are compared
    double sum = 0.0; ///< t
    double share = 0.0; ///< sum by reference: cannot be above 1 where both mean the same
};

struct ReferenceComparison {
    std::vector<ReferenceAgreement> rows;
    /// What the table of references has that was not used, each a sentence.
    std::vector<std::string> notes;
};

/// Compares the sums of cities with totals of provinces or the nation, of the same species and sector (a reference without a
/// sector is of "total") and of the same year, or the nearest within `nearest_year`. A reference of 0 is left out. Throws
/// InputError where a reference is negative, is given twice, or none of them names a region.
ReferenceComparison agreement_with_references(
    std::span<const EstimateTable> tables, const std::vector<Observation>& references, int nearest_year = 0);

} // namespace cityflux
