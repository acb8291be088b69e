#pragma once

#include "pipeline/agreement/estimates.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Limits by which cities and inventories are assessed. Sources: docs/compare.md.
struct AgreementLimits {
    /// Least deviation of logs within a city that counts as a difference. Default: 10 %, the least
    /// that Han et al. 2020 (ACP 20:11371) found among nine inventories of a province.
    double least_deviation = 0.10;
    /// Magnitude of z beyond which a value is an outlier (Iglewicz & Hoaglin 1993, How to Detect
    /// and Handle Outliers).
    double outlier_z = 3.5;
    /// Ratio of largest to smallest value from which a city is disputed.
    double disputed_factor = 2.0;
    /// Edge share of a gridded total from which the grid's resolution is the first suspicion.
    double coarse_edge_share = 0.5;
    /// Factor of an inventory's usual ratio to the median, up or down, from which its difference is
    /// systematic.
    double systematic_factor = 1.5;
    /// Number of a city's values from which its own deviation is used. With three or four values
    /// the deviation of all cities is used; with two there is no z.
    std::size_t own_deviation_from = 5;
    /// Number of cities with at least two values from which there is a deviation of all cities.
    std::size_t common_deviation_from = 5;
};

/// Suspected cause of a value that differs much from those of the other inventories.
enum class Suspicion {
    none, ///< the value does not differ much
    incomplete, ///< the totals table flags missing data
    resolution, ///< the grid is too coarse for the city
    systematic, ///< the inventory differs in most cities in the same direction: another extent or
                ///< scope
    inventory
};

/// Returns "", "incomplete", "resolution", "systematic" or "inventory".
const char* name_of(Suspicion suspicion);

/// Position of an inventory's total of a city among the totals of all inventories.
struct EstimateStanding {
    double ratio = std::numeric_limits<double>::quiet_NaN(); ///< value divided by the median
    double z = std::numeric_limits<double>::quiet_NaN(); ///< robust score of the log; NaN if there
                                                         ///< is none
    bool outlier = false;
    Suspicion suspicion = Suspicion::none;
    std::string reason; ///< reason of the suspicion, a phrase
};

/// Agreement of the inventories on one city. Values that are missing, 0 or negative take no part.
struct CityAgreement {
    enum class Scale {
        none, ///< fewer than three values, or too few cities
        all_cities,
        own
    };

    std::size_t n = 0; ///< number of inventories that take part
    /// exp(median of logs), in t: the middle value, or the geometric mean of the two middle values
    /// of an even number.
    double median = std::numeric_limits<double>::quiet_NaN();
    double min = std::numeric_limits<double>::quiet_NaN();
    double max = std::numeric_limits<double>::quiet_NaN();
    std::optional<std::size_t> lowest; ///< indices of inventories
    std::optional<std::size_t> highest;
    double factor = std::numeric_limits<double>::quiet_NaN(); ///< max / min
    double deviation = std::numeric_limits<double>::quiet_NaN(); ///< robust deviation of the logs;
                                                                 ///< see mad_deviation()
    bool disputed = false;
    Scale scale = Scale::none; ///< scale of the z
    /// Difference of logs with a z of 1, at least least_deviation.
    double scale_deviation = std::numeric_limits<double>::quiet_NaN();
    /// Inventory with the largest distance from the median in logs. If two distances are equal, the
    /// one with the more specific suspicion, then the first.
    std::optional<std::size_t> furthest;
    std::vector<EstimateStanding> standings; ///< by inventory
};

/// Returns "none", "all-cities" or "own".
const char* name_of(CityAgreement::Scale scale);

/// Returns each inventory's ratio to the median in its median city, over cities with at least two
/// values. Returns NaN for an inventory with fewer such cities than
/// AgreementLimits::common_deviation_from.
std::vector<double> usual_ratios(const EstimateTable& table,
    const std::vector<CityAgreement>& cities, const AgreementLimits& limits = {});

/// Returns the agreement on each city of the table.
std::vector<CityAgreement> agreement_of_cities(
    const EstimateTable& table, const AgreementLimits& limits = {});

} // namespace cityflux
