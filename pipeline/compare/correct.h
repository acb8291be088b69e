#pragma once

#include "grids/text/message.h"
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

/// Options of a correction. Those that contradict each other: broken_rule() of correction_rules.h.
struct CorrectionRequest {
    std::string primary; ///< "" for no correction
    CorrectionMethod method = CorrectionMethod::blend;
    std::string trusted; ///< inventory of regress, or of a blend with BlendLevel::trusted
    RegressionTarget target = RegressionTarget::median;
    BlendLevel level = BlendLevel::mean;
    BlendInterval interval = BlendInterval::another_inventory;
    std::vector<SharedData> shared;
    std::vector<std::string> part_only;
    /// By inventory: plus or minus this fraction at 95 %.
    std::map<std::string, double> uncertainty;
    std::map<std::string, double> reference_uncertainty; ///< by source of a reference, likewise
    /// Fraction of a region's total that the cities emit, by the region's code or name
    /// ("13", "Hebei", "China").
    std::map<std::string, double> reference_shares;

    bool wanted() const { return !primary.empty(); }
};

/// Correction of one species, sector and year.
struct CorrectedTable {
    std::size_t table = 0; ///< position in the compared tables
    Correction correction; ///< its cities are those of the table
    /// Errors of corrections by each method without one inventory. Plan 0 is the
    /// correction that was made.
    std::vector<HeldOutScore> held_out;
};

struct Corrections {
    CorrectionRequest request; ///< the request with the names in the tables
    std::vector<CorrectedTable> tables;
    std::vector<std::string> notes; ///< each a sentence
    /// Totals that were not corrected, with the reason, each a sentence. Exit code 4 if not empty.
    std::vector<Message> shortcomings;
};

/// Corrects every table that has the primary inventory. Requires: no broken_rule(request). Throws
/// InputError if an inventory in the request is in no table, a reference share has no region, or
/// nothing could be corrected.
Corrections make_corrections(const std::vector<EstimateTable>& tables,
    std::span<const ReferenceAgreement> references, const Gazetteer& gazetteer,
    const CorrectionRequest& request);

} // namespace cityflux
