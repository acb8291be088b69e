#include "grids/layers/layer_species.h"

#include "grids/layers/property_sources.h"
#include "grids/quantity/substance.h"
#include "grids/text/error.h"

#include <algorithm>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns true for ASCII letters and digits.
bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

/// Returns the first word of a text that names a substance, or the first known phrase such as
/// "carbon_dioxide".
std::optional<std::string> substance_in(const std::string& text)
{
    for (auto begin = text.begin(); begin != text.end();) {
        begin = std::find_if(begin, text.end(), is_letter_or_digit);
        const auto end = std::find_if_not(begin, text.end(), is_letter_or_digit);
        if (const auto substance = Substance::find(std::string(begin, end))) {
            return substance->name;
        }
        begin = end;
    }
    for (const char* phrase :
        { "carbon_dioxide", "methane", "nitrous_oxide", "carbon_monoxide", "sulfur_dioxide" }) {
        if (text.find(phrase) != std::string::npos) {
            return Substance::find(phrase)->name;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<StatedSpecies> stated_species(const SliceContext& context)
{
    const PropertyRule& rule = context.source.inventory.species;
    if (const auto found = find_property(rule, "species", context)) {
        return StatedSpecies { usual_spelling(*found), !has_source(rule, "species", context) };
    }
    const Attributes& own = context.variable.attributes;
    for (const std::string& text : { own.text("substance"), own.text("species"),
             context.variable.name, own.text("standard_name"), own.text("long_name"),
             context.source.file.attributes().text("substance") }) {
        if (const auto found = substance_in(text)) {
            return StatedSpecies { *found };
        }
    }
    return std::nullopt;
}

std::string species_of(const SliceContext& context)
{
    if (const auto& declared = context.source.assumptions.species) {
        return usual_spelling(*declared);
    }
    if (const auto stated = stated_species(context)) {
        return stated->name;
    }
    throw InputError(ProblemCode::missing, context.subject, "missing species",
        { "declare it, e.g. ", named(Setting::assume_species, "CO2") });
}

} // namespace cityflux
