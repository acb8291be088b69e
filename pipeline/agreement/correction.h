#pragma once

#include "pipeline/agreement/blend.h"
#include "pipeline/agreement/estimates.h"
#include "pipeline/agreement/log_regression.h"
#include "pipeline/agreement/reference_scaling.h"

#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

enum class CorrectionMethod { none, scale, regress, blend };

/// "none", "scale", "regress" or "blend".
std::string_view name_of(CorrectionMethod method);
/// The reverse; throws UsageError with the names that there are.
CorrectionMethod correction_method(std::string_view name);

/// What a regression gives for a city: the value that half of such cities exceed, or their mean, exp(sigma^2 / 2) times it
/// (Baskerville 1972, Can. J. For. Res. 2:49). The mean is right for sums over many cities, the median for one.
enum class RegressionTarget { median, mean };

/// How a primary inventory is to be corrected. Sigmas are standard deviations of errors in logs.
struct CorrectionPlan {
    CorrectionMethod method = CorrectionMethod::none;
    std::string primary;
    /// The inventory that is regressed on, and whose level a blend may take.
    std::string trusted;
    RegressionTarget target = RegressionTarget::median;
    std::vector<ReferenceTotal> references; ///< of scale
    std::map<std::string, double> stated; ///< sigma of an inventory that states one: used by none, scale and blend
    BlendLevel level = BlendLevel::mean; ///< of blend, as the rest
    BlendInterval interval = BlendInterval::another_inventory;
    std::vector<SharedData> shared;
    std::vector<std::string> part_only;
};

/// One thing that moved a city's value.
struct Contribution {
    std::string what; ///< the reference, "level", "slope", "mean", or an inventory
    double weight = std::numeric_limits<double>::quiet_NaN(); ///< of an inventory in a blend
    /// Its part of ln(corrected / primary); the parts sum to it. NaN where the primary has no value above 0.
    double log_shift = std::numeric_limits<double>::quiet_NaN();
    /// Its part of corrected - primary, in t: log_shift times the logarithmic mean of the two (LMDI, Ang 2004, Energy Policy
    /// 32:1131), so that the parts sum to the whole.
    double tonnes = std::numeric_limits<double>::quiet_NaN();
};

struct CorrectedCity {
    double primary = std::numeric_limits<double>::quiet_NaN(); ///< in t, as all here
    double value = std::numeric_limits<double>::quiet_NaN();
    double lower = std::numeric_limits<double>::quiet_NaN(); ///< of the 95 % interval; NaN where none is known
    double upper = std::numeric_limits<double>::quiet_NaN();
    std::vector<Contribution> contributions;
    std::vector<std::string> notes;
    /// What the row of a totals table says against it: no-value, no-interval, own-interval (lower and upper are those that the
    /// primary comes with, no 95 % interval), unscaled, extrapolated, one-inventory, no-primary, disputed;
    /// other-year and the flags of the totals that it stands on.
    std::vector<std::string> flags;

    bool present() const { return value == value; }
};

/// The cities of the table, corrected, with all that it takes to derive them again.
struct Correction {
    CorrectionPlan plan;
    std::vector<CorrectedCity> cities;
    std::vector<std::string> notes; ///< on the whole
    std::vector<ScaledGroup> groups; ///< of scale
    std::optional<LogRegression> regression;
    std::optional<LeaveOneOut> left_out; ///< of the regression, in the order of `regressed`
    std::vector<std::size_t> regressed; ///< the cities that the regression is fitted to
    std::optional<Blend> blended; ///< its inventories are `inventories`
    std::vector<std::string> inventories; ///< those of the table, of blend
};

/// Corrects the primary inventory. Throws InputError where the plan names what the table does not have, and where the method
/// cannot work with what there is; docs/correct.md says when. A single value that a method cannot use is left out, and the
/// city's notes say so.
Correction correct(const EstimateTable& table, const CorrectionPlan& plan);

/// ln of the values by inventory, then city: NaN for what is missing, 0 or negative. `notes`, by city, is told of the last two.
std::vector<std::vector<double>> logs_of(const EstimateTable& table, std::vector<std::vector<std::string>>* notes = nullptr);

/// The sigma in logs of an uncertainty stated as plus or minus a share at 95 %: ln(1 + share) / 1.96. Throws InputError for a
/// share that is not above 0.
double sigma_of_stated_share(double share);

} // namespace cityflux
