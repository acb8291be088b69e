#include "grids/storage/curvilinear_grid.h"

#include "grids/geometry/plane_unit.h"
#include "grids/storage/model_grid.h"
#include "grids/storage/netcdf_coordinates.h"
#include "grids/storage/netcdf_crs.h"
#include "grids/storage/netcdf_positions.h"
#include "grids/text/error.h"

#include <optional>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns the reference systems that a file declares for a curvilinear grid, then longitude and
/// latitude. Sets the error of `contents` if it declares one that is not supported.
std::vector<Crs> planes_of(
    const NetcdfHandle& handle, const SharedGrid& shared, GridContents& contents)
{
    std::vector<Crs> planes;
    NetcdfCrs found = shared.mapping != nullptr
        ? crs_of_mapping(handle, *shared.mapping)
        : only_fitting_crs(handle, CoordinateKind::undeclared);
    contents.crs_error = std::move(found.error);
    if (found.crs) {
        planes.push_back(in_metres(*found.crs));
    }
    if (auto projection = wrf_projection(handle)) {
        planes.push_back(std::move(*projection));
    }
    planes.push_back(Crs());
    return planes;
}

/// Returns the grid of one-dimensional coordinates without a unit, in that of a projected CRS.
/// Returns std::nullopt unless its cells are where the positions are.
std::optional<Grid> grid_of_plain_coordinates(const NetcdfHandle& handle, const SharedGrid& shared,
    const Crs& crs, const CellPositions& positions)
{
    const auto coordinates = coordinates_of(handle, shared);
    if (!coordinates || shared.mapping == nullptr || crs.kind != CrsKind::projected) {
        return std::nullopt;
    }
    const double unit = metres_per_unit(*crs_of_mapping(handle, *shared.mapping).crs);
    try {
        const Grid grid { read_axis(handle, coordinates->x, { .factor = unit }).axis,
            read_axis(handle, coordinates->y, { .factor = unit }).axis, crs };
        return lies_at(grid, positions) ? std::optional(grid) : std::nullopt;
    } catch (const InputError&) {
        return std::nullopt;
    }
}

AxisMeaning meaning_of(const Crs& crs)
{
    switch (crs.kind) {
    case CrsKind::geographic:
        return AxisMeaning::degrees;
    case CrsKind::rotated:
        return AxisMeaning::rotated_degrees;
    case CrsKind::projected:
        break;
    }
    return AxisMeaning::metres;
}

} // namespace

void read_curvilinear_grid(
    const NetcdfHandle& handle, const SharedGrid& shared, GridContents& contents)
{
    CellPositions positions = read_positions(handle, *shared.positions);
    for (const Crs& crs : planes_of(handle, shared, contents)) {
        auto grid = grid_of_plain_coordinates(handle, shared, crs, positions);
        if (!grid) {
            grid = regular_grid(positions, crs);
        }
        if (grid) {
            contents.notes.push_back(
                fmt::format("the cells are those of the two-dimensional coordinates {}, which are "
                            "a regular grid in {}",
                    positions.names, crs.name));
            contents.axis_meaning = meaning_of(crs);
            contents.grid = std::move(*grid);
            contents.crs_error.reset();
            return;
        }
    }
    contents.grid = { Axis(0.0, 1.0, positions.columns), Axis(0.0, 1.0, positions.rows), {} };
    contents.axis_meaning = AxisMeaning::counts;
    contents.positions = std::move(positions);
}

} // namespace cityflux
