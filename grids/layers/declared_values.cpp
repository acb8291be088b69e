#include "grids/layers/declared_values.h"

#include "grids/text/error.h"
#include "grids/text/text_pattern.h"
#include "grids/text/words.h"

#include <algorithm>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns the unit after the number of a text ("3.63676e+013 kg/year"). Returns `otherwise` if the
/// attribute is a number or has no unit.
std::string unit_of_total(const Attributes::Value& value, const std::string& otherwise)
{
    const std::string& text = value.text;
    const auto begin = text.find_first_not_of(' ');
    const auto space = text.find(' ', begin == std::string::npos ? 0 : begin);
    return value.numbers.empty() && space != std::string::npos ? text.substr(space + 1) : otherwise;
}

} // namespace

std::string unit_attribute(const GridVariable& variable)
{
    for (const char* name : { "units", "unit", "Units", "UNITS" }) {
        if (!variable.attributes.text(name).empty()) {
            return variable.attributes.text(name);
        }
    }
    return {};
}

Unit unit_of(const GridVariable& variable, const FileContext& context)
{
    const std::string subject
        = fmt::format("{}, variable '{}'", context.file.path(), variable.name);
    if (context.assumptions.unit) {
        return Unit::parse(*context.assumptions.unit, subject);
    }
    const Text declare { "declare it, e.g. ", named(Setting::assume_unit, "t"), " or ",
        named(Setting::assume_unit, "kg m-2 s-1") };
    const std::string own = unit_attribute(variable);
    const std::string text
        = context.inventory.unit_overrides || own.empty() ? context.inventory.unit : own;
    if (text.empty()) {
        throw InputError(ProblemCode::missing, subject, "missing unit", declare);
    }
    return Unit::parse(text, subject, declare);
}

bool mentions_carbon(const GridVariable& variable)
{
    static const TextPattern carbon(R"(\bcarbon\b(?! *(dioxide|monoxide|monitor|tracker)))");
    static const TextPattern aerosol(R"(\b(black|organic|elemental) carbon\b)");
    std::string names = lower_case(variable.name + ", " + variable.attributes.text("standard_name")
        + ", " + variable.attributes.text("long_name"));
    std::ranges::replace(names, '_', ' ');
    return !carbon.first_match(names).empty() && aerosol.first_match(names).empty();
}

std::optional<Message> carbon_note(
    const GridVariable& variable, const Unit& unit, const FileContext& context)
{
    const bool settled = context.assumptions.unit || context.inventory.basis
        || unit.basis == Basis::carbon || unit.amount == Unit::Amount::mole;
    if (settled || !mentions_carbon(variable)) {
        return std::nullopt;
    }
    return Message { ProblemCode::ambiguous, fmt::format("variable '{}'", variable.name),
        fmt::format("its name mentions carbon and its unit '{}' does not: the values count as the "
                    "species",
            unit.text),
        { "if they are carbon, declare it, e.g. ", named(Setting::assume_unit, "tC"), " or ",
            named(Setting::assume_unit, "kgC m-2 s-1") } };
}

double declared_days(const GridVariable& variable, const Inventory& inventory)
{
    static const TextPattern length(R"((36[0-9])(\.0)?\s*days)");
    for (const std::string& name :
        { inventory.days_attribute, std::string("cell_method"), std::string("cell_methods") }) {
        const std::string text = variable.attributes.text(name);
        if (const auto found = length.first_match(text); !found.empty()) {
            return std::stod(found[1]);
        }
    }
    return inventory.year_days;
}

std::optional<double> declared_total(const SliceContext& context, const Quantity& quantity)
{
    const Inventory& inventory = context.source.inventory;
    for (const NamePattern& pattern : inventory.total_attributes) {
        for (const Attributes* attributes :
            { &context.variable.attributes, &context.source.file.attributes() }) {
            for (const auto& [name, value] : *attributes) {
                const auto number = attributes->number(name);
                if (!pattern.match(name) || !number) {
                    continue;
                }
                const std::string unit = unit_of_total(value, inventory.total_unit);
                if (unit.empty()) {
                    continue;
                }
                Quantity total = quantity;
                total.unit
                    = Unit::parse(unit, fmt::format("{}: attribute '{}'", context.subject, name));
                total.basis = total.unit.basis == Basis::carbon ? Basis::carbon : quantity.basis;
                return *number * total.tonnes_per_unit(context.subject);
            }
        }
    }
    return std::nullopt;
}

} // namespace cityflux
