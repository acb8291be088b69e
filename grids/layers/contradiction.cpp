#include "grids/layers/contradiction.h"

#include "grids/geometry/crs_agreement.h"
#include "grids/layers/declared_values.h"
#include "grids/layers/layer_period.h"
#include "grids/layers/layer_species.h"
#include "grids/quantity/substance.h"
#include "grids/text/error.h"

#include <cmath>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Relative difference of factors of equal units, such as two spellings of a year.
constexpr double equal_factors = 1e-6;

/// Returns the quantity with another unit, or std::nullopt if the unit is not one of emission.
std::optional<Quantity> in_unit(
    const std::string& text, const Quantity& quantity, const FileContext& context)
{
    try {
        Quantity other = quantity;
        other.unit = Unit::parse(text, "unit");
        other.basis = other.unit.basis == Basis::carbon
            ? Basis::carbon
            : context.inventory.basis.value_or(Basis::substance);
        return other;
    } catch (const InputError&) {
        return std::nullopt;
    }
}

/// Returns true if one stored number is the same mass by both.
bool equal_mass(const Quantity& a, const Quantity& b)
{
    if (a.unit.per_area != b.unit.per_area) {
        return false;
    }
    try {
        const double first = a.tonnes_per_unit({});
        const double second = b.tonnes_per_unit({});
        return std::abs(first - second) <= equal_factors * std::abs(first);
    } catch (const InputError&) {
        return false; // moles or carbon of an unknown substance
    }
}

/// Returns true if `species` is `whole` with more words behind it.
bool specifies(const std::string& species, const std::string& whole)
{
    return species == "CO2bio" ? whole == "CO2"
                               : species.starts_with(whole) && species.size() > whole.size()
            && std::string_view("_- /(").find(species[whole.size()]) != std::string_view::npos;
}

/// Returns the nine corners and middles of a grid.
std::vector<Point> points_of(const Grid& grid)
{
    std::vector<Point> points;
    for (const double x : { grid.x.low(), 0.5 * (grid.x.low() + grid.x.high()), grid.x.high() }) {
        for (const double y :
            { grid.y.low(), 0.5 * (grid.y.low() + grid.y.high()), grid.y.high() }) {
            points.push_back({ x, y });
        }
    }
    return points;
}

/// Returns who states what differs from the declaration: "the file declares the unit 't'".
std::string statement_of(const Contradiction& contradiction)
{
    return fmt::format("the {} declares the {} '{}'",
        contradiction.by_inventory ? "inventory" : "file", contradiction.property,
        contradiction.stated);
}

} // namespace

std::optional<Contradiction> unit_contradiction(
    const SliceContext& context, const Quantity& quantity)
{
    const FileContext& source = context.source;
    const std::string own = unit_attribute(context.variable);
    const bool by_inventory = source.inventory.unit_overrides || own.empty();
    const std::string& stated = by_inventory ? source.inventory.unit : own;
    if (!source.assumptions.unit || stated.empty()) {
        return std::nullopt;
    }
    std::optional<Quantity> other = in_unit(stated, quantity, source);
    if (!other || equal_mass(*other, quantity)) {
        return std::nullopt;
    }
    if (mentions_carbon(context.variable) && other->basis != quantity.basis) {
        other->basis = quantity.basis;
        if (equal_mass(*other, quantity)) {
            return std::nullopt;
        }
    }
    return Contradiction { context.subject, Setting::assume_unit, "unit", *source.assumptions.unit,
        stated, by_inventory };
}

std::optional<Contradiction> species_contradiction(const SliceContext& context)
{
    const auto& assumed = context.source.assumptions.species;
    const auto stated = assumed ? stated_species(context) : std::nullopt;
    if (!stated) {
        return std::nullopt;
    }
    const std::string declared = usual_spelling(*assumed);
    if (declared == stated->name || specifies(declared, stated->name)) {
        return std::nullopt;
    }
    return Contradiction { context.subject, Setting::assume_species, "species", *assumed,
        stated->name, stated->by_inventory };
}

std::optional<Contradiction> period_contradiction(const SliceContext& context)
{
    const auto& assumed = context.source.assumptions.period;
    const auto stated = assumed ? stated_period(context) : std::nullopt;
    if (!stated || stated->may_be(*assumed)) {
        return std::nullopt;
    }
    return Contradiction { context.subject, Setting::assume_period, "period", assumed->text(),
        stated->period.text(), stated->by_inventory };
}

std::optional<Contradiction> crs_contradiction(
    const FileContext& context, const Grid& grid, const Crs& declared)
{
    const std::string& path = context.file.path();
    if (grid.crs) {
        return place_alike(*grid.crs, declared, points_of(grid))
            ? std::nullopt
            : std::optional(Contradiction { path, Setting::assume_crs, "CRS",
                *context.assumptions.crs, grid.crs->name, false });
    }
    const std::string known = context.inventory.crs_of(path);
    if (known.empty()) {
        return std::nullopt;
    }
    const Crs usual = Crs::parse(known, path);
    return place_alike(usual, declared, points_of(grid))
        ? std::nullopt
        : std::optional(Contradiction {
            path, Setting::assume_crs, "CRS", *context.assumptions.crs, usual.name, true });
}

Message note_of(const Contradiction& contradiction)
{
    return { .code = ProblemCode::inconsistent,
        .problem = { named(contradiction.setting, contradiction.declared), " is used, though ",
            statement_of(contradiction) } };
}

void refuse_contradiction(const Contradiction& contradiction, const Assumptions& assumptions)
{
    if (contradiction.by_inventory || assumptions.overrides) {
        return;
    }
    throw InputError(ProblemCode::inconsistent, contradiction.subject,
        { "inconsistent with ", named(contradiction.setting, contradiction.declared), ": ",
            statement_of(contradiction) },
        { "leave it out, or add ", named(Setting::override, "true"), " if the file is wrong" });
}

} // namespace cityflux
