#pragma once

#include "grids/text/message.h"
#include "pipeline/agreement/correction.h"
#include "pipeline/agreement/estimates.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Test of a correction made without an inventory against that inventory. Errors are ln(corrected /
/// held out).
struct HeldOutScore {
    std::size_t plan = 0; ///< index of the plan
    CorrectionMethod method = CorrectionMethod::none;
    std::string primary;
    std::string trusted; ///< trusted inventory of regress or of a blend's level; for scale, source
                         ///< of the references
    std::string held_out;
    std::size_t cities = 0; ///< number of cities with a value above 0 in both
    double bias = 0.0; ///< mean error: difference of the levels
    double median_absolute_error = 0.0;
    double rmse = 0.0;
    double spread = 0.0; ///< standard deviation of the errors: difference of the pattern, apart
                         ///< from the levels
    std::size_t with_interval = 0;
    /// Share of the held-out values inside the 95 % interval; NaN if no city has an interval.
    double coverage = std::numeric_limits<double>::quiet_NaN();
    /// Share inside after subtracting the mean error, which tests the pattern alone.
    double pattern_coverage = std::numeric_limits<double>::quiet_NaN();
    double median_half_width
        = std::numeric_limits<double>::quiet_NaN(); ///< median half width of the intervals, in logs
    /// Reason for a missing score. The numbers are then meaningless.
    std::optional<Message> refused;
};

/// Holds each inventory out in turn and makes each plan without it, including options that name it.
/// Skips a plan's own primary and trusted inventories, and inventories that are the source of one
/// of its references.
std::vector<HeldOutScore> hold_out(
    const EstimateTable& table, const std::vector<CorrectionPlan>& plans);

} // namespace cityflux
