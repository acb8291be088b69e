#pragma once

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace cityflux {

/// Inventories that share data, so that their errors go together: county CO2 and CEADs' cities, which both stand on the
/// provinces' energy balances.
struct SharedData {
    std::vector<std::string> inventories;
    double correlation = 0.0; ///< of their errors in logs, above -1 and below 1
};

/// Where the level of a blend comes from: how much the cities emit on the whole, as apart from how they differ.
enum class BlendLevel {
    primary, ///< that of the primary inventory: the others say how cities differ
    trusted, ///< that of an inventory that is named
    mean, ///< the middle of the inventories' levels (the mean of their logs)
    as_they_are ///< levels are not told from errors: every inventory counts with its own, and its bias is part of its sigma
};

/// What is believed of the inventories.
struct ErrorOptions {
    BlendLevel level = BlendLevel::mean;
    std::string trusted; ///< with BlendLevel::trusted
    std::map<std::string, double> stated; ///< standard deviation of an inventory's errors in logs, where it states one
    std::vector<SharedData> shared;
    /// Inventories that cover a part of each city only, such as the built-up area. They say how cities differ and nothing of
    /// the level: their bias is always taken off.
    std::vector<std::string> part_only;
};

/// How two inventories differ over the cities that both have; differences are ln of the first less ln of the second.
struct PairDifference {
    std::size_t first = 0;
    std::size_t second = 0;
    std::size_t cities = 0;
    double mean = 0.0;
    /// About the mean, with cities - 1 degrees of freedom; about 0, with cities, where levels are not told from errors.
    double variance = 0.0;
    double correlation = 0.0; ///< assumed, of their errors
};

/// One inventory's errors at city scale, in logs.
struct InventoryError {
    std::string inventory;
    double bias = 0.0; ///< taken off its logs
    double sigma = 0.0;
    bool stated = false;
    bool at_floor = false; ///< the estimate fell below what two inventories that differ so much can have
    bool part_only = false;
};

/// ln y = ln truth of the city + bias of the inventory + error; errors have sigmas and correlations.
struct ErrorModel {
    std::vector<InventoryError> inventories;
    std::vector<PairDifference> pairs; ///< of those with 3 cities or more in common, where these are needed
    std::vector<std::vector<double>> covariance; ///< of the errors
    /// Variance of the level that the blend has, and the inventories it is estimated from; 0 where there is one only.
    double level_variance = 0.0;
    double other_level_variance = 0.0; ///< of another inventory's level about the truth
    std::size_t level_inventories = 0;
    double degrees = 0.0; ///< of freedom of the sigmas: cities - 1 of the least pair; infinite where all are stated
    std::vector<std::string> notes;
};

/// Estimates the errors.
///
/// Biases are the least-squares solution of mean difference = bias - bias over the pairs, each weighted by its cities. Sigmas
/// that are not stated are those whose squares explain the pairs' variances best, variance = s_i^2 + s_j^2 - 2 r s_i s_j
/// (Grubbs 1948, the three-cornered hat of Gray & Allan 1974), by least squares with weights (n - 1) / variance^2, under a
/// floor: s_i^2 is never less than a quarter of the least variance that the inventory has with another (half of what it would
/// be if the two were equally good), for a hat gives 0 or less to the one of three that lies between the others, and a sigma of
/// 0 all the weight. With two inventories both get the same.
///
/// `logs` is by inventory, then city; NaN where there is no value. Throws InputError where the inventories cannot be related
/// (fewer than 3 cities in common, and not stated), and for names, sigmas and correlations that cannot be.
ErrorModel error_model(const std::vector<std::string>& inventories, std::size_t primary,
    const std::vector<std::vector<double>>& logs, const ErrorOptions& options);

} // namespace cityflux
