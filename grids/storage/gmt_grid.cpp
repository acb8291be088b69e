#include "grids/storage/gmt_grid.h"

#include "grids/storage/netcdf_coordinates.h"
#include "grids/text/error.h"

#include <cmath>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;
using Numbers = std::vector<double>;

/// Numbers by which the form describes its grid: two each, of x and of y.
struct GmtHeader {
    Numbers x_range; ///< first and last x
    Numbers y_range; ///< first and last y, from south to north
    Numbers spacing; ///< cell size
    Numbers dimension; ///< number of columns and rows

    std::size_t columns() const { return static_cast<std::size_t>(dimension[0]); }
    std::size_t rows() const { return static_cast<std::size_t>(dimension[1]); }
};

Numbers read_pair(const NetcdfHandle& handle, const char* name)
{
    const Variable* variable = handle.find(name);
    auto values = variable == nullptr ? Numbers() : handle.numbers(*variable);
    if (values.size() != 2) {
        throw InputError(
            fmt::format("{}: the GMT grid lacks '{}' with its two numbers", handle.path(), name));
    }
    return values;
}

/// Reads the header and checks it against the size of `z`.
GmtHeader read_header(const NetcdfHandle& handle, const Variable& z)
{
    GmtHeader header;
    header.x_range = read_pair(handle, "x_range");
    header.y_range = read_pair(handle, "y_range");
    header.spacing = read_pair(handle, "spacing");
    header.dimension = read_pair(handle, "dimension");
    const Numbers& spacing = header.spacing;
    const Numbers& dimension = header.dimension;
    if (!(spacing[0] > 0.0 && spacing[1] > 0.0)) {
        throw InputError(
            fmt::format("{}: the GMT grid gives {} x {} as the size of its cells, which cannot be",
                handle.path(), spacing[0], spacing[1]));
    }
    if (!(dimension[0] >= 1 && dimension[1] >= 1 && dimension[0] < 1e9 && dimension[1] < 1e9)) {
        throw InputError(fmt::format("{}: the GMT grid gives {} x {} as its size, which cannot be",
            handle.path(), dimension[0], dimension[1]));
    }
    if (z.dimensions.size() != 1
        || handle.dimensions()[z.dimensions[0]].size != header.rows() * header.columns()) {
        throw InputError(
            fmt::format("{}: 'z' does not hold the {} x {} values that 'dimension' announces",
                handle.path(), header.rows(), header.columns()));
    }
    return header;
}

/// Returns true if a range is that of so many steps.
bool spans(const Numbers& range, double step, std::size_t steps)
{
    return std::abs(range[1] - range[0] - step * static_cast<double>(steps)) < 1e-3 * step;
}

/// Returns true if ranges are the outer edges (pixel registration), false if they are the outer
/// centres (gridline registration).
bool is_pixel_registered(const GmtHeader& header, const std::string& path)
{
    const auto& [x_range, y_range, spacing, dimension] = header;
    const std::size_t columns = header.columns();
    const std::size_t rows = header.rows();
    const bool pixel = spans(x_range, spacing[0], columns);
    if (!pixel && !spans(x_range, spacing[0], columns - 1)) {
        throw InputError(
            fmt::format("{}: x_range {}..{}, spacing {} and {} columns do not fit together", path,
                x_range[0], x_range[1], spacing[0], columns));
    }
    if (!spans(y_range, spacing[1], pixel ? rows : rows - 1)) {
        throw InputError(
            fmt::format("{}: y_range {}..{}, spacing {} and {} rows do not fit together", path,
                y_range[0], y_range[1], spacing[1], rows));
    }
    return pixel;
}

} // namespace

bool is_gmt_grid(const NetcdfHandle& handle)
{
    return handle.find("x_range") != nullptr && handle.find("spacing") != nullptr
        && handle.find("z") != nullptr;
}

NetcdfContents read_gmt_grid(const NetcdfHandle& handle)
{
    const Variable& z = *handle.find("z");
    const GmtHeader header = read_header(handle, z);
    const auto& [x_range, y_range, spacing, dimension] = header;
    const double half = is_pixel_registered(header, handle.path()) ? 0.0 : 0.5;

    NetcdfContents found { { .format = handle.format() + ", flat GMT grid",
        .attributes = handle.attributes() } };
    found.flat = true;
    Grid& grid = found.contents.grid;
    grid.x = Axis(x_range[0] - half * spacing[0], spacing[0], header.columns());
    grid.y = Axis(y_range[1] + half * spacing[1], -spacing[1], header.rows());
    if (std::abs(x_range[0]) <= 360.0 && std::abs(x_range[1]) <= 360.0
        && std::abs(y_range[0]) <= 90.0 && std::abs(y_range[1]) <= 90.0
        && in_degrees(*handle.find("x_range"))) {
        grid.crs = Crs();
    }
    found.contents.variables.push_back(describe_variable(z));
    found.locations.push_back({ static_cast<std::size_t>(&z - handle.variables().data()), 0, 0 });
    return found;
}

} // namespace cityflux
