#include "grids/layers/layer_set.h"

#include "grids/geometry/plane_unit.h"
#include "grids/layers/contradiction.h"
#include "grids/layers/declared_crs.h"
#include "grids/layers/declared_values.h"
#include "grids/layers/layer_period.h"
#include "grids/layers/layer_sector.h"
#include "grids/layers/layer_species.h"
#include "grids/layers/layer_variables.h"
#include "grids/layers/numbered_bands.h"
#include "grids/layers/processing_history.h"
#include "grids/layers/slice_context.h"
#include "grids/layers/slices.h"
#include "grids/text/error.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <tuple>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

void add_note(LayerSet& set, std::string text)
{
    set.oddities.push_back({ .problem = std::move(text) });
}

/// Refuses a contradiction with the file, or notes that the declaration is used, once for equal
/// ones.
void settle(LayerSet& set, const Contradiction& contradiction, const FileContext& context)
{
    refuse_contradiction(contradiction, context.assumptions);
    Message note = note_of(contradiction);
    if (std::ranges::find(set.oddities, note) == set.oddities.end()) {
        set.oddities.push_back(std::move(note));
        set.assumed.push_back(fmt::format("{} = {}, overriding '{}' of the {}",
            contradiction.property, contradiction.declared, contradiction.stated,
            contradiction.by_inventory ? "inventory" : "file"));
    }
}

/// Sets the CRS of the grid of `set`: declared by the user, by the file, or by the inventory.
void settle_crs(LayerSet& set, const FileContext& context)
{
    const std::string& path = context.file.path();
    const Inventory& inventory = context.inventory;
    std::optional<Crs>& crs = set.grid.crs;
    if (context.assumptions.crs) {
        const SettingValue setting = named(Setting::assume_crs, *context.assumptions.crs);
        const Crs declared = Crs::parse(*context.assumptions.crs, setting);
        set.assumed.push_back("crs = " + *context.assumptions.crs);
        if (!crs) {
            set.grid = grid_in_declared_crs(context.file, declared, setting);
        } else {
            const bool metres = context.file.axis_meaning() == AxisMeaning::metres;
            const Crs of_axes = metres ? in_metres(declared) : declared;
            if (const auto contradiction = crs_contradiction(context, set.grid, of_axes)) {
                settle(set, *contradiction, context);
            }
            crs = of_axes;
        }
    } else if (const std::string known = inventory.crs_of(path); !crs && !known.empty()) {
        const std::string subject = fmt::format("{}: inventory {}", path, inventory.name);
        const Crs declared = Crs::parse(
            known, subject, { "declare it, e.g. ", named(Setting::assume_crs, "EPSG:4326") });
        set.grid = grid_in_declared_crs(context.file, declared, subject);
        add_note(set,
            fmt::format("the file declares no CRS; {}, that of the inventory {}, is used",
                crs->name, inventory.name));
    }
    if (!crs) {
        refuse_without_crs(context.file);
    }
}

void settle_grid(LayerSet& set, const FileContext& context)
{
    set.area = context.inventory.area;
    set.grid = context.file.grid();
    settle_crs(set, context);
    Grid& grid = set.grid;
    if (grid.crs->kind != CrsKind::projected) {
        grid.y = grid.y.clamped(90.0, context.file.path());
        if (grid.overlaps_itself()) {
            add_note(set,
                fmt::format("the columns span {:.6g} degrees, more than once around the Earth: "
                            "some places have two values, so that no city total can be right",
                    grid.x.high() - grid.x.low()));
        }
    }
}

/// Returns the packing of a variable with the inventory's nodata rules.
Packing packing_of(const GridVariable& variable, const Inventory& inventory)
{
    Packing packing = variable.packing;
    packing.nodata.insert(packing.nodata.end(), inventory.nodata.begin(), inventory.nodata.end());
    if (inventory.negative_is_nodata) {
        // The valid range is in stored values: this one decodes to 0.
        const double zero = -packing.offset / packing.scale;
        packing.valid_min = std::max(packing.valid_min.value_or(zero), zero);
    }
    return packing;
}

/// Returns the layer of a slice. `variable` is the index of its variable.
Layer layer_of(const SliceContext& context, std::size_t variable, const Unit& unit)
{
    const Inventory& inventory = context.source.inventory;
    Layer layer { .variable = variable, .slice = context.slice };
    Quantity& quantity = layer.quantity;
    quantity.unit = unit;
    quantity.basis
        = unit.basis == Basis::carbon ? Basis::carbon : inventory.basis.value_or(Basis::substance);
    quantity.species = species_of(context);
    quantity.period = period_of(context);
    quantity.calendar = calendar_of(context);
    // Declared lengths are of a year. For a month, 365 days only exclude 29 February.
    const double days = declared_days(context.variable, inventory);
    if (quantity.period.is_year()) {
        quantity.declared_days = days;
    } else if (days == 365.0) {
        quantity.calendar = Calendar::no_leap;
    }
    layer.sector = sector_of(context);
    layer.tonnes_per_unit = quantity.tonnes_per_unit(context.subject);
    layer.per_area = unit.per_area;
    layer.declared_t = declared_total(context, quantity);
    return layer;
}

/// Settles what the user declares of a layer and the file declares otherwise. A period is settled
/// later: one period for several slices is another error.
void settle_declarations(LayerSet& set, const SliceContext& context, const Layer& layer,
    std::vector<Contradiction>& periods)
{
    for (const auto& found :
        { species_contradiction(context), unit_contradiction(context, layer.quantity) }) {
        if (found) {
            settle(set, *found, context.source);
        }
    }
    if (auto found = period_contradiction(context)) {
        periods.push_back(std::move(*found));
    }
}

/// Adds the layers of a variable, and the contradictions of their periods to `periods`.
void add_slices(LayerSet& set, const FileContext& context, const LayerVariable& layers,
    std::vector<Contradiction>& periods)
{
    const GridVariable& variable = context.file.variables()[layers.index];
    const std::string& path = context.file.path();
    check_slices(variable, path);
    for_each_slice(variable.dimensions, [&](const std::vector<std::size_t>& slice) {
        const SliceContext slice_context { context, variable, layers.parts, slice,
            fmt::format("{}, {}", path, slice_text(variable, slice)), layers.name_is_sector };
        set.layers.push_back(layer_of(slice_context, layers.index, layers.unit));
        settle_declarations(set, slice_context, set.layers.back(), periods);
    });
}

/// Adds notes on work that was done on the values and not on their unit, once for each unit.
void add_processing_notes(
    LayerSet& set, const FileContext& context, const std::vector<LayerVariable>& variables)
{
    std::set<std::pair<std::string, std::string>> seen; ///< by unit and cell_methods
    for (const LayerVariable& layers : variables) {
        const GridVariable& variable = context.file.variables()[layers.index];
        if (!seen.insert({ layers.unit.text, variable.attributes.text("cell_methods") }).second) {
            continue;
        }
        for (Message& note : notes_on_processing(context.file, variable, layers.unit)) {
            if (std::ranges::find(set.oddities, note) == set.oddities.end()) {
                set.oddities.push_back(std::move(note));
            }
        }
    }
}

/// Adds the layers of all variables. Returns the contradictions of their periods.
std::vector<Contradiction> add_layers(LayerSet& set, const FileContext& context)
{
    LayerVariables found = find_layer_variables(context);
    std::ranges::move(found.notes, std::back_inserter(set.oddities));
    std::vector<Contradiction> periods;
    for (const LayerVariable& layers : found.variables) {
        add_slices(set, context, layers, periods);
    }
    if (!context.assumptions.unit) {
        add_processing_notes(set, context, found.variables);
    }
    return periods;
}

/// Throws InputError if two layers have the same species, sector and period.
void refuse_repetitions(const std::vector<Layer>& layers, const FileContext& context)
{
    const std::vector<GridVariable>& variables = context.file.variables();
    const auto& declared = context.assumptions.period;
    std::map<std::tuple<std::string, std::string, Period>, const Layer*> seen;
    for (const Layer& layer : layers) {
        const auto [known, added]
            = seen.try_emplace({ layer.species(), layer.sector, layer.period() }, &layer);
        if (added) {
            continue;
        }
        const Layer& first = *known->second;
        const GridVariable& variable = variables[layer.variable];
        if (declared && variable.name == variables[first.variable].name) {
            throw InputError(ProblemCode::conflicting, context.file.path(),
                { "conflicting with ", named(Setting::assume_period, declared->text()),
                    fmt::format(", one period: '{}' has several slices", variable.name) },
                { "leave it out, or describe the slices in an inventory, e.g. ",
                    named(Setting::inventory, "mine.toml") });
        }
        throw InputError(ProblemCode::duplicate, context.file.path(),
            fmt::format("duplicate layers: {} and {} are both {}, sector '{}', {}",
                slice_text(variables[first.variable], first.slice),
                slice_text(variable, layer.slice), layer.species(), layer.sector,
                layer.period().text()),
            { "distinguish them in an inventory, e.g. ", named(Setting::inventory, "mine.toml") });
    }
}

void note_assumptions(LayerSet& set, const Assumptions& assumptions)
{
    if (assumptions.unit) {
        set.assumed.push_back("unit = " + *assumptions.unit);
    }
    if (assumptions.period) {
        set.assumed.push_back("period = " + assumptions.period->text());
    }
    if (assumptions.species) {
        set.assumed.push_back("species = " + *assumptions.species);
    }
}

} // namespace

LayerSet interpret(const GridFile& file, const Inventory& inventory, const Assumptions& assumptions)
{
    const FileContext context(file, inventory, assumptions);
    LayerSet set;
    if (inventory.name.empty()) {
        set.oddities.push_back({ .code = ProblemCode::unknown,
            .problem = "unknown inventory: the file is read by its own attributes",
            .remedy = { "declare one that `cityflux inventories` lists, or a TOML file, e.g. ",
                named(Setting::inventory, "mine.toml") } });
    }
    settle_grid(set, context);
    for (const GridVariable& variable : file.variables()) {
        set.packings.push_back(packing_of(variable, inventory));
    }
    note_assumptions(set, assumptions);
    const std::vector<Contradiction> periods = add_layers(set, context);
    refuse_repetitions(set.layers, context);
    refuse_numbered_bands(set.layers, context);
    for (const Contradiction& contradiction : periods) {
        settle(set, contradiction, context);
    }
    return set;
}

LayerSet interpret_grid(
    const GridFile& file, const Inventory& inventory, const Assumptions& assumptions)
{
    LayerSet set;
    settle_grid(set, FileContext(file, inventory, assumptions));
    return set;
}

} // namespace cityflux
