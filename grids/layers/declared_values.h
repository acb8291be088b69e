#pragma once

#include "grids/layers/slice_context.h"
#include "grids/quantity/quantity.h"
#include "grids/text/message.h"

#include <optional>
#include <string>

namespace cityflux {

/// Returns the text of a variable's unit, or "" if it has none.
std::string unit_attribute(const GridVariable& variable);

/// Returns the unit of a variable: declared by the user, else by the file, else by the inventory.
/// An inventory with `unit_overrides` comes before the file. Throws InputError if the unit is
/// missing or not a unit of emission.
Unit unit_of(const GridVariable& variable, const FileContext& context);

/// Returns true if the name of a variable mentions carbon that is neither a compound nor an
/// aerosol.
bool mentions_carbon(const GridVariable& variable);

/// Returns a note if the name of a variable mentions carbon and `unit` counts the substance.
/// Returns std::nullopt if it does not, or if the user or the inventory settles the basis.
std::optional<Message> carbon_note(
    const GridVariable& variable, const Unit& unit, const FileContext& context);

/// Returns the days of a year that a variable or the inventory declares (365), or 0 if the calendar
/// gives them.
double declared_days(const GridVariable& variable, const Inventory& inventory);

/// Returns the total that the file declares of a layer, in t of the species of `quantity` in its
/// period. Returns std::nullopt if there is none.
std::optional<double> declared_total(const SliceContext& context, const Quantity& quantity);

} // namespace cityflux
