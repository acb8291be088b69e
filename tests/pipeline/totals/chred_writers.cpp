#include "tests/pipeline/totals/chred_writers.h"

#include "tests/pipeline/totals/albers_field.h"
#include "tests/pipeline/totals/native_geotiff.h"

#include <fstream>
#include <vector>

#include <fmt/format.h>

namespace cityflux {

namespace fs = std::filesystem;

Files write_chred_geotiff(const fs::path& folder, const MassField& field)
{
    const fs::path path = folder / fmt::format("CHRED_CO2_{}_10km.tif", written_year);
    const AlbersField plane = on_albers(field, 10000.0, krasovsky);
    const NativeGeotiff image { .transform
        = { plane.west_m, plane.size_m, 0.0, plane.north_m, 0.0, -plane.size_m },
        .crs = "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +x_0=0 +y_0=0 +ellps=krass "
               "+units=m +no_defs",
        .columns = plane.columns,
        .rows = plane.rows,
        .values = std::vector<float>(plane.tonnes.begin(), plane.tonnes.end()),
        .unit = "t" };
    image.write(path);
    return { path };
}

Files write_chred_table(const fs::path& folder, const MassField& field)
{
    const fs::path path = folder / fmt::format("CHRED_CO2_{}_10km.csv", written_year);
    const AlbersField plane = on_albers(field, 10000.0, grs80);
    std::ofstream file(path);
    file << "x,y,value\n";
    for (std::size_t i = 0; i < plane.tonnes.size(); ++i) {
        const double x
            = plane.west_m + (static_cast<double>(i % plane.columns) + 0.5) * plane.size_m;
        const double y
            = plane.north_m - (static_cast<double>(i / plane.columns) + 0.5) * plane.size_m;
        file << table_line(x, y, plane.tonnes[i], ',');
    }
    return { path };
}

} // namespace cityflux
