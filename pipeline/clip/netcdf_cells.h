#pragma once

#include "pipeline/clip/city_map.h"
#include "pipeline/clip/grid_mapping.h"
#include "pipeline/output/netcdf_writer.h"

#include <string>

namespace cityflux {

/// Cells of a map in a CF netCDF file: dimensions, coordinates with bounds, grid mapping, areas and
/// coverage fractions. The functions are called in this order, each once.
class NetcdfCells {
public:
    /// `writer` and `grid` must outlive the result. Throws InputError beginning with `subject` if
    /// CF has no name for the map projection.
    NetcdfCells(NetcdfWriter& writer, const Grid& grid, const std::string& subject);

    /// Adds the dimensions y and x.
    void add_dimensions();
    /// Adds the coordinates, with bounds along the dimension `bounds` of size 2. Adds longitudes
    /// and latitudes of cell centres for a grid that is not in longitude and latitude.
    void add_coordinates(int bounds);
    /// Adds the grid mapping "crs".
    void add_mapping();
    /// Adds the area of each cell, and its coverage fraction if `with_coverage` is true. `rows`
    /// has all rows of the grid.
    void add_measures(const CityMap& rows, bool with_coverage);

    int y() const { return y_; }
    int x() const { return x_; }
    /// Returns the names of the auxiliary coordinates of the cells, or "" if there are none.
    const std::string& auxiliary_coordinates() const { return auxiliary_coordinates_; }

private:
    /// Names and unit of an axis.
    struct AxisNames {
        const char* name;
        const char* standard_name;
        const char* unit;
        const char* axis;
    };

    AxisNames names_of_x() const;
    AxisNames names_of_y() const;
    void add_axis(const AxisNames& names, const Axis& axis, int dimension, int bounds);
    void add_centres();
    NetcdfWriter::Attributes on_grid(NetcdfWriter::Attributes attributes) const;

    NetcdfWriter& writer_;
    const Grid& grid_;
    GridMapping mapping_;
    std::string auxiliary_coordinates_;
    int y_ = -1;
    int x_ = -1;
};

} // namespace cityflux
