#include "grids/geometry/grid.h"

#include "grids/text/error.h"

#include <cmath>

#include <fmt/format.h>

namespace cityflux {

bool Grid::wraps() const
{
    return crs && crs->kind != CrsKind::projected && std::abs(x.high() - x.low() - 360.0) < 1e-6;
}

bool Grid::overlaps_itself() const
{
    return crs && crs->kind != CrsKind::projected && x.high() - x.low() > 360.0 + 1e-6;
}

void Grid::refuse_overlap(const std::string& subject) const
{
    if (overlaps_itself()) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format("overlapping columns: they span {:.6g} degrees, more than once around the "
                        "Earth, so that some places have two values",
                x.high() - x.low()),
            "cut the grid to 360 degrees first, e.g. with cdo sellonlatbox");
    }
}

void Grid::refuse_excess(const std::string& subject) const
{
    if (rows() > most_cells_along_axis || columns() > most_cells_along_axis) {
        throw InputError(ProblemCode::damaged, subject,
            fmt::format("damaged header: {} rows and {} columns (allowed: {} each)", rows(),
                columns(), most_cells_along_axis),
            "get the file again, or cut a larger map first, e.g. with gdal_translate -srcwin");
    }
}

std::string Grid::description() const
{
    const bool degrees = crs && crs->kind != CrsKind::projected;
    const std::string unit = degrees ? " degree" : "";
    const auto width = [](const Axis& axis) {
        return axis.is_even() ? fmt::format("{:.9g}", std::abs(axis.step()))
                              : fmt::format("{:.6g} to {:.6g}", axis.narrowest(), axis.widest());
    };
    const bool square
        = x.is_even() && y.is_even() && std::abs(std::abs(x.step()) - std::abs(y.step())) < 1e-9;
    const std::string size
        = square ? width(x) + unit : fmt::format("{} x {}{}", width(x), width(y), unit);
    return fmt::format("{} x {} cells of {}, x {:.10g} to {:.10g}, y {:.10g} to {:.10g}, rows {}{}",
        rows(), columns(), size, x.low(), x.high(), y.low(), y.high(),
        y.step() > 0 ? "south to north" : "north to south",
        x.step() > 0 ? "" : ", columns east to west");
}

} // namespace cityflux
