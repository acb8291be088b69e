#include "grids/layers/layer_sector.h"

#include "grids/layers/declared_values.h"
#include "grids/layers/property_sources.h"

#include <algorithm>

#include <fmt/format.h>

namespace cityflux {
namespace {

bool several_share_unit(const SliceContext& context)
{
    const std::vector<GridVariable>& variables = context.source.file.variables();
    const std::string unit = unit_attribute(context.variable);
    return std::count_if(variables.begin(), variables.end(), [&](const GridVariable& variable) {
        return unit_attribute(variable) == unit;
    }) > 1;
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
    std::string sector = several_share_unit(context) ? context.variable.name : "";
    for (std::size_t d = 0; d < context.slice.size(); ++d) {
        const SliceDimension& dimension = context.variable.dimensions[d];
        if (!dimension.time && dimension.size > 1) {
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
