#pragma once

#include "grids/layers/slice_context.h"

#include <cstddef>
#include <optional>
#include <string>

namespace cityflux {

/// Species by a file, or by its inventory.
struct StatedSpecies {
    std::string name; ///< in its usual spelling
    bool by_inventory = false; ///< true if the file states none and the inventory has a default
};

/// Returns the index of the dimension whose labels are all known species, or std::nullopt.
std::optional<std::size_t> species_dimension(const GridVariable& variable);

/// Returns true if a name has no other words than species and words for emissions ("emi_co2",
/// "CO2_flux").
bool is_name_of_species(const std::string& name);

/// Returns the species of a slice without the user's declaration: by the inventory's rule, or named
/// in the variable or in attributes. Returns std::nullopt if there is none.
std::optional<StatedSpecies> stated_species(const SliceContext& context);

/// Returns the species of a slice in its usual spelling: declared by the user, else
/// stated_species(). Throws InputError if there is none.
std::string species_of(const SliceContext& context);

} // namespace cityflux
