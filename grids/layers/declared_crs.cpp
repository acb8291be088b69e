#include "grids/layers/declared_crs.h"

#include "grids/geometry/cell_positions.h"
#include "grids/geometry/plane_unit.h"
#include "grids/text/error.h"

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Throws InputError if the axes of a file are in degrees and a declared CRS is a projection, or
/// the reverse.
void check_unit(const GridFile& file, const Crs& declared, const Text& subject)
{
    const bool projected = declared.kind == CrsKind::projected;
    const auto refuse = [&](const char* found, const char* required, const char* example) {
        throw InputError(ProblemCode::inconsistent, subject,
            fmt::format("inconsistent with {}: its coordinates are {}, those of {} are {}",
                file.path(), found, declared.name, required),
            { "declare the CRS of the coordinates, e.g. ", named(Setting::assume_crs, example) });
    };
    if (file.axis_meaning() == AxisMeaning::metres && !projected) {
        refuse("lengths", "degrees", "EPSG:32650");
    }
    if (file.axis_meaning() == AxisMeaning::degrees && projected) {
        refuse("degrees", "lengths", "EPSG:4326");
    }
}

/// Remedy for two-dimensional coordinates that are regular in no plane that is known.
Text remedy_for_curvilinear()
{
    return { "declare the projection in which they are regular, e.g. ",
        named(Setting::assume_crs, "+proj=lcc +lat_1=30 +lat_2=60 +lat_0=35 +lon_0=103 +R=6370000"),
        ", or regrid the file to longitude and latitude first, with cdo remapcon if it has the "
        "corners of the cells; without them a flux per area with cdo remapbil, which keeps totals "
        "only nearly" };
}

[[noreturn]] void refuse_counts(const GridFile& file)
{
    throw InputError(ProblemCode::missing, file.path(),
        "missing coordinates: those of the file count rows and columns",
        "add longitudes and latitudes with their units, e.g. with cdo setgrid,GRIDFILE");
}

} // namespace

Grid grid_in_declared_crs(const GridFile& file, const Crs& declared, const Text& subject)
{
    if (file.axis_meaning() == AxisMeaning::counts && !file.positions()) {
        refuse_counts(file);
    }
    check_unit(file, declared, subject);
    Grid grid = file.grid();
    const bool metres = file.axis_meaning() == AxisMeaning::metres;
    grid.crs = metres ? in_metres(declared) : declared;
    if (!file.positions()) {
        return grid;
    }
    if (metres && !lies_at(grid, *file.positions())) {
        throw InputError(ProblemCode::inconsistent, subject,
            fmt::format("inconsistent with {}: in this CRS the cells are not at {}", file.path(),
                file.positions()->names),
            "declare the CRS of the file's coordinates");
    }
    if (metres) {
        return grid;
    }
    const auto regular = regular_grid(*file.positions(), in_metres(declared));
    if (!regular) {
        throw InputError(ProblemCode::inconsistent, subject,
            fmt::format("inconsistent with {}: the two-dimensional coordinates {} are not a "
                        "regular grid in this CRS",
                file.path(), file.positions()->names),
            remedy_for_curvilinear());
    }
    return *regular;
}

void refuse_without_crs(const GridFile& file)
{
    const bool metres = file.axis_meaning() == AxisMeaning::metres;
    if (file.positions() && !metres) {
        Text problem = fmt::format(
            "unsupported curvilinear grid: the coordinates {} are two-dimensional and not regular "
            "in longitude and latitude or a projection of the file",
            file.positions()->names);
        if (file.crs_error()) {
            problem = { problem, " (", file.crs_error()->problem, ")" };
        }
        throw InputError(ProblemCode::unsupported, file.path(), problem, remedy_for_curvilinear());
    }
    if (file.crs_error()) {
        throw InputError(*file.crs_error());
    }
    if (file.axis_meaning() == AxisMeaning::counts) {
        refuse_counts(file);
    }
    throw InputError(ProblemCode::missing, file.path(),
        metres ? "missing CRS of coordinates in metres" : "missing CRS",
        { "declare it, e.g. ", named(Setting::assume_crs, metres ? "EPSG:32650" : "EPSG:4326") });
}

} // namespace cityflux
