#pragma once

#include "pipeline/tables/observation.h"

#include <optional>

namespace cityflux {

/// Returns the size in t of one observation's unit, or std::nullopt if the unit is not a mass.
/// Throws InputError, with file and row, if the unit cannot be read.
std::optional<double> tonnes_of(const Observation& observation);

} // namespace cityflux
