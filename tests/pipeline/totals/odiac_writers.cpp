#include "tests/pipeline/totals/odiac_writers.h"

#include "tests/folder_content.h"
#include "tests/grids/storage/gzip.h"
#include "tests/pipeline/totals/native_geotiff.h"
#include "tests/pipeline/totals/native_map.h"

#include <string>
#include <utility>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using Type = NativeNetcdf::Type;

} // namespace

Files write_odiac(const fs::path& folder, const MassField& field, OdiacForm form)
{
    const Lattice& l = field.lattice;
    const int parts = 120 / l.per_degree;
    const Lattice fine { 120, l.west * parts, l.south * parts,
        l.columns * static_cast<std::size_t>(parts), l.rows * static_cast<std::size_t>(parts) };
    const MassField small = regridded(field, fine);
    std::vector<float> values;
    values.reserve(small.tonnes.size());
    for (std::size_t r = fine.rows; r-- > 0;) {
        for (std::size_t c = 0; c < fine.columns; ++c) {
            values.push_back(static_cast<float>(small.tonnes[r * fine.columns + c] * carbon_share));
        }
    }
    const fs::path path = folder
        / (form == OdiacForm::tif_without_crs
                ? fmt::format("odiac2013a_1km_excl_intl_{:02}06.tif", written_year % 100)
                : fmt::format("odiac2022_1km_excl_intl_{:02}06.tif", written_year % 100));
    const double step = 1.0 / 120.0;
    const NativeGeotiff image { .transform
        = { fine.x_edge(0), step, 0.0, fine.y_edge(fine.rows), 0.0, -step },
        .crs = form == OdiacForm::tif_without_crs ? "" : "EPSG:4326",
        .columns = fine.columns,
        .rows = fine.rows,
        .values = std::move(values),
        .unit = "" };
    image.write(path);
    if (form == OdiacForm::tif_gz) {
        const std::string packed = write_gzip(path.string() + ".gz", content_of(path));
        fs::remove(path);
        return { packed };
    }
    return { path };
}

Files write_odiac_1_degree(const fs::path& folder, const MassField& field)
{
    const fs::path path = folder / fmt::format("odiac2022_1x1d_{}.nc", written_year);
    const MassField world = regridded(field, global_lattice(1, Longitudes::from_minus_180));
    NativeMap map(path, world.lattice);
    const int month_dimension = map.file.dimension("month", months);
    const int land
        = map.file.variable("land", Type::float32, { month_dimension, map.lat, map.lon });
    const int bunker
        = map.file.variable("intl_bunker", Type::float32, { month_dimension, map.lat, map.lon });
    map.file.attribute(land, "units", "gC/m2/d");
    map.file.attribute(bunker, "units", "gC/m2/d");
    map.write_coordinates();
    const std::vector<double> grams = by_true_area(world, 1e6 * carbon_share);
    for (std::size_t month = 1; month <= months; ++month) {
        map.file.write_slice(
            land, month - 1, scaled(grams, share_of_month(month) / days_of_month(month)));
        map.file.write_slice(bunker, month - 1, std::vector<double>(grams.size(), 0.0));
    }
    return { path };
}

} // namespace cityflux
