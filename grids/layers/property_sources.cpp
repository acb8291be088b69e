#include "grids/layers/property_sources.h"

#include "grids/text/words.h"

namespace cityflux {
namespace {

/// Returns the four-digit year of a two-digit one: 70..99 are in the twentieth century.
std::string full_year(const std::string& two_digits)
{
    return (two_digits >= "70" ? "19" : "20") + two_digits;
}

/// Returns the part of this name; the year may have two digits in the name ({yy}).
std::optional<std::string> from_parts(const NameParts& parts, const std::string& name)
{
    if (name == "year" && parts.contains("yy")) {
        return full_year(parts.at("yy"));
    }
    const auto found = parts.find(name);
    return found == parts.end() ? std::nullopt : std::optional(found->second);
}

std::optional<std::string> from_attribute(const std::string& attribute, const SliceContext& context)
{
    for (const Attributes* attributes :
        { &context.variable.attributes, &context.source.file.attributes() }) {
        if (attributes->has(attribute)) {
            return attributes->text(attribute);
        }
    }
    return std::nullopt;
}

/// Returns the year or month of a step of a time axis. A year has no month.
std::optional<std::string> from_time(const TimeStep& step, const std::string& name)
{
    if (name != "month") {
        return std::to_string(step.month.year);
    }
    return step.length == TimeStep::Length::year ? std::nullopt
                                                 : std::optional(std::to_string(step.month.month));
}

/// Returns the property by the index along a dimension. `kind` is "time", "dimension" or "index";
/// the last two need the dimension's name as `argument`.
std::optional<std::string> from_dimensions(const std::string& kind, const std::string& argument,
    const std::string& name, const SliceContext& context)
{
    for (std::size_t d = 0; d < context.slice.size(); ++d) {
        const SliceDimension& dimension = context.variable.dimensions[d];
        const std::size_t index = context.slice[d];
        if (kind == "time" && dimension.time && index < dimension.steps.size()) {
            return from_time(dimension.steps[index], name);
        }
        if (kind == "dimension" && dimension.name == argument && index < dimension.labels.size()) {
            return dimension.labels[index];
        }
        if (kind == "index" && dimension.name == argument
            && (name != "month" || dimension.size == 12)) {
            return std::to_string(index + 1);
        }
    }
    return std::nullopt;
}

/// `source` is one of PropertyRule::from.
std::optional<std::string> from_source(
    const std::string& source, const std::string& name, const SliceContext& context)
{
    const auto colon = source.find(':');
    const std::string kind = source.substr(0, colon);
    const std::string argument = colon == std::string::npos ? "" : source.substr(colon + 1);
    if (kind == "file") {
        return from_parts(context.source.in_file_name, name);
    }
    if (kind == "variable") {
        return from_parts(context.in_variable_name, name);
    }
    if (kind == "header") {
        return from_parts(context.source.in_header, name);
    }
    if (kind == "attribute") {
        return from_attribute(argument, context);
    }
    return from_dimensions(kind, argument, name, context);
}

/// Returns the property from the first source that has it.
std::optional<std::string> from_sources(
    const PropertyRule& rule, const std::string& name, const SliceContext& context)
{
    for (const std::string& source : rule.from) {
        auto found = from_source(source, name, context);
        if (found && !found->empty()) {
            return found;
        }
    }
    return std::nullopt;
}

} // namespace

std::optional<std::string> find_property(
    const PropertyRule& rule, const std::string& name, const SliceContext& context)
{
    std::optional<std::string> found = from_sources(rule, name, context);
    if (!found) {
        found = rule.value;
    }
    if (found) {
        for (const auto& [theirs, ours] : rule.names) {
            if (same_word(theirs, *found)) {
                return ours;
            }
        }
    }
    return found;
}

bool has_source(const PropertyRule& rule, const std::string& name, const SliceContext& context)
{
    return from_sources(rule, name, context).has_value();
}

} // namespace cityflux
