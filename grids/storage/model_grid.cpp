#include "grids/storage/model_grid.h"

#include "grids/text/error.h"

#include <cmath>
#include <string>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Radius in m of the sphere of WRF, and of I/O API grids as CMAQ uses them.
constexpr const char* sphere = "+R=6370000 +units=m +no_defs +type=crs";

std::optional<std::size_t> dimension_named(const NetcdfHandle& handle, const char* name)
{
    for (std::size_t d = 0; d < handle.dimensions().size(); ++d) {
        if (handle.dimensions()[d].name == name) {
            return d;
        }
    }
    return std::nullopt;
}

std::optional<ModelDimensions> dimensions_named(
    const NetcdfHandle& handle, const char* x_name, const char* y_name)
{
    const auto x = dimension_named(handle, x_name);
    const auto y = dimension_named(handle, y_name);
    return x && y ? std::optional(ModelDimensions { *x, *y }) : std::nullopt;
}

bool is_ioapi(const NetcdfHandle& handle)
{
    const Attributes& file = handle.attributes();
    return file.number("GDTYP") && file.number("XORIG") && file.number("YORIG")
        && file.number("XCELL") && file.number("YCELL");
}

double attribute(const NetcdfHandle& handle, const char* name)
{
    return handle.attributes().number(name).value_or(0.0);
}

/// Returns the projection of an I/O API grid by the horizontal grid types of its user manual
/// (GRIDS). Returns std::nullopt for types that are not supported.
std::optional<std::string> ioapi_projection(const NetcdfHandle& handle, int type)
{
    const double alpha = attribute(handle, "P_ALP");
    const double beta = attribute(handle, "P_BET");
    const double gamma = attribute(handle, "P_GAM");
    const double latitude = attribute(handle, "YCENT");
    switch (type) {
    case 2: // Lambert conformal conic
        return fmt::format("+proj=lcc +lat_1={} +lat_2={} +lat_0={} +lon_0={} {}", alpha, beta,
            latitude, gamma, sphere);
    case 6: // polar stereographic
        return fmt::format("+proj=stere +lat_0={} +lat_ts={} +lon_0={} {}", alpha < 0.0 ? -90 : 90,
            beta, gamma, sphere);
    case 7: // equatorial Mercator
        return fmt::format("+proj=merc +lat_ts={} +lon_0={} {}", alpha, gamma, sphere);
    case 9: // Albers equal-area conic
        return fmt::format("+proj=aea +lat_1={} +lat_2={} +lat_0={} +lon_0={} {}", alpha, beta,
            latitude, gamma, sphere);
    default:
        return std::nullopt;
    }
}

Grid ioapi_grid(const NetcdfHandle& handle, const ModelDimensions& dimensions)
{
    const std::size_t columns = handle.dimensions()[dimensions.x].size;
    const std::size_t rows = handle.dimensions()[dimensions.y].size;
    if (attribute(handle, "NCOLS") != static_cast<double>(columns)
        || attribute(handle, "NROWS") != static_cast<double>(rows)) {
        throw InputError(ProblemCode::inconsistent, handle.path(),
            fmt::format("inconsistent size: NCOLS {} and NROWS {}, but {} columns and {} rows",
                attribute(handle, "NCOLS"), attribute(handle, "NROWS"), columns, rows),
            "correct NCOLS, NROWS, XORIG and YORIG, e.g. with ncatted");
    }
    const Point origin { attribute(handle, "XORIG"), attribute(handle, "YORIG") };
    const double width = attribute(handle, "XCELL");
    const double height = attribute(handle, "YCELL");
    const int type = static_cast<int>(attribute(handle, "GDTYP"));
    if (type == 1) {
        return { Axis(origin.x, width, columns),
            Axis(origin.y, height, rows).clamped(90.0, handle.path()), Crs() };
    }
    const std::optional<std::string> projection = ioapi_projection(handle, type);
    if (!projection) {
        throw InputError(ProblemCode::unsupported, handle.path(),
            fmt::format("unsupported I/O API grid type GDTYP {} (allowed: 1, 2, 6, 7, 9)", type),
            "regrid the file to longitude and latitude first");
    }
    const Crs crs = Crs::parse(*projection, handle.path() + ": I/O API grid");
    // XORIG and YORIG are relative to the point (XCENT, YCENT).
    const Point centre
        = Projection(crs).to_plane({ attribute(handle, "XCENT"), attribute(handle, "YCENT") });
    return { Axis(origin.x + centre.x, width, columns), Axis(origin.y + centre.y, height, rows),
        crs };
}

std::optional<Grid> wrf_grid(const NetcdfHandle& handle, const ModelDimensions& dimensions)
{
    const Attributes& file = handle.attributes();
    const std::optional<Crs> crs = wrf_projection(handle);
    const auto longitude = file.number("CEN_LON");
    const auto latitude = file.number("CEN_LAT");
    const double dx = attribute(handle, "DX");
    const double dy = attribute(handle, "DY");
    const std::size_t columns = handle.dimensions()[dimensions.x].size;
    const std::size_t rows = handle.dimensions()[dimensions.y].size;
    // The attributes are of the staggered grid; those of a part of a domain do not fit it.
    if (!crs || !longitude || !latitude || !(dx > 0.0) || !(dy > 0.0)
        || attribute(handle, "WEST-EAST_GRID_DIMENSION") != static_cast<double>(columns + 1)
        || attribute(handle, "SOUTH-NORTH_GRID_DIMENSION") != static_cast<double>(rows + 1)) {
        return std::nullopt;
    }
    const Point centre = Projection(*crs).to_plane({ *longitude, *latitude });
    return Grid { Axis(centre.x - dx * static_cast<double>(columns) / 2.0, dx, columns),
        Axis(centre.y - dy * static_cast<double>(rows) / 2.0, dy, rows), crs };
}

} // namespace

std::optional<ModelDimensions> model_dimensions(const NetcdfHandle& handle)
{
    if (is_ioapi(handle)) {
        return dimensions_named(handle, "COL", "ROW");
    }
    return handle.attributes().number("MAP_PROJ")
        ? dimensions_named(handle, "west_east", "south_north")
        : std::nullopt;
}

std::optional<Crs> wrf_projection(const NetcdfHandle& handle)
{
    const Attributes& file = handle.attributes();
    const auto kind = file.number("MAP_PROJ");
    if (!kind) {
        return std::nullopt;
    }
    const double first = attribute(handle, "TRUELAT1");
    const double declared = file.number("TRUELAT2").value_or(first);
    const double second = std::abs(declared) <= 90.0 ? declared : first;
    const double longitude = file.number("STAND_LON").value_or(attribute(handle, "CEN_LON"));
    const double latitude = file.number("MOAD_CEN_LAT").value_or(attribute(handle, "CEN_LAT"));
    std::string definition;
    switch (static_cast<int>(*kind)) {
    case 1:
        definition = fmt::format("+proj=lcc +lat_1={} +lat_2={} +lat_0={} +lon_0={} {}", first,
            second, latitude, longitude, sphere);
        break;
    case 2:
        definition = fmt::format("+proj=stere +lat_0={} +lat_ts={} +lon_0={} {}",
            first < 0.0 ? -90 : 90, first, longitude, sphere);
        break;
    case 3:
        // Any meridian may be the central one; that of the domain keeps the seam away from it.
        definition = fmt::format("+proj=merc +lat_ts={} +lon_0={} {}", first,
            file.number("CEN_LON").value_or(longitude), sphere);
        break;
    default:
        return std::nullopt;
    }
    return Crs::parse(definition, handle.path() + ": map projection of WRF");
}

std::optional<Grid> model_grid(const NetcdfHandle& handle, const ModelDimensions& dimensions)
{
    return is_ioapi(handle) ? std::optional(ioapi_grid(handle, dimensions))
                            : wrf_grid(handle, dimensions);
}

} // namespace cityflux
