#pragma once

#include "pipeline/index/indicator_source.h"
#include "pipeline/tables/city_names.h"
#include "pipeline/tables/observation.h"

#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Returns warnings on the values that an input uses, each a sentence that begins with `subject`:
/// negative masses and energies, and totals that their table flags as incomplete. `chosen` has the
/// value of each of `cities`, null if it has none. Throws InputError on a number that marks a
/// missing value: a fill value of netCDF or GDAL, or -999, -9999 ... where all other values are not
/// negative.
std::vector<std::string> input_warnings(const std::string& subject,
    std::span<const Observation* const> chosen, const std::vector<NamedCity>& cities);

} // namespace cityflux
