#pragma once

#include "grids/storage/grid_file.h"

#include <cmath>
#include <cstddef>
#include <vector>

namespace cityflux {

inline constexpr double none = -777.0; ///< stands for NaN in what is compared

/// Returns all values of a variable without slices in grid order.
inline std::vector<double> values_of(GridFile& file, std::size_t variable = 0)
{
    std::vector<double> values
        = file.values(file.variables().at(variable), {}, { 0, file.grid().rows() });
    for (double& value : values) {
        value = std::isnan(value) ? none : value;
    }
    return values;
}

} // namespace cityflux
