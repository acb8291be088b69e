#include "grids/storage/netcdf_variable.h"

#include "grids/storage/netcdf_coordinates.h"
#include "grids/storage/netcdf_labels.h"
#include "grids/storage/netcdf_packing.h"
#include "grids/storage/netcdf_time.h"

#include <vector>

namespace cityflux {

GridVariable describe_variable(const NetcdfHandle::Variable& stored)
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
    const NetcdfHandle::Variable* coordinate = coordinate_of(handle, dimension);
    const std::vector<double> values
        = coordinate == nullptr ? std::vector<double>() : unpacked_numbers(handle, *coordinate);
    const bool time_axis = coordinate != nullptr && role_of(*coordinate) == AxisRole::time;
    described.labels = time_axis ? labels_of_numbers(values)
                                 : labels_along(handle, dimension, coordinate, values);
    read_time(described, handle, coordinate, values);
    return described;
}

} // namespace cityflux
