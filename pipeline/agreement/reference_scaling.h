#pragma once

#include "pipeline/agreement/estimates.h"

#include <cstddef>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// A total of a nation or province that the cities in it have to sum to.
struct ReferenceTotal {
    std::string name; ///< "Hebei"
    std::string source; ///< who says so; an inventory's name where it is the sum of its cities
    std::string prefix; ///< the cities are those whose id begins so: "13"; "" is every city. Not used where `ids` are given
    std::vector<std::string> ids; ///< or these
    double value = 0.0; ///< in t
    int year = 0; ///< of the value, where it is another than that of the table; 0 where not
    double share = 1.0; ///< of the value that the cities of the table are; below 1 where others of the province are not in it
    double sigma = 0.0; ///< standard deviation of its error in logs; about the relative one
};

/// A group of cities brought to its reference.
struct ScaledGroup {
    std::string reference;
    std::string source;
    double value = 0.0; ///< of the reference, in t
    double share = 1.0; ///< of it that the cities are
    int year = 0; ///< as ReferenceTotal has it
    std::vector<std::size_t> cities; ///< positions in the table
    double before = 0.0; ///< their sum, in t
    double target = 0.0; ///< value times share, in t
    double factor = 1.0; ///< target / before: that of every city but for the last digits of the largest
    double sigma = 0.0; ///< of the reference
    double residual = 0.0; ///< what the sum of the parts, added in their order, is off the target, as a share of it
};

/// Which cities each reference covers. Throws InputError where a reference covers none, a city is covered twice, an id is not
/// in the table, or a value, share or sigma cannot be.
std::vector<ScaledGroup> groups_of(const std::vector<ComparedCity>& cities, const std::vector<ReferenceTotal>& references);

/// Brings the values of each group to its target, and fills in the group. The largest value of the group takes what rounding
/// leaves over, so that the floating-point sum in the order of the table is the target to the last digits. Zeros stay zeros;
/// values in no group are left alone. Throws InputError where a value of a group is missing or negative, for the sum cannot
/// then be shared out, or where all are 0 and the reference is not.
void scale_to(std::vector<ScaledGroup>& groups, std::vector<double>& values, const std::vector<ComparedCity>& cities,
    const std::string& primary);

/// References that are sums of an inventory over the cities that it and the primary both have, by the first `digits` characters
/// of the cities' ids; 0 makes one group of all. Groups in which the primary is 0 are left out.
std::vector<ReferenceTotal> references_from(
    const EstimateTable& table, std::size_t inventory, std::size_t primary, std::size_t digits);

} // namespace cityflux
