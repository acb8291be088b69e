#include "tests/pipeline/totals/meic_writers.h"

#include "tests/pipeline/totals/native_netcdf.h"

#include <cstddef>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using Type = NativeNetcdf::Type;

constexpr Lattice meic_lattice { 4, 280, 40, 320, 200 };

/// The values of a month from north to south; cells that no cell of the field reaches carry a
/// negative mark.
std::vector<double> meic_month(
    const MassField& quarter_degree, const Lattice& known, std::size_t month)
{
    const Lattice& l = quarter_degree.lattice;
    std::vector<double> values;
    for (std::size_t r = l.rows; r-- > 0;) {
        for (std::size_t c = 0; c < l.columns; ++c) {
            const bool reached = l.x_edge(c + 1) > known.x_edge(0)
                && l.x_edge(c) < known.x_edge(known.columns) && l.y_edge(r + 1) > known.y_edge(0)
                && l.y_edge(r) < known.y_edge(known.rows);
            values.push_back(reached
                    ? quarter_degree.tonnes[r * l.columns + c] * share_of_month(month)
                    : c % 2 == 0 ? -9999.0
                                 : -1.0);
        }
    }
    return values;
}

} // namespace

Files write_meic_netcdf(const fs::path& folder, const MassField& field)
{
    const MassField quarter = regridded(field, meic_lattice);
    Files files;
    for (std::size_t month = 1; month <= months; ++month) {
        files.push_back(folder / fmt::format("{}_{:02}__power__CO2.nc", written_year, month));
        NativeNetcdf file(files.back(), NativeNetcdf::Form::classic);
        const int side = file.dimension("side", 2);
        const int xysize = file.dimension("xysize", quarter.tonnes.size());
        const int x_range = file.variable("x_range", Type::float64, { side });
        const int y_range = file.variable("y_range", Type::float64, { side });
        const int z_range = file.variable("z_range", Type::float64, { side });
        const int spacing = file.variable("spacing", Type::float64, { side });
        const int dimension = file.variable("dimension", Type::int32, { side });
        const int z = file.variable("z", Type::float32, { xysize });
        file.attribute(z, "nodata_value", -9999.0);
        file.write(x_range, { 70.0, 150.0 });
        file.write(y_range, { 10.0, 60.0 });
        file.write(z_range, { 0.0, 1e9 });
        file.write(spacing, { 0.25, 0.25 });
        file.write(dimension, { 320.0, 200.0 });
        file.write(z, meic_month(quarter, field.lattice, month));
    }
    return files;
}

Files write_meic_ascii(const fs::path& folder, const MassField& field)
{
    const MassField quarter = regridded(field, meic_lattice);
    Files files;
    for (std::size_t month = 1; month <= months; ++month) {
        files.push_back(folder / fmt::format("{}_{:02}__power__CO2.asc", written_year, month));
        std::string text = "ncols         320\nnrows         200\nxllcorner     70.0\nyllcorner    "
                           " 10.0\ncellsize      0.25\n"
                           "NODATA_value  -9999\n";
        const std::vector<double> values = meic_month(quarter, field.lattice, month);
        for (std::size_t i = 0; i < values.size(); ++i) {
            fmt::format_to(
                std::back_inserter(text), "{:.9g}{}", values[i], (i + 1) % 320 == 0 ? '\n' : ' ');
        }
        std::ofstream(files.back()) << text;
    }
    return files;
}

} // namespace cityflux
