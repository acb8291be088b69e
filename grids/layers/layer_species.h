#pragma once

#include "grids/layers/slice_context.h"

#include <string>

namespace cityflux {

/// Returns the species of a slice in its usual spelling: declared by the user, by the inventory's
/// rule, or named in the variable or in attributes. Throws InputError if there is none.
std::string species_of(const SliceContext& context);

} // namespace cityflux
