#include "grids/storage/netcdf_variable.h"

#include "grids/storage/netcdf_coordinates.h"
#include "grids/storage/netcdf_labels.h"
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
    const std::vector<double> values
        = coordinate == nullptr ? std::vector<double>() : unpacked_numbers(handle, *coordinate);
    const bool time_axis = coordinate != nullptr && role_of(*coordinate) == AxisRole::time;
    described.labels = time_axis ? labels_of_numbers(values)
                                 : labels_along(handle, dimension, coordinate, values);
    read_time(described, handle, coordinate, values);
    return described;
}

} // namespace cityflux
