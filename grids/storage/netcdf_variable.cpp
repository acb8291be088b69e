#include "grids/storage/netcdf_variable.h"

#include "grids/storage/netcdf_coordinates.h"
#include "grids/storage/netcdf_time.h"

#include <algorithm>
#include <string>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

Packing packing_of(const Variable& variable)
{
    const Attributes& a = variable.attributes;
    Packing packing;
    packing.scale = a.number("scale_factor").value_or(1.0);
    packing.offset = a.number("add_offset").value_or(0.0);
    for (const char* name : { "_FillValue", "missing_value", "nodata_value", "nodata" }) {
        if (const auto value = a.number(name)) {
            const auto all = a.numbers(name);
            packing.nodata.insert(packing.nodata.end(), all.begin(), all.end());
            if (all.empty()) {
                packing.nodata.push_back(*value);
            }
        }
    }
    if (const auto never_written = NetcdfHandle::fill_value(variable.type);
        never_written && !a.has("_FillValue")) {
        packing.nodata.push_back(*never_written);
    }
    const auto range = a.numbers("valid_range");
    if (range.size() == 2) {
        packing.valid_min = range[0];
        packing.valid_max = range[1];
    }
    if (a.has("valid_min")) {
        packing.valid_min = a.number("valid_min");
    }
    if (a.has("valid_max")) {
        packing.valid_max = a.number("valid_max");
    }
    return packing;
}

/// Returns the texts of a variable along a dimension, such as sector names. Empty if there is none
/// with `size` texts.
std::vector<std::string> text_labels(
    const NetcdfHandle& handle, std::size_t dimension, std::size_t size)
{
    for (const Variable& variable : handle.variables()) {
        if (variable.textual && !variable.dimensions.empty()
            && variable.dimensions.front() == dimension && variable.dimensions.size() <= 2) {
            auto labels = handle.texts(variable);
            if (labels.size() == size) {
                return labels;
            }
        }
    }
    return {};
}

/// Returns a word of a text whose words are separated by single spaces, or "" if it has fewer.
std::string word(const std::string& text, std::size_t index)
{
    std::size_t begin = 0;
    for (std::size_t i = 0; begin < text.size(); ++i) {
        const std::size_t end = std::min(text.find(' ', begin), text.size());
        if (i == index) {
            return text.substr(begin, end - begin);
        }
        begin = end + 1;
    }
    return {};
}

/// Returns the meaning of each value of a coordinate by flag_values and flag_meanings (CF
/// conventions, section 3.5), or the value itself.
std::vector<std::string> value_labels(const Variable& coordinate, const std::vector<double>& values)
{
    const auto meanings = coordinate.attributes.text("flag_meanings");
    const auto flags = coordinate.attributes.numbers("flag_values");
    std::vector<std::string> labels;
    for (const double value : values) {
        const auto flag = std::find(flags.begin(), flags.end(), value);
        labels.push_back(flag != flags.end() && !meanings.empty()
                ? word(meanings, static_cast<std::size_t>(flag - flags.begin()))
                : fmt::format("{:.10g}", value));
    }
    return labels;
}

} // namespace

GridVariable describe_variable(const Variable& stored)
{
    GridVariable variable;
    variable.name = stored.name;
    variable.attributes = stored.attributes;
    variable.type = stored.type;
    variable.packing = packing_of(stored);
    return variable;
}

SliceDimension read_dimension(const NetcdfHandle& handle, std::size_t dimension)
{
    SliceDimension described;
    described.name = handle.dimensions()[dimension].name;
    described.size = handle.dimensions()[dimension].size;
    const Variable* coordinate = coordinate_of(handle, dimension);
    if (coordinate == nullptr) {
        described.labels = text_labels(handle, dimension, described.size);
        read_time(described, handle, nullptr, {});
        return described;
    }
    const std::vector<double> values = unpacked_numbers(handle, *coordinate);
    read_time(described, handle, coordinate, values);
    described.labels = value_labels(*coordinate, values);
    return described;
}

} // namespace cityflux
