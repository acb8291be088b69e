#pragma once

#include "pipeline/agreement/estimates.h"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// The limits by which cities and inventories are judged (docs/compare.md tells where they come from).
struct AgreementLimits {
    /// Deviation of logs that inventories of a city cannot be told apart below: 10 %, the least that Han et al. 2020 (ACP
    /// 20:11371) found among nine inventories of a province.
    double least_deviation = 0.10;
    /// |z| beyond which a value is an outlier (Iglewicz & Hoaglin 1993, How to Detect and Handle Outliers).
    double outlier_z = 3.5;
    /// Largest by smallest value from which a city is disputed.
    double disputed_factor = 2.0;
    /// Share of a gridded total from partly covered cells from which the grid's resolution is suspected first.
    double coarse_edge_share = 0.5;
    /// An inventory whose usual ratio is this many times off the median, up or down, is off everywhere.
    double systematic_factor = 1.5;
    /// Values of a city from which its own deviation is used; with three or four that of all cities is, with two there is no z.
    std::size_t own_deviation_from = 5;
    /// Cities with two values or more from which there is a deviation of all cities.
    std::size_t common_deviation_from = 5;
};

/// What may be wrong with a value that lies far from those of the other inventories.
enum class Suspicion {
    none, ///< it does not lie far off
    incomplete, ///< the totals table itself says that data are missing
    resolution, ///< the grid is too coarse for the city
    systematic, ///< the inventory is off in most cities, the same way: another extent or scope
    inventory
};

/// "", "incomplete", "resolution", "systematic", "inventory".
const char* name_of(Suspicion suspicion);

/// What an inventory says of a city, against what all say.
struct EstimateStanding {
    double ratio = std::numeric_limits<double>::quiet_NaN(); ///< value by median
    double z = std::numeric_limits<double>::quiet_NaN(); ///< robust score of the log; NaN where there is none
    bool outlier = false;
    Suspicion suspicion = Suspicion::none;
    std::string reason; ///< of the suspicion, a phrase
};

/// How the inventories agree on one city. Values that are missing, 0 or negative take no part.
struct CityAgreement {
    enum class Scale {
        none, ///< fewer than three values, or too few cities
        all_cities,
        own
    };

    std::size_t n = 0; ///< inventories that take part
    /// exp(median of logs): the middle value, of an even number the geometric mean of the two in the middle. t
    double median = std::numeric_limits<double>::quiet_NaN();
    double min = std::numeric_limits<double>::quiet_NaN();
    double max = std::numeric_limits<double>::quiet_NaN();
    std::optional<std::size_t> lowest; ///< inventories
    std::optional<std::size_t> highest;
    double factor = std::numeric_limits<double>::quiet_NaN(); ///< max by min
    double deviation = std::numeric_limits<double>::quiet_NaN(); ///< robust, of the logs; see mad_deviation
    bool disputed = false;
    Scale scale = Scale::none; ///< of the z
    double scale_deviation = std::numeric_limits<double>::quiet_NaN(); ///< what a z of 1 is in logs, not below the least
    /// The inventory that lies furthest from the median on the log scale; of two that lie equally far the one with a
    /// better-known reason, then the first.
    std::optional<std::size_t> furthest;
    std::vector<EstimateStanding> standings; ///< by inventory
};

/// "none", "all-cities", "own".
const char* name_of(CityAgreement::Scale scale);

/// Each inventory's ratio to the median in the median city, of those with two values or more; NaN where it has fewer of them
/// than AgreementLimits::common_deviation_from.
std::vector<double> usual_ratios(
    const EstimateTable& table, const std::vector<CityAgreement>& cities, const AgreementLimits& limits = {});

/// By city of the table.
std::vector<CityAgreement> agreement_of_cities(const EstimateTable& table, const AgreementLimits& limits = {});

} // namespace cityflux
