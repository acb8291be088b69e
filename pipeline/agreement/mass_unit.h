#pragma once

#include "pipeline/tables/observation.h"

#include <optional>

namespace cityflux {

/// What one of an observation's unit is in t; nothing where it is no mass. Throws InputError naming file and row where the unit
/// cannot be read.
std::optional<double> tonnes_of(const Observation& observation);

} // namespace cityflux
