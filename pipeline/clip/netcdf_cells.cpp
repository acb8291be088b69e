#include "pipeline/clip/netcdf_cells.h"

#include <array>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cityflux {

using Attributes = NetcdfWriter::Attributes;

NetcdfCells::NetcdfCells(NetcdfWriter& writer, const Grid& grid, const std::string& subject)
    : writer_(writer)
    , grid_(grid)
    , mapping_(grid_mapping(*grid.crs, subject))
{
}

NetcdfCells::AxisNames NetcdfCells::names_of_x() const
{
    switch (grid_.crs->kind) {
    case CrsKind::geographic:
        return { "lon", "longitude", "degrees_east", "X" };
    case CrsKind::rotated:
        return { "rlon", "grid_longitude", "degrees", "X" };
    case CrsKind::projected:
        break;
    }
    return { "x", "projection_x_coordinate", mapping_.unit.c_str(), "X" };
}

NetcdfCells::AxisNames NetcdfCells::names_of_y() const
{
    switch (grid_.crs->kind) {
    case CrsKind::geographic:
        return { "lat", "latitude", "degrees_north", "Y" };
    case CrsKind::rotated:
        return { "rlat", "grid_latitude", "degrees", "Y" };
    case CrsKind::projected:
        break;
    }
    return { "y", "projection_y_coordinate", mapping_.unit.c_str(), "Y" };
}

void NetcdfCells::add_dimensions()
{
    y_ = writer_.add_dimension(names_of_y().name, grid_.rows());
    x_ = writer_.add_dimension(names_of_x().name, grid_.columns());
}

void NetcdfCells::add_coordinates(int bounds)
{
    add_axis(names_of_y(), grid_.y, y_, bounds);
    add_axis(names_of_x(), grid_.x, x_, bounds);
    if (grid_.crs->kind != CrsKind::geographic) {
        add_centres();
        auxiliary_coordinates_ = "lat lon";
    }
}

void NetcdfCells::add_axis(const AxisNames& names, const Axis& axis, int dimension, int bounds)
{
    std::vector<double> centres;
    std::vector<double> edges;
    for (std::size_t i = 0; i < axis.count(); ++i) {
        centres.push_back(axis.centre(i));
        edges.insert(edges.end(), { axis.edge(i), axis.edge(i + 1) });
    }
    const std::string bounds_name = fmt::format("{}_bnds", names.name);
    writer_.add_coordinate(names.name, std::array { dimension }, centres,
        { { "standard_name", names.standard_name }, { "units", names.unit }, { "axis", names.axis },
            { "bounds", bounds_name } });
    writer_.add_coordinate(bounds_name.c_str(), std::array { dimension, bounds }, edges, {});
}

void NetcdfCells::add_centres()
{
    const Projection projection(*grid_.crs);
    std::vector<double> longitudes;
    std::vector<double> latitudes;
    for (std::size_t r = 0; r < grid_.rows(); ++r) {
        for (std::size_t c = 0; c < grid_.columns(); ++c) {
            const Point centre = projection.to_wgs84({ grid_.x.centre(c), grid_.y.centre(r) });
            longitudes.push_back(centre.x);
            latitudes.push_back(centre.y);
        }
    }
    writer_.add_numbers("lon", std::array { y_, x_ }, longitudes,
        { { "standard_name", "longitude" }, { "units", "degrees_east" } });
    writer_.add_numbers("lat", std::array { y_, x_ }, latitudes,
        { { "standard_name", "latitude" }, { "units", "degrees_north" } });
}

void NetcdfCells::add_mapping()
{
    Attributes attributes { { "grid_mapping_name", mapping_.name } };
    for (const auto& [name, value] : mapping_.parameters) {
        attributes.push_back({ name.c_str(), {}, { value } });
    }
    if (!mapping_.standard_parallels.empty()) {
        attributes.push_back({ "standard_parallel", {}, mapping_.standard_parallels });
    }
    if (!mapping_.wkt.empty()) {
        attributes.push_back({ "crs_wkt", mapping_.wkt });
    }
    writer_.add_container("crs", attributes);
}

Attributes NetcdfCells::on_grid(Attributes attributes) const
{
    attributes.push_back({ "grid_mapping", "crs" });
    if (!auxiliary_coordinates_.empty()) {
        attributes.push_back({ "coordinates", auxiliary_coordinates_ });
    }
    return attributes;
}

void NetcdfCells::add_measures(const CityMap& rows, bool with_coverage)
{
    writer_.add_numbers("cell_area", std::array { y_, x_ }, rows.area_m2,
        { { "standard_name", "cell_area" }, { "long_name", "area of the cell on WGS84" },
            { "units", "m2" } });
    if (with_coverage) {
        writer_.add_numbers("coverage_fraction", std::array { y_, x_ }, rows.fraction,
            on_grid({ { "long_name", "share of the cell's area inside the city" }, { "units", "1" },
                { "cell_measures", "area: cell_area" } }));
    }
}

} // namespace cityflux
