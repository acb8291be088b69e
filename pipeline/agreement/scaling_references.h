#pragma once

#include "pipeline/agreement/estimates.h"
#include "pipeline/agreement/reference_agreement.h"
#include "pipeline/agreement/reference_scaling.h"
#include "pipeline/tables/gazetteer.h"

#include <map>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Facts about references in addition to their totals.
struct ReferenceKnowledge {
    /// Share of a region's total in its cities of the table, by the region's code ("13", "" for the
    /// nation).
    std::map<std::string, double> shares;
    std::map<std::string, double> sigmas; ///< standard deviation of the error in logs, by source
};

/// Returns the references to which the primary inventory of a table can be scaled. They are the
/// agreements of the table's species, sector and year, each over the cities that the primary has.
/// The share is 1 if these are all gazetteer units of the region. Otherwise it must be known: 35
/// cities scaled to the total of a nation would be a plausible but wrong number. Throws InputError
/// if the share is unknown, or if there is no reference.
std::vector<ReferenceTotal> scaling_references(const EstimateTable& table,
    const std::string& primary, std::span<const ReferenceAgreement> agreements,
    const Gazetteer& gazetteer, const ReferenceKnowledge& known);

} // namespace cityflux
