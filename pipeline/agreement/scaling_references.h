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

/// What is to be known of references besides their totals.
struct ReferenceKnowledge {
    /// Which share of a region's total its cities in the table are, by the region's code ("13", "" for the nation).
    std::map<std::string, double> shares;
    std::map<std::string, double> sigmas; ///< standard deviation of the error in logs, by source
};

/// The references that the primary inventory of a table can be scaled to: those of the table's species, sector and year among
/// `agreements`, each over the cities that the primary has. The share is 1 where these are all units of the gazetteer that
/// make up the region, and has to be known where they are not: 35 cities brought to the total of a nation would be a wrong
/// number that looks like a right one. Throws InputError where it is not known, and where there is no reference.
std::vector<ReferenceTotal> scaling_references(const EstimateTable& table, const std::string& primary,
    std::span<const ReferenceAgreement> agreements, const Gazetteer& gazetteer, const ReferenceKnowledge& known);

} // namespace cityflux
