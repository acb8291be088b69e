#pragma once

#include "pipeline/agreement/correction.h"
#include "pipeline/agreement/estimates.h"

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace cityflux {

/// How well a correction that was made without an inventory foretells it. Errors are ln(corrected / held out).
struct HeldOutScore {
    std::size_t plan = 0; ///< position of the plan
    CorrectionMethod method = CorrectionMethod::none;
    std::string primary;
    std::string trusted; ///< of regress; the references' source, of scale
    std::string held_out;
    std::size_t cities = 0; ///< with a value above 0 in both
    double bias = 0.0; ///< mean error: the levels differ by so much
    double median_absolute_error = 0.0;
    double rmse = 0.0;
    double spread = 0.0; ///< standard deviation of the errors: how far the pattern is off, whatever the levels
    std::size_t with_interval = 0;
    /// Share of the held-out values within the 95 % interval; NaN where no city has one.
    double coverage = std::numeric_limits<double>::quiet_NaN();
    /// The same after the mean error is taken off: of the pattern alone.
    double pattern_coverage = std::numeric_limits<double>::quiet_NaN();
    double median_half_width = std::numeric_limits<double>::quiet_NaN(); ///< of the intervals, in logs: what the coverage costs
    std::string refused; ///< why there is no correction without it; the figures then say nothing
};

/// Leaves each inventory out in turn and makes each plan without it, options that name it included. A plan is not tried against
/// its own primary or trusted inventory, nor against one that is the source of a reference.
std::vector<HeldOutScore> hold_out(const EstimateTable& table, const std::vector<CorrectionPlan>& plans);

} // namespace cityflux
