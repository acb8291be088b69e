#include "grids/layers/declared_crs.h"

#include "grids/geometry/plane_unit.h"
#include "grids/text/error.h"

#include <fmt/format.h>

namespace cityflux {

Crs declared_crs(const GridFile& file, const Crs& declared, const Text& subject)
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
    return file.axis_meaning() == AxisMeaning::metres ? in_metres(declared) : declared;
}

void refuse_without_crs(const GridFile& file)
{
    if (file.crs_error()) {
        throw InputError(*file.crs_error());
    }
    throw InputError(ProblemCode::missing, file.path(),
        file.axis_meaning() == AxisMeaning::metres ? "missing CRS of coordinates in metres"
                                                   : "missing CRS",
        { "declare it, e.g. ",
            named(Setting::assume_crs,
                file.axis_meaning() == AxisMeaning::metres ? "EPSG:32650" : "EPSG:4326") });
}

} // namespace cityflux
