#pragma once

#include "pipeline/agreement/estimates.h"
#include "pipeline/agreement/reference_region.h"
#include "pipeline/tables/observation.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Sum of an inventory's cities in a region, compared with the total of the region.
struct ReferenceAgreement {
    ReferenceRegion region;
    std::string source; ///< source of the reference
    std::string species;
    std::string sector;
    int year = 0;
    int reference_year = 0; ///< differs from `year` if years were matched
    double reference = 0.0; ///< t
    std::string inventory;
    std::size_t cities = 0; ///< cities of the region that the inventory has
    std::size_t listed = 0; ///< cities of the region that are compared
    double sum = 0.0; ///< t
    double share = 0.0; ///< sum / reference; at most 1 if both have the same scope
};

struct ReferenceComparison {
    std::vector<ReferenceAgreement> rows;
    /// Unused rows of the table of references, each note a sentence.
    std::vector<std::string> notes;
};

/// Compares sums of cities with totals of provinces or the nation of the same species and sector. A
/// reference without a sector belongs to "total". Its year must be the same, or the nearest within
/// `nearest_year`. References of 0 are skipped. Throws InputError if a reference is negative or
/// given twice, or if none names a region.
ReferenceComparison agreement_with_references(std::span<const EstimateTable> tables,
    const std::vector<Observation>& references, int nearest_year = 0);

} // namespace cityflux
