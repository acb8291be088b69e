#include "tests/pipeline/totals/native_map.h"

#include <cstddef>
#include <vector>

namespace cityflux {
namespace {

std::vector<double> centres(std::size_t count, auto centre)
{
    std::vector<double> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(centre(i));
    }
    return all;
}

} // namespace

Lattice global_lattice(int per_degree, Longitudes longitudes)
{
    return { per_degree, longitudes == Longitudes::from_0 ? 0 : -180 * per_degree, -90 * per_degree,
        static_cast<std::size_t>(360 * per_degree), static_cast<std::size_t>(180 * per_degree) };
}

NativeMap::NativeMap(const std::filesystem::path& path, const Lattice& map, NativeNetcdf::Form form)
    : lattice(map)
    , file(path, form)
    , lat(file.dimension("lat", map.rows))
    , lon(file.dimension("lon", map.columns))
    , latitudes(file.variable("lat", NativeNetcdf::Type::float32, { lat }))
    , longitudes(file.variable("lon", NativeNetcdf::Type::float32, { lon }))
{
    file.attribute(latitudes, "units", "degrees_north");
    file.attribute(latitudes, "standard_name", "latitude");
    file.attribute(longitudes, "units", "degrees_east");
    file.attribute(longitudes, "standard_name", "longitude");
}

void NativeMap::write_coordinates()
{
    file.write(
        latitudes, centres(lattice.rows, [&](std::size_t r) { return lattice.y_centre(r); }));
    file.write(
        longitudes, centres(lattice.columns, [&](std::size_t c) { return lattice.x_centre(c); }));
}

} // namespace cityflux
