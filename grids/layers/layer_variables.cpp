#include "grids/layers/layer_variables.h"

#include "grids/layers/declared_values.h"
#include "grids/layers/layer_species.h"
#include "grids/layers/recognition.h"
#include "grids/layers/variable_roles.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr std::size_t most_listed = 5;

bool is_excluded(const GridVariable& variable, const Inventory& inventory)
{
    return variable.name == inventory.area.variable
        || std::any_of(inventory.excluded_variables.begin(), inventory.excluded_variables.end(),
            [&](const NamePattern& pattern) { return pattern.match(variable.name).has_value(); });
}

/// Returns the parts of a variable's name if the inventory names it as a layer.
std::optional<NameParts> named_parts(const GridVariable& variable, const Inventory& inventory)
{
    for (const NamePattern& pattern : inventory.layer_variables) {
        if (auto parts = pattern.match(variable.name)) {
            return parts;
        }
    }
    return std::nullopt;
}

/// Returns true if a variable has a unit that is understood and is not one of emission ("K").
bool has_other_unit(const GridVariable& variable)
{
    const std::string unit = unit_attribute(variable);
    if (unit.empty()) {
        return false;
    }
    try {
        Unit::parse(unit, {});
        return false;
    } catch (const InputError& error) {
        return error.message().code == ProblemCode::invalid;
    }
}

Message left_out(const GridVariable& variable, std::string reason)
{
    return { .subject = fmt::format("variable '{}' is not a layer", variable.name),
        .problem = std::move(reason) };
}

Text list_as_layer()
{
    return { "if it is an emission, list it in [layers] variables of an inventory, e.g. ",
        named(Setting::inventory, "mine.toml") };
}

/// Search for the layers of one file.
class LayerSearch {
public:
    explicit LayerSearch(const FileContext& context)
        : context_(context)
        , roles_(context.file)
    {
    }

    LayerVariables search()
    {
        const std::vector<GridVariable>& variables = context_.file.variables();
        for (std::size_t v = 0; v < variables.size(); ++v) {
            if (auto parts = parts_of_layer(variables[v])) {
                candidates_.push_back({ v, std::move(*parts), {} });
            }
        }
        leave_out_other_units();
        for (LayerVariable& candidate : candidates_) {
            add(candidate, variables[candidate.index]);
        }
        if (found_.variables.empty()) {
            refuse_none();
        }
        return std::move(found_);
    }

private:
    /// Returns the parts of the name of a variable that is a layer by its role, whatever its unit.
    std::optional<NameParts> parts_of_layer(const GridVariable& variable)
    {
        const Inventory& inventory = context_.inventory;
        if (is_excluded(variable, inventory)) {
            return std::nullopt;
        }
        const bool named = !inventory.layer_variables.empty();
        auto parts = named_parts(variable, inventory);
        // Longitudes and latitudes of a rotated grid are not emissions, whatever unit the user
        // declares.
        if ((named && !parts) || (!named && unit_attribute(variable).starts_with("degree"))) {
            return std::nullopt;
        }
        if (auto role = roles_.area_role(variable)) {
            found_.notes.push_back(left_out(variable, std::move(*role)));
            return std::nullopt;
        }
        if (auto role = named ? std::nullopt : roles_.other_role(variable)) {
            found_.notes.push_back(left_out(variable, std::move(*role)));
            found_.notes.back().remedy = list_as_layer();
            return std::nullopt;
        }
        return named ? std::move(parts) : NameParts();
    }

    /// Leaves out variables in units of something else if a declared unit is for others.
    void leave_out_other_units()
    {
        if (!context_.assumptions.unit || !context_.inventory.layer_variables.empty()) {
            return;
        }
        const auto variable_of = [&](const LayerVariable& candidate) -> const GridVariable& {
            return context_.file.variables()[candidate.index];
        };
        const auto other = [&](const LayerVariable& candidate) {
            return has_other_unit(variable_of(candidate));
        };
        if (std::ranges::all_of(candidates_, other)) {
            return;
        }
        for (const LayerVariable& candidate : candidates_) {
            if (other(candidate)) {
                const GridVariable& variable = variable_of(candidate);
                found_.notes.push_back(left_out(variable,
                    fmt::format("its unit '{}' is not one of emission", unit_attribute(variable))));
            }
        }
        std::erase_if(candidates_, other);
    }

    void add(LayerVariable& candidate, const GridVariable& variable)
    {
        try {
            candidate.unit = unit_of(variable, context_);
        } catch (const InputError& error) {
            // If the catalogue names the layers or the user declares a unit, every layer must be
            // valid. Otherwise a variable without a unit of emission is a mask or an area, unless
            // no layer remains.
            if (!context_.inventory.layer_variables.empty() || context_.assumptions.unit) {
                throw;
            }
            first_error_ = first_error_.value_or(error.message());
            Message note = error.message();
            note.subject = fmt::format("variable '{}' is not a layer", variable.name);
            found_.notes.push_back(std::move(note));
            return;
        }
        if (auto note = carbon_note(variable, candidate.unit, context_)) {
            found_.notes.push_back(std::move(*note));
        }
        found_.variables.push_back(std::move(candidate));
    }

    [[noreturn]] void refuse_none() const
    {
        if (first_error_) {
            throw InputError(*first_error_);
        }
        const std::string& path = context_.file.path();
        if (found_.notes.empty()) {
            throw InputError(ProblemCode::missing, path,
                fmt::format("missing layers: no variable is a layer of the inventory {}",
                    name_of(context_.inventory, path)));
        }
        std::vector<std::string> reasons;
        bool areas_alone = true;
        for (std::size_t n = 0; n < found_.notes.size(); ++n) {
            Message reason = found_.notes[n];
            areas_alone = areas_alone && reason.remedy.empty();
            reason.remedy = {};
            if (n < most_listed) {
                reasons.push_back(reason.text());
            }
        }
        throw InputError(ProblemCode::missing, path,
            fmt::format("missing layers: {}", joined(reasons, ", ")),
            areas_alone ? Text("give a file of emissions") : list_as_layer());
    }

    const FileContext& context_;
    VariableRoles roles_;
    std::vector<LayerVariable> candidates_;
    LayerVariables found_;
    std::optional<Message> first_error_;
};

/// Returns the species of the first slice of a variable, or "" if it is unknown.
std::string species_of_variable(const LayerVariable& layer, const FileContext& context)
{
    const GridVariable& variable = context.file.variables()[layer.index];
    const std::vector<std::size_t> first(variable.dimensions.size(), 0);
    try {
        return species_of({ context, variable, layer.parts, first, {} });
    } catch (const InputError&) {
        return {};
    }
}

/// Sets which variables' names are sectors: if several have the same species and unit, or if
/// another species has several and this name says more than its species.
void settle_sector_names(std::vector<LayerVariable>& layers, const FileContext& context)
{
    std::map<std::pair<std::string, std::string>, std::size_t> counts;
    std::vector<std::string> species;
    const auto unit = [&](const LayerVariable& layer) {
        return unit_attribute(context.file.variables()[layer.index]);
    };
    for (const LayerVariable& layer : layers) {
        species.push_back(species_of_variable(layer, context));
        ++counts[{ species.back(), unit(layer) }];
    }
    const bool several
        = std::ranges::any_of(counts, [](const auto& entry) { return entry.second > 1; });
    for (std::size_t l = 0; l < layers.size() && several; ++l) {
        layers[l].name_is_sector = counts[{ species[l], unit(layers[l]) }] > 1
            || !is_name_of_species(context.file.variables()[layers[l].index].name);
    }
}

} // namespace

LayerVariables find_layer_variables(const FileContext& context)
{
    LayerVariables found = LayerSearch(context).search();
    settle_sector_names(found.variables, context);
    return found;
}

} // namespace cityflux
