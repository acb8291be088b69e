#pragma once

#include "pipeline/agreement/blend.h"
#include "pipeline/agreement/estimates.h"
#include "pipeline/agreement/log_regression.h"
#include "pipeline/agreement/reference_scaling.h"

#include <cmath>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

enum class CorrectionMethod { none, scale, regress, blend };

/// Returns "none", "scale", "regress" or "blend".
std::string_view name_of(CorrectionMethod method);
/// Returns the method of a name. Throws UsageError, with the known names, if there is none.
CorrectionMethod correction_method(std::string_view name);

/// Target of a regression for a city: the median of such cities, or their mean, exp(sigma^2 / 2)
/// times the median (Baskerville 1972, Can. J. For. Res. 2:49). The mean is right for sums over
/// many cities, the median for one.
enum class RegressionTarget { median, mean };

/// Plan for correcting a primary inventory. Sigmas are standard deviations of errors in logs.
struct CorrectionPlan {
    CorrectionMethod method = CorrectionMethod::none;
    std::string primary;
    /// Inventory of the regression's right side, or of a blend's level.
    std::string trusted;
    RegressionTarget target = RegressionTarget::median;
    std::vector<ReferenceTotal> references; ///< for scale
    std::map<std::string, double>
        stated; ///< sigmas of inventories with a stated one, used by none, scale and blend
    BlendLevel level = BlendLevel::mean; ///< for blend, as are the members below
    BlendInterval interval = BlendInterval::another_inventory;
    std::vector<SharedData> shared;
    std::vector<std::string> part_only;
};

/// One cause of a change of a city's value.
struct Contribution {
    std::string what; ///< the reference, "level", "slope", "mean", or an inventory
    double weight = std::numeric_limits<double>::quiet_NaN(); ///< weight of an inventory in a blend
    /// Part of ln(corrected / primary); the parts sum to it. NaN if the primary has no value above
    /// 0.
    double log_shift = std::numeric_limits<double>::quiet_NaN();
    /// Part of corrected - primary, in t: log_shift times the logarithmic mean of the two (LMDI,
    /// Ang 2004, Energy Policy 32:1131). The parts sum to the whole.
    double tonnes = std::numeric_limits<double>::quiet_NaN();
};

struct CorrectedCity {
    double primary = std::numeric_limits<double>::quiet_NaN(); ///< in t, as all values here
    double value = std::numeric_limits<double>::quiet_NaN();
    /// Ends of the 95 % interval, except with the flag own-interval. NaN if unknown.
    double lower = std::numeric_limits<double>::quiet_NaN();
    double upper = std::numeric_limits<double>::quiet_NaN();
    std::vector<Contribution> contributions;
    std::vector<std::string> notes;
    /// Flags of the row in a totals table: no-value, no-interval, own-interval, unscaled,
    /// extrapolated, one-inventory, no-primary, disputed, other-year, and the flags of the totals
    /// used. With own-interval, lower and upper come from the primary and are not a 95 % interval.
    std::vector<std::string> flags;

    bool present() const { return !std::isnan(value); }
};

/// Corrected cities of a table, with all inputs and results needed to derive them again.
struct Correction {
    CorrectionPlan plan;
    std::vector<CorrectedCity> cities;
    std::vector<std::string> notes; ///< notes on the whole correction
    std::vector<ScaledGroup> groups; ///< for scale
    std::optional<LogRegression> regression;
    std::optional<LeaveOneOut>
        left_out; ///< leave-one-out errors of the regression, in the order of `regressed`
    std::vector<std::size_t> regressed; ///< cities to which the regression is fitted
    std::optional<Blend> blended; ///< for the inventories in `inventories`
    std::vector<std::string> inventories; ///< inventories of the table, for blend
};

/// Corrects the primary inventory. Throws InputError if the table lacks an inventory of the plan,
/// or if the method cannot work with the data (docs/correct.md). A single value that a method
/// cannot use is skipped, with a note of the city.
Correction correct(const EstimateTable& table, const CorrectionPlan& plan);

/// Returns ln of the values by inventory, then city; NaN for values that are missing, 0, negative
/// or infinite. The last three are recorded in `notes`, indexed by city.
std::vector<std::vector<double>> logs_of(
    const EstimateTable& table, std::vector<std::vector<std::string>>* notes = nullptr);

/// Returns the sigma in logs of an uncertainty of plus or minus a share at 95 %: ln(1 + share) /
/// 1.96. Throws InputError if the share is not above 0.
double sigma_of_stated_share(double share);

} // namespace cityflux
