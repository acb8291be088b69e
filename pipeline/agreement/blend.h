#pragma once

#include "pipeline/agreement/error_model.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// What the interval of a blend is to hold.
enum class BlendInterval {
    truth, ///< the city's true total, if the inventories' errors are as the model has them
    /// What another inventory of the same kind would say: wider by that inventory's own error and level. Only this one can be
    /// tried by leaving an inventory out.
    another_inventory
};

/// The blend of one city, in logs.
struct CityBlend {
    bool present = false; ///< no inventory has the city where not
    double log_value = 0.0;
    std::vector<double>
        weights; ///< by inventory; they sum to 1. 0 where it has no value, or where shared data leave it nothing to add
    double tau2 = 0.0; ///< variance by which the inventories differ in this city beyond their sigmas
    double variance = 0.0; ///< of the blend about the truth, without its level
    double half_width = 0.0; ///< of the 95 % interval, in logs
    double degrees = 0.0; ///< of Student's distribution, by Welch-Satterthwaite
};

struct Blend {
    ErrorModel errors; ///< the covariance before `birge` widens it
    /// The squared Birge ratio of all cities, at least 1, by which the covariance is multiplied: by how much the inventories
    /// differ more than their sigmas say (Birge 1932).
    double birge = 1.0;
    double other_variance = 0.0; ///< mean of the sigmas' squares: what another inventory's own error would be
    std::vector<CityBlend> cities;
};

/// The precision-weighted (generalised least squares) mean of the logs of each city's inventories, each less its bias.
///
/// The covariance of the errors is first widened by the Birge ratio, then in each city by tau2 for all inventories alike, where
/// they differ more than the covariance has it (DerSimonian & Laird 1986, in its form for correlated errors). A weight that
/// correlation would make negative is 0 and the others are found anew. `logs` as for error_model.
Blend blend(const std::vector<std::string>& inventories, std::size_t primary, const std::vector<std::vector<double>>& logs,
    const ErrorOptions& options, BlendInterval interval);

} // namespace cityflux
