#include "boundaries/kept/city_store.h"
#include "boundaries/kept/coverage_store.h"
#include "tests/fuzz/small_files.h"

#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>

/// Writes the seeds of the fuzz targets that are no texts: make_seeds FOLDER. Those that are stand
/// in tests/fuzz/seeds.

namespace {

namespace fs = std::filesystem;

void write_bytes(const fs::path& file, const std::string& bytes)
{
    fs::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << bytes;
}

std::string content_of(const fs::path& file)
{
    std::ifstream in(file, std::ios::binary);
    return { std::istreambuf_iterator<char>(in), {} };
}

} // namespace

int main(int argc, char** argv)
{
    using namespace cityflux;
    if (argc != 2) {
        return 2;
    }
    const fs::path folder = argv[1];
    fs::remove_all(folder);
    fs::create_directories(folder);
    /// A small file with the letter before it that tells the target what it is.
    const auto seed = [&](const char* target, const char* name, const char* letter,
                          const std::function<void(const std::string&)>& write) {
        const fs::path file = folder / name;
        write(file.string());
        write_bytes(folder / target / name, letter + content_of(file));
    };
    seed("netcdf_grid", "classic.nc", "", small_files::write_netcdf3);
    seed("netcdf_grid", "chunks.nc", "", small_files::write_netcdf4);
    seed("netcdf_grid", "checked.nc", "", small_files::write_netcdf4_checked);
    seed("raster_grid", "plain.tif", "T", small_files::write_geotiff);
    seed("raster_grid", "deflated.tif", "T", small_files::write_geotiff_deflated);
    seed("raster_grid", "grid.asc", "A", small_files::write_ascii_grid);
    seed("text_grid", "points.csv", "P", small_files::write_point_table);
    seed("text_grid", "points.csv.gz", "p", small_files::write_point_table_gz);
    seed("boundary", "cities.geojson", "J", small_files::write_geojson);
    seed("boundary", "cities.gpkg", "G", small_files::write_geopackage);
    seed("boundary", "cities.shp", "S", small_files::write_shapefile);
    seed("statistics", "table.xlsx", "X", small_files::write_spreadsheet);
    seed("statistics", "totals.csv", "C",
        [](const std::string& path) { small_files::write_totals_csv(path, "first"); });
    // Files that users start from: config/.
    const auto config = [&](const char* kind, const char* letter) {
        for (const fs::directory_entry& file :
            fs::recursive_directory_iterator(fs::path(CITYFLUX_SOURCE_DIR) / "config" / kind)) {
            if (file.path().extension() == ".toml" && file.file_size() < 16384) {
                write_bytes(
                    folder / "config" / file.path().filename(), letter + content_of(file.path()));
            }
        }
    };
    config("inventories", "I");
    config("index", "X");
    config("pipelines", "P");
    config("statistics", "T");
    config("factors", "F");

    BoundaryRequest request;
    request.file = (folder / "cities.geojson").string();
    const CityList cities = read_boundaries(request);
    write_bytes(folder / "cache_record" / "cities", "C" + record_of_cities(cities));
    Grid grid;
    grid.x = Axis(100.0, 0.5, 10);
    grid.y = Axis(34.0, -0.5, 8);
    grid.crs = Crs();
    write_bytes(folder / "cache_record" / "coverage",
        "G" + record_of_coverage(cover(CitySelection(cities.cities), grid)));
    return 0;
}
