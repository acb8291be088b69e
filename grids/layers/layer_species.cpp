#include "grids/layers/layer_species.h"

#include "grids/layers/property_sources.h"
#include "grids/quantity/substance.h"
#include "grids/text/error.h"
#include "grids/text/words.h"

#include <algorithm>
#include <set>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns true for ASCII letters and digits.
bool is_letter_or_digit(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
}

std::vector<std::string> words_of(const std::string& text)
{
    std::vector<std::string> words;
    for (auto begin = text.begin(); begin != text.end();) {
        begin = std::find_if(begin, text.end(), is_letter_or_digit);
        const auto end = std::find_if_not(begin, text.end(), is_letter_or_digit);
        words.emplace_back(begin, end);
        begin = end;
    }
    return words;
}

/// Returns the first word of a text that names a substance, or the first known phrase such as
/// "carbon_dioxide".
std::optional<std::string> substance_in(const std::string& text)
{
    for (const std::string& word : words_of(text)) {
        if (const auto substance = Substance::find(word)) {
            return substance->name;
        }
    }
    for (const char* phrase :
        { "carbon_dioxide", "methane", "nitrous_oxide", "carbon_monoxide", "sulfur_dioxide" }) {
        if (text.find(phrase) != std::string::npos) {
            return Substance::find(phrase)->name;
        }
    }
    return std::nullopt;
}

/// Returns the species of the slice's index along a dimension of species.
std::optional<std::string> species_label(const SliceContext& context)
{
    const auto dimension = species_dimension(context.variable);
    return dimension
        ? std::optional(context.variable.dimensions[*dimension].labels[context.slice[*dimension]])
        : std::nullopt;
}

} // namespace

std::optional<std::size_t> species_dimension(const GridVariable& variable)
{
    for (std::size_t d = 0; d < variable.dimensions.size(); ++d) {
        const std::vector<std::string>& labels = variable.dimensions[d].labels;
        if (!variable.dimensions[d].time && !labels.empty()
            && std::ranges::all_of(labels,
                [](const std::string& label) { return Substance::find(label).has_value(); })) {
            return d;
        }
    }
    return std::nullopt;
}

bool is_name_of_species(const std::string& name)
{
    static const std::set<std::string> general { "emission", "emissions", "emi", "emis", "em",
        "flux", "fluxes", "total", "totals", "sum", "all", "anthro", "anthropogenic", "density",
        "rate", "surface", "mass" };
    return std::ranges::all_of(words_of(name), [](const std::string& word) {
        return Substance::find(word).has_value() || general.contains(lower_case(word));
    });
}

std::optional<StatedSpecies> stated_species(const SliceContext& context)
{
    const PropertyRule& rule = context.source.inventory.species;
    if (const auto found = find_property(rule, "species", context)) {
        return StatedSpecies { usual_spelling(*found), !has_source(rule, "species", context) };
    }
    if (const auto label = species_label(context)) {
        return StatedSpecies { usual_spelling(*label) };
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
