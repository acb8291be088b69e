#pragma once

#include "pipeline/agreement/estimates.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Total of a nation or province to which the cities in it must sum.
struct ReferenceTotal {
    std::string name; ///< "Hebei"
    std::string source; ///< source; an inventory's name if the total is the sum of its cities
    std::string prefix; ///< prefix of the ids of the cities: "13"; "" for every city; ignored if
                        ///< `ids` are given
    std::vector<std::string> ids; ///< ids of the cities
    double value = 0.0; ///< in t
    int year = 0; ///< year of the value if it differs from that of the table, otherwise 0
    double share = 1.0; ///< share of the value in the cities of the table; below 1 if others of the
                        ///< region are missing
    double sigma = 0.0; ///< standard deviation of its error in logs; about the relative one
};

/// Group of cities scaled to its reference.
struct ScaledGroup {
    std::string reference;
    std::string source;
    double value = 0.0; ///< value of the reference, in t
    double share = 1.0; ///< share of the value in the cities
    int year = 0; ///< as in ReferenceTotal
    std::vector<std::size_t> cities; ///< indices in the table
    double before = 0.0; ///< sum of the cities, in t
    double target = 0.0; ///< value times share, in t
    double factor
        = 1.0; ///< target / before: factor of every city, except for the last digits of the largest
    double sigma = 0.0; ///< sigma of the reference
    double residual
        = 0.0; ///< difference of the parts' sum, in their order, from the target, relative to it
};

/// Returns the groups of cities that the references cover. Throws InputError in these cases:
/// - a reference covers no city, or two cover the same one;
/// - an id is not in the table;
/// - a value, share or sigma is out of range.
std::vector<ScaledGroup> groups_of(
    const std::vector<ComparedCity>& cities, const std::vector<ReferenceTotal>& references);

/// Scales the values of each group to its target and completes the group. The largest value takes
/// the rounding error, so that the floating-point sum in table order equals the target to the last
/// digits. Zeros stay zero; values in no group are unchanged. Throws InputError if a value of a
/// group is missing or negative, or if all are 0 and the reference is not.
void scale_to(std::vector<ScaledGroup>& groups, std::vector<double>& values,
    const std::vector<ComparedCity>& cities, const std::string& primary);

/// Returns references that are sums of an inventory over the cities that it and the primary both
/// have. Cities are grouped by the first `digits` characters of their ids; 0 makes one group of
/// all. Skips groups in which the primary is 0.
std::vector<ReferenceTotal> references_from(
    const EstimateTable& table, std::size_t inventory, std::size_t primary, std::size_t digits);

} // namespace cityflux
