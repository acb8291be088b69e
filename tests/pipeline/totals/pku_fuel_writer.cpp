#include "tests/pipeline/totals/pku_fuel_writer.h"

#include <cmath>
#include <numbers>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using Type = NativeNetcdf::Type;

constexpr double degree = std::numbers::pi / 180.0;

} // namespace

Files write_pku_fuel(const fs::path& folder, const MassField& field, Longitudes longitudes)
{
    const fs::path path = folder
        / (longitudes == Longitudes::from_0
                ? fmt::format("CO2_{}_v2.nc", written_year)
                : fmt::format("PKU_FUEL_CO2_{}_total.nc", written_year));
    const MassField world = regridded(field, global_lattice(10, longitudes));
    NativeMap map(path, world.lattice);
    const int time = map.file.dimension("time", months);
    const int areas
        = map.file.variable("grid_cell_area", Type::float64, { map.lat, map.lon }, true);
    const int emission
        = map.file.variable("emission", Type::float32, { time, map.lat, map.lon }, true);
    map.file.attribute(areas, "units", "km2");
    map.file.attribute(emission, "units", "g km-2 month-1");
    map.write_coordinates();
    // Areas of a sphere: only who uses the file's own areas gets the mass back.
    constexpr double radius_km = 6371.0;
    std::vector<double> areas_km2(world.tonnes.size());
    std::vector<double> density(world.tonnes.size());
    for (std::size_t i = 0; i < areas_km2.size(); ++i) {
        const std::size_t r = i / world.lattice.columns;
        areas_km2[i] = radius_km * radius_km * 0.1 * degree
            * (std::sin(world.lattice.y_edge(r + 1) * degree)
                - std::sin(world.lattice.y_edge(r) * degree));
        density[i] = world.tonnes[i] * 1e6 / areas_km2[i];
    }
    map.file.write(areas, areas_km2);
    for (std::size_t month = 1; month <= months; ++month) {
        map.file.write_slice(emission, month - 1, scaled(density, share_of_month(month)));
    }
    return { path };
}

} // namespace cityflux
