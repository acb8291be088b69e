#pragma once

#include "grids/layers/slice_context.h"
#include "grids/quantity/quantity.h"
#include "grids/text/message.h"

#include <optional>
#include <string>

namespace cityflux {

/// Declaration of the user that differs from what the file or its inventory declares.
struct Contradiction {
    std::string subject; ///< "FILE, layer NAME"
    Setting setting = Setting::assume_unit;
    std::string property; ///< "unit"
    std::string declared; ///< by the user
    std::string stated; ///< by the file, or by the inventory
    /// True if the file states nothing and the inventory provides a default.
    bool by_inventory = false;

    friend bool operator==(const Contradiction&, const Contradiction&) = default;
};

/// Each returns std::nullopt if the user declares nothing, or the same in effect.

/// Compares units by the tonnes of one stored unit. `quantity` is that of the layer, with the
/// declared unit. A unit of the file that is not one of emission contradicts nothing, nor does a
/// substance beside its carbon if the variable's name mentions carbon.
std::optional<Contradiction> unit_contradiction(
    const SliceContext& context, const Quantity& quantity);
/// Accepts a species that specifies the file's ("CO2_fossil" of CO2).
std::optional<Contradiction> species_contradiction(const SliceContext& context);
/// Accepts a month of a year of which the file does not say that the layer covers all of it.
std::optional<Contradiction> period_contradiction(const SliceContext& context);
/// Compares reference systems by the places of the grid.
std::optional<Contradiction> crs_contradiction(
    const FileContext& context, const Grid& grid, const Crs& declared);

/// Returns the note on a contradiction in which the declaration is used.
Message note_of(const Contradiction& contradiction);

/// Throws InputError on a contradiction with the file, unless `assumptions` let declarations win.
void refuse_contradiction(const Contradiction& contradiction, const Assumptions& assumptions);

} // namespace cityflux
