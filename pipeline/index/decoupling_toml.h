#pragma once

#include "grids/text/toml_section.h"
#include "pipeline/index/decoupling_plan.h"

namespace cityflux {

/// Reads [decoupling]. Default of the population's years: `index_year`. Throws InputError, with
/// file, line and key, on missing and invalid values.
DecouplingPlan read_decoupling_plan(const TomlValue& entry, int index_year);

} // namespace cityflux
