#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace cityflux {

/// Inventories that share data, so that their errors correlate. Example: county CO2 and CEADs'
/// cities, which both use the energy balances of provinces.
struct SharedData {
    std::vector<std::string> inventories;
    double correlation = 0.0; ///< correlation of their errors in logs, above -1 and below 1
};

/// Source of the level of a blend: the overall size of emissions, as opposed to the differences
/// between cities.
enum class BlendLevel {
    primary, ///< level of the primary inventory; the others only contribute differences between
             ///< cities
    trusted, ///< level of the named inventory
    mean, ///< mean of the inventories' levels, in logs
    as_they_are ///< no separate level: a bias counts as part of an inventory's sigma
};

/// Assumptions about the inventories.
struct ErrorOptions {
    BlendLevel level = BlendLevel::mean;
    std::string trusted; ///< for BlendLevel::trusted
    std::map<std::string, double>
        stated; ///< stated standard deviations of the inventories' errors in logs
    std::vector<SharedData> shared;
    /// Inventories that cover only a part of each city, such as the built-up area. They contribute
    /// differences between cities but not the level: their bias is always subtracted.
    std::vector<std::string> part_only;
};

/// Difference of two inventories over their common cities: ln of the first minus ln of the second.
struct PairDifference {
    std::size_t first = 0;
    std::size_t second = 0;
    std::size_t cities = 0;
    double mean = 0.0;
    /// Variance around the mean, with cities - 1 degrees of freedom. For BlendLevel::as_they_are:
    /// around 0, with `cities` degrees.
    double variance = 0.0;
    double correlation = 0.0; ///< assumed correlation of their errors
};

/// Errors of one inventory at city scale, in logs.
struct InventoryError {
    std::string inventory;
    double bias = 0.0; ///< subtracted from its logs
    double sigma = 0.0;
    bool stated = false;
    bool at_floor
        = false; ///< the estimate is at the floor that its differences from other inventories set
    bool part_only = false;
};

/// Model of the logs: ln y = ln truth of the city + bias of the inventory + error. Errors have
/// sigmas and correlations.
struct ErrorModel {
    std::vector<InventoryError> inventories;
    std::vector<PairDifference>
        pairs; ///< at least 3 common cities, unless all sigmas are stated without a separate level
    std::vector<std::vector<double>> covariance; ///< covariance of the errors
    /// Variance of the level of the blend; 0 if only one inventory determines it.
    double level_variance = 0.0;
    double other_level_variance = 0.0; ///< variance of another inventory's level around the truth
    std::size_t level_inventories = 0;
    /// Degrees of freedom of the sigmas: the least over inventories of cities - 1 in their largest
    /// pair. Infinite if all sigmas are stated.
    double degrees = 0.0;
    std::vector<std::string> notes;
};

/// Estimates the biases and errors of inventories.
///
/// Biases are the least-squares solution of mean difference = bias - bias over the pairs, each
/// weighted by its cities. Sigmas that are not stated fit the variances of the pairs, variance =
/// s_i^2 + s_j^2 - 2 r s_i s_j (Grubbs 1948, the three-cornered hat of Gray & Allan 1974), by least
/// squares with weights (n - 1) / variance^2.
///
/// Each sigma has a floor: s_i^2 is at least a quarter of the inventory's least variance with
/// another. This is half of its value if the two were equally good. Without the floor, the one of
/// three inventories that lies between the others has a sigma of 0 or less. It would get all the
/// weight. Two inventories get the same sigma.
///
/// `logs` is by inventory, then city; NaN if there is no value. Throws InputError if inventories
/// cannot be related (fewer than 3 common cities, and not stated), and on invalid names, sigmas and
/// correlations.
ErrorModel error_model(const std::vector<std::string>& inventories, std::size_t primary,
    const std::vector<std::vector<double>>& logs, const ErrorOptions& options);

} // namespace cityflux
