#pragma once

#include "grids/layers/slice_context.h"

#include <optional>
#include <string>

namespace cityflux {

/// Returns a property of a slice (`name` is "species", "sector", "year" or "month") from the first
/// source of a rule that has it, otherwise the rule's value, with the provider's names replaced.
/// Returns std::nullopt if the rule gives none.
std::optional<std::string> find_property(
    const PropertyRule& rule, const std::string& name, const SliceContext& context);

/// Returns true if a source of the rule has the property, so that the rule's value is not used.
bool has_source(const PropertyRule& rule, const std::string& name, const SliceContext& context);

} // namespace cityflux
