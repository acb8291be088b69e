#pragma once

#include "pipeline/agreement/correction.h"
#include "pipeline/agreement/hold_out.h"
#include "pipeline/agreement/reference_agreement.h"
#include "pipeline/tables/gazetteer.h"

#include <cstddef>
#include <map>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// How `cityflux compare --primary` corrects.
struct CorrectionRequest {
    std::string primary; ///< "": nothing is corrected
    CorrectionMethod method = CorrectionMethod::blend;
    std::string trusted; ///< of regress, and of a blend that takes its level from it
    RegressionTarget target = RegressionTarget::median;
    BlendLevel level = BlendLevel::mean;
    BlendInterval interval = BlendInterval::another_inventory;
    std::vector<SharedData> shared;
    std::vector<std::string> part_only;
    std::map<std::string, double> uncertainty; ///< of an inventory: plus or minus this share at 95 %
    std::map<std::string, double> reference_uncertainty; ///< the same of references, by their source
    /// Which share of a region's total the cities are, by the region's code or name ("13", "Hebei", "China").
    std::map<std::string, double> reference_shares;

    bool wanted() const { return !primary.empty(); }
};

/// Throws UsageError for what contradicts itself: regress without a trusted inventory, options that the method does not take,
/// shares and correlations that cannot be.
void check(const CorrectionRequest& request);

/// The correction of one species, sector and year.
struct CorrectedTable {
    std::size_t table = 0; ///< position in the compared tables
    Correction correction; ///< its cities are those of the table
    /// What corrections by each method would have been worth, had an inventory been missing; those of plan 0 are of the one
    /// made.
    std::vector<HeldOutScore> held_out;
};

struct Corrections {
    CorrectionRequest request; ///< with the names as the tables have them
    std::vector<CorrectedTable> tables;
    std::vector<std::string> notes; ///< each a sentence
    /// What was not corrected and why, each a sentence; not empty means exit code 4.
    std::vector<std::string> shortcomings;
};

/// Corrects every table that has the primary inventory. Throws InputError where an inventory that the request names is in none,
/// where a reference share is of no region, and where nothing could be corrected.
Corrections make_corrections(const std::vector<EstimateTable>& tables, std::span<const ReferenceAgreement> references,
    const Gazetteer& gazetteer, const CorrectionRequest& request);

} // namespace cityflux
