#pragma once

#include "tests/pipeline/totals/ellipsoid_zone.h"
#include "tests/pipeline/totals/mass_field.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// A mass on square cells in an Albers plane, in tonnes: `size_m` wide, rows from north to south.
struct AlbersField {
    double west_m = 0.0;
    double north_m = 0.0;
    double size_m = 0.0;
    std::size_t columns = 0;
    std::size_t rows = 0;
    std::vector<double> tonnes;
};

/// Returns the same mass in Albers with standard parallels 25 and 47 N about 0 N 105 E, as Chinese
/// maps have it. Each cell is divided into points of equal true area that are projected and
/// counted.
AlbersField on_albers(const MassField& field, double size_m, const Ellipsoid& ellipsoid);

} // namespace cityflux
