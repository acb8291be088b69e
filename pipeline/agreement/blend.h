#pragma once

#include "pipeline/agreement/error_model.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Target of the 95 % interval of a blend.
enum class BlendInterval {
    truth, ///< the city's true total, if the errors of the inventories follow the model
    /// The value of another inventory of the same kind. This interval is wider by the error and the
    /// level of such an inventory. Only this target can be tested by holding an inventory out.
    another_inventory
};

/// Blend of one city, in logs.
struct CityBlend {
    bool present = false; ///< false if no inventory has the city
    double log_value = 0.0;
    std::vector<double> weights; ///< by inventory; they sum to 1; 0 without a value, or if shared
                                 ///< data make the weight negative
    double tau2
        = 0.0; ///< variance by which the inventories differ in this city beyond their sigmas
    double variance = 0.0; ///< variance of the blend around the truth, without that of its level
    double half_width = 0.0; ///< half width of the 95 % interval, in logs
    double degrees = 0.0; ///< degrees of freedom of Student's distribution, by Welch-Satterthwaite
};

struct Blend {
    ErrorModel errors; ///< with the covariance before `birge` widens it
    /// Squared Birge ratio of all cities, at least 1, by which the covariance is multiplied. It is
    /// the factor by which squared differences of inventories exceed their sigmas (Birge 1932).
    double birge = 1.0;
    double other_variance = 0.0; ///< mean squared sigma of inventories that cover whole cities:
                                 ///< expected error of another one
    std::vector<CityBlend> cities;
};

/// Computes the precision-weighted (generalised least squares) mean of the logs of each city's
/// inventories, after subtracting their biases.
///
/// The covariance of the errors is first widened by the Birge ratio. In each city, tau2 is then
/// added for all inventories if they differ more than the covariance explains. Source: DerSimonian
/// & Laird 1986, in the form for correlated errors. An inventory whose weight correlation would
/// make negative gets weight 0, and the others are computed again. `logs` as in error_model().
Blend blend(const std::vector<std::string>& inventories, std::size_t primary,
    const std::vector<std::vector<double>>& logs, const ErrorOptions& options,
    BlendInterval interval);

} // namespace cityflux
