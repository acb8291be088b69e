#include "grids/layers/recognition.h"

#include "grids/layers/variable_roles.h"
#include "grids/storage/grid_file.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns true if a variable matches. One with a species in its name is not a cell area:
/// "grid_cell_area" is no "{species}_{sector}_area".
bool has_variable(const GridFile& file, const NamePattern& pattern, const VariableRoles& roles)
{
    return std::any_of(
        file.variables().begin(), file.variables().end(), [&](const GridVariable& variable) {
            const auto parts = pattern.match(variable.name);
            return parts && (!parts->contains("species") || !roles.area_role(variable));
        });
}

bool has_attribute(const GridFile& file, const std::string& name, const NamePattern& pattern)
{
    const auto holds = [&](const Attributes& attributes) {
        return attributes.has(name) && pattern.match(attributes.text(name)).has_value();
    };
    return holds(file.attributes())
        || std::any_of(file.variables().begin(), file.variables().end(),
            [&](const GridVariable& variable) { return holds(variable.attributes); });
}

/// Returns the number of conditions of an inventory that a file meets, or 0 if it does not fit.
std::size_t conditions_met(
    const Inventory& inventory, const GridFile& file, const VariableRoles& roles)
{
    const Inventory::Recognition& wanted = inventory.recognise;
    const bool name = inventory.parts_of_name(file.path()).has_value();
    const bool variables = std::all_of(wanted.variables.begin(), wanted.variables.end(),
        [&](const NamePattern& pattern) { return has_variable(file, pattern, roles); });
    const bool attributes = std::all_of(
        wanted.attributes.begin(), wanted.attributes.end(), [&](const auto& condition) {
            return has_attribute(file, condition.first, condition.second);
        });
    if (!variables || !attributes || (wanted.name_required && !name)) {
        return 0;
    }
    return wanted.variables.size() + wanted.attributes.size() + (name ? 1 : 0);
}

} // namespace

const Inventory* recognise(const Catalogue& catalogue, const GridFile& file)
{
    const VariableRoles roles(file);
    std::size_t most = 1;
    std::vector<const Inventory*> best;
    for (const Inventory& inventory : catalogue.inventories()) {
        const std::size_t met = conditions_met(inventory, file, roles);
        if (met > most) {
            best.clear();
            most = met;
        }
        if (met == most) {
            best.push_back(&inventory);
        }
    }
    if (best.size() > 1) {
        std::vector<std::string> names;
        for (const Inventory* inventory : best) {
            names.push_back(inventory->name);
        }
        throw InputError(ProblemCode::ambiguous, file.path(),
            fmt::format("ambiguous inventory: {} fit equally well", joined(names, " and ")),
            { "declare one, e.g. ", named(Setting::inventory, names.front()) });
    }
    return best.empty() ? nullptr : best.front();
}

std::string name_of(const Inventory& inventory, const std::string& path)
{
    if (!inventory.name.empty()) {
        return inventory.name;
    }
    std::filesystem::path name = std::filesystem::path(path).filename();
    if (name.extension() == ".gz") {
        name = name.stem();
    }
    return name.stem().string();
}

} // namespace cityflux
