#include "grids/storage/netcdf_labels.h"

#include "grids/storage/netcdf_coordinates.h"
#include "grids/storage/netcdf_groups.h"
#include "grids/text/number_text.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;
using Labels = std::vector<std::string>;

/// Returns the parts of a text between any of the characters `separators`, without empty ones and
/// without spaces around them.
Labels parts_of(const std::string& text, std::string_view separators)
{
    Labels parts;
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find_first_of(separators, begin), text.size());
        const std::size_t first = text.find_first_not_of(" \t\n", begin);
        if (first < end) {
            const std::size_t last = text.find_last_not_of(" \t\n", end - 1);
            parts.push_back(text.substr(first, last + 1 - first));
        }
        begin = end + 1;
    }
    return parts;
}

/// Returns true if there are `size` labels, none empty and none twice.
bool are_complete(const Labels& labels, std::size_t size)
{
    const std::set<std::string> different(labels.begin(), labels.end());
    return labels.size() == size && different.size() == size && !different.contains("");
}

/// Returns the flags of a variable, from numbers or from a text of them.
std::vector<double> flags_of(const Variable& variable)
{
    std::vector<double> flags = variable.attributes.numbers("flag_values");
    if (flags.empty()) {
        for (const std::string& part : parts_of(variable.attributes.text("flag_values"), " ,;")) {
            flags.push_back(number_of(part).value_or(std::nan("")));
        }
    }
    return flags;
}

/// Returns the meaning of each value by flag_values and flag_meanings, or the value itself. Returns
/// none if the variable has no such attributes.
Labels flag_labels(const Variable& variable, std::span<const double> values)
{
    const std::string text = variable.attributes.text("flag_meanings");
    const std::vector<double> flags = flags_of(variable);
    if (text.empty() || flags.empty()) {
        return {};
    }
    Labels meanings = parts_of(text, " \t\n");
    for (const char* separators : { ",", ";", "|" }) {
        if (meanings.size() != flags.size()) {
            meanings = parts_of(text, separators);
        }
    }
    Labels labels;
    for (const double value : values) {
        const auto flag = static_cast<std::size_t>(
            std::find(flags.begin(), flags.end(), value) - flags.begin());
        labels.push_back(flag < flags.size() && flag < meanings.size()
                ? meanings[flag]
                : fmt::format("{:.10g}", value));
    }
    return labels;
}

/// Returns the labels that an attribute lists by value: "0: Agriculture; 1: Energy". Returns none
/// if one of the values is not listed.
Labels listed_labels(const Variable& coordinate, std::span<const double> values)
{
    for (const auto& [name, value] : coordinate.attributes) {
        std::map<double, std::string> listed;
        for (const std::string& part : parts_of(value.text, ";,\n")) {
            const std::size_t colon = part.find_first_of(":=");
            const auto number = number_of(part.substr(0, part.find_last_not_of(" :=", colon) + 1));
            if (colon != std::string::npos && number) {
                const std::size_t begin = part.find_first_not_of(" :=", colon);
                listed[*number] = begin == std::string::npos ? "" : part.substr(begin);
            }
        }
        Labels labels;
        for (const double wanted : values) {
            labels.push_back(listed.contains(wanted) ? listed[wanted] : "");
        }
        if (!labels.empty() && are_complete(labels, values.size())) {
            return labels;
        }
    }
    return {};
}

/// Returns the names in the attribute `coordinates` of all variables, with spaces around each.
std::string named_coordinates(const NetcdfHandle& handle)
{
    std::string names = " ";
    for (const Variable& variable : handle.variables()) {
        names += variable.attributes.text("coordinates") + " ";
    }
    return names;
}

/// Returns the texts of a variable along a dimension. A variable that `coordinates` names comes
/// before others.
Labels text_labels(const NetcdfHandle& handle, std::size_t dimension)
{
    const std::string named = named_coordinates(handle);
    Labels found;
    for (const Variable& variable : handle.variables()) {
        if (!variable.textual || variable.dimensions.empty()
            || variable.dimensions.front() != dimension || variable.dimensions.size() > 2) {
            continue;
        }
        Labels labels = handle.texts(variable);
        if (!are_complete(labels, handle.dimensions()[dimension].size)) {
            continue;
        }
        if (named.find(" " + base_name(variable) + " ") != std::string::npos) {
            return labels;
        }
        if (found.empty()) {
            found = std::move(labels);
        }
    }
    return found;
}

/// Returns the meanings of the flags of a variable along a dimension that is not its coordinate.
Labels other_flag_labels(
    const NetcdfHandle& handle, std::size_t dimension, const Variable* coordinate)
{
    for (const Variable& variable : handle.variables()) {
        if (&variable != coordinate && variable.numeric && variable.dimensions.size() == 1
            && variable.dimensions.front() == dimension
            && variable.attributes.has("flag_meanings")) {
            Labels labels = flag_labels(variable, unpacked_numbers(handle, variable));
            if (are_complete(labels, handle.dimensions()[dimension].size)) {
                return labels;
            }
        }
    }
    return {};
}

} // namespace

std::vector<std::string> labels_along(const NetcdfHandle& handle, std::size_t dimension,
    const NetcdfHandle::Variable* coordinate, std::span<const double> values)
{
    Labels labels = coordinate != nullptr ? flag_labels(*coordinate, values) : Labels();
    if (labels.empty()) {
        labels = text_labels(handle, dimension);
    }
    if (labels.empty()) {
        labels = other_flag_labels(handle, dimension, coordinate);
    }
    if (labels.empty() && coordinate != nullptr) {
        labels = listed_labels(*coordinate, values);
    }
    return labels.empty() ? labels_of_numbers(values) : labels;
}

std::vector<std::string> labels_of_numbers(std::span<const double> values)
{
    Labels labels;
    for (const double value : values) {
        labels.push_back(fmt::format("{:.10g}", value));
    }
    return labels;
}

} // namespace cityflux
