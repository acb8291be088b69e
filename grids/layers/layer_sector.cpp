#include "grids/layers/layer_sector.h"

#include "grids/layers/layer_species.h"
#include "grids/layers/property_sources.h"
#include "grids/text/number_text.h"
#include "grids/text/text_pattern.h"

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns true if the only label of a dimension of sectors is a name, not a number.
bool names_a_sector(const SliceDimension& dimension)
{
    static const TextPattern sectors(
        "(sector|categor|source|snap|gnfr|activity).*", TextPattern::Case::ignored);
    return dimension.labels.size() == 1 && sectors.matches(dimension.name)
        && !number_of(dimension.labels.front());
}

} // namespace
std::string sector_of(const SliceContext& context)
{
    const Inventory& inventory = context.source.inventory;
    if (const auto found = find_property(inventory.sector, "sector", context)) {
        return *found;
    }
    const bool recognised = !inventory.name.empty();
    if (recognised && (!inventory.sector.from.empty() || inventory.sector.value)) {
        return "total";
    }
    std::string sector = context.name_is_sector ? context.variable.name : "";
    const auto species = species_dimension(context.variable);
    for (std::size_t d = 0; d < context.slice.size(); ++d) {
        const SliceDimension& dimension = context.variable.dimensions[d];
        if (!dimension.time && d != species && (dimension.size > 1 || names_a_sector(dimension))) {
            const std::size_t index = context.slice[d];
            sector += (sector.empty() ? "" : "/")
                + (index < dimension.labels.size()
                        ? dimension.labels[index]
                        : fmt::format("{} {}", dimension.name, index + 1));
        }
    }
    return sector.empty() ? "total" : sector;
}

} // namespace cityflux
