#pragma once

#include "grids/layers/slice_context.h"

#include <string>

namespace cityflux {

/// Returns the sector of a slice in the inventory's own words, by its rule. Without a rule: the
/// labels of all dimensions except time and species, after the variable's name if it is its sector.
/// Returns "total" if there is none.
std::string sector_of(const SliceContext& context);

} // namespace cityflux
