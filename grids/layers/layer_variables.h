#pragma once

#include "grids/layers/slice_context.h"
#include "grids/quantity/unit.h"
#include "grids/text/message.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Variable whose slices are layers.
struct LayerVariable {
    std::size_t index = 0; ///< into GridFile::variables()
    NameParts parts; ///< parts of its name by the inventory's pattern
    Unit unit;
    /// True if its name is its sector: other layers of its species and unit are other variables.
    bool name_is_sector = false;
};

/// Variables of a file that are layers, and notes on those left out.
struct LayerVariables {
    std::vector<LayerVariable> variables;
    std::vector<Message> notes;
};

/// Decides which variables are layers: those that the inventory names, else all that are emissions
/// by unit, CF roles and names. Throws InputError if there are none, or if the unit of one that
/// must be a layer is missing or not one of emission.
LayerVariables find_layer_variables(const FileContext& context);

} // namespace cityflux
