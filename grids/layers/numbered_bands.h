#pragma once

#include "grids/layers/layer_set.h"
#include "grids/layers/slice_context.h"

namespace cityflux {

/// Throws InputError if twelve bands of one year differ only by a number from 1 to 12: months would
/// count as sectors of the whole year. Inventories and dimensions of
/// sectors say what such numbers are.
void refuse_numbered_bands(const std::vector<Layer>& layers, const FileContext& context);

} // namespace cityflux
