// Makes the inputs of scripts/bench in a folder: cities as GeoPackage, and one emission field
// stored in the ways in which inventories are. Synthetic, seeded, and of the size and
// compressibility of the real files (about 6:1).
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <random>
#include <stdexcept>
#include <string>
#include <vector>

#include <gdal_priv.h>
#include <netcdf.h>
#include <ogrsf_frmts.h>

namespace {

constexpr std::size_t rows = 1800;
constexpr std::size_t columns = 3600;
constexpr std::size_t two_years = 24;
constexpr std::size_t sectors = 20;

void check(int status)
{
    if (status != NC_NOERR) {
        throw std::runtime_error(nc_strerror(status));
    }
}

/// Noise in 0..1 that depends on the place only.
double noise(std::uint32_t a, std::uint32_t b)
{
    std::uint32_t h = a * 0x9E3779B1U ^ b * 0x85EBCA77U;
    h ^= h >> 15;
    h *= 0x2C1B3C6DU;
    h ^= h >> 12;
    h *= 0x297A2D39U;
    h ^= h >> 15;
    return h / 4294967296.0;
}

/// An emission flux at a place: none over the "sea", log-normal over the "land", with few digits as
/// inventories have them.
float flux(double longitude, double latitude, std::uint32_t cell, std::uint32_t slice)
{
    const double land = std::sin(longitude * 0.07) * std::cos(latitude * 0.09)
        + 0.4 * std::sin(longitude * 0.31 + latitude * 0.23);
    if (land < 0.15) {
        return 0.0F;
    }
    const double value = 1e-10 * std::exp(4.0 * noise(cell / 4, 7) + 0.2 * noise(cell, slice));
    int exponent = 0;
    const double mantissa = std::frexp(value, &exponent);
    return static_cast<float>(std::ldexp(std::round(mantissa * 512.0) / 512.0, exponent));
}

std::vector<float> global_slice(std::uint32_t slice)
{
    std::vector<float> values(rows * columns);
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            values[r * columns + c] = flux(-179.95 + 0.1 * static_cast<double>(c),
                -89.95 + 0.1 * static_cast<double>(r), static_cast<std::uint32_t>(r * columns + c),
                slice);
        }
    }
    return values;
}

/// Dimensions and coordinates of the 0.1 degree globe.
struct Globe {
    int file = -1;
    int lat = -1;
    int lon = -1;

    explicit Globe(const std::string& path)
    {
        check(nc_create(path.c_str(), NC_NETCDF4 | NC_CLOBBER, &file));
        check(nc_def_dim(file, "lat", rows, &lat));
        check(nc_def_dim(file, "lon", columns, &lon));
        axis("lat", lat, "degrees_north", -89.95, rows);
        axis("lon", lon, "degrees_east", -179.95, columns);
    }
    ~Globe() { nc_close(file); }
    Globe(const Globe&) = delete;
    Globe& operator=(const Globe&) = delete;

    void axis(
        const char* name, int dimension, const char* units, double first, std::size_t count) const
    {
        int variable = -1;
        check(nc_def_var(file, name, NC_DOUBLE, 1, &dimension, &variable));
        check(nc_put_att_text(file, variable, "units", std::string(units).size(), units));
        std::vector<double> values;
        for (std::size_t i = 0; i < count; ++i) {
            values.push_back(std::round((first + 0.1 * static_cast<double>(i)) * 100.0) / 100.0);
        }
        check(nc_put_var_double(file, variable, values.data()));
    }

    int field(const std::string& name, const std::vector<int>& dimensions,
        const std::vector<std::size_t>& chunks) const
    {
        int variable = -1;
        check(nc_def_var(file, name.c_str(), NC_FLOAT, static_cast<int>(dimensions.size()),
            dimensions.data(), &variable));
        if (chunks.empty()) {
            check(nc_def_var_chunking(file, variable, NC_CONTIGUOUS, nullptr));
        } else {
            check(nc_def_var_chunking(file, variable, NC_CHUNKED, chunks.data()));
            check(nc_def_var_deflate(file, variable, 1, 1, 5));
        }
        check(nc_put_att_text(file, variable, "units", 10, "kg m-2 s-1"));
        return variable;
    }
};

/// CO2 in so many months, fluxes(time, lat, lon), in chunks of some months.
void write_months(const std::string& path, std::size_t slices, std::size_t chunk_months,
    std::size_t chunk_rows, std::size_t chunk_columns)
{
    const Globe globe(path);
    int time = -1;
    check(nc_def_dim(globe.file, "time", slices, &time));
    int times = -1;
    check(nc_def_var(globe.file, "time", NC_DOUBLE, 1, &time, &times));
    check(nc_put_att_text(globe.file, times, "units", 23, "months since 2015-01-01"));
    const int co2 = globe.field(
        "co2", { time, globe.lat, globe.lon }, { chunk_months, chunk_rows, chunk_columns });
    // Whole chunks at a time, so that none is deflated twice.
    std::vector<float> values;
    for (std::size_t t = 0; t < slices; ++t) {
        const double month = static_cast<double>(t) + 0.5;
        check(nc_put_var1_double(globe.file, times, &t, &month));
        const std::vector<float> slice = global_slice(static_cast<std::uint32_t>(t));
        values.insert(values.end(), slice.begin(), slice.end());
        if ((t + 1) % chunk_months == 0) {
            const std::size_t start[] { t + 1 - chunk_months, 0, 0 };
            const std::size_t count[] { chunk_months, rows, columns };
            check(nc_put_vara_float(globe.file, co2, start, count, values.data()));
            values.clear();
        }
    }
}

/// One year in 20 sectors, a variable each.
void write_sectors(
    const std::string& path, const std::vector<std::size_t>& chunks, std::size_t count)
{
    const Globe globe(path);
    check(nc_put_att_text(globe.file, NC_GLOBAL, "year", 4, "2015"));
    for (std::size_t s = 0; s < count; ++s) {
        char name[16];
        std::snprintf(name, sizeof name, "co2_s%02u", static_cast<unsigned>(s));
        const int variable = globe.field(name, { globe.lat, globe.lon }, chunks);
        const std::vector<float> values = global_slice(static_cast<std::uint32_t>(100 + s));
        check(nc_put_var_float(globe.file, variable, values.data()));
    }
}

/// The globe as GeoTIFF, tonnes per cell.
void write_geotiff(
    const std::string& path, int cells_per_degree, const std::vector<std::string>& creation)
{
    const int width = 360 * cells_per_degree;
    const int height = 180 * cells_per_degree;
    const double step = 1.0 / cells_per_degree;
    char** options = nullptr;
    for (const std::string& option : creation) {
        options = CSLAddString(options, option.c_str());
    }
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    GDALDataset* dataset = driver->Create(path.c_str(), width, height, 1, GDT_Float32, options);
    CSLDestroy(options);
    double transform[] { -180.0, step, 0.0, 90.0, 0.0, -step };
    dataset->SetGeoTransform(transform);
    OGRSpatialReference wgs84;
    wgs84.importFromEPSG(4326);
    dataset->SetSpatialRef(&wgs84);
    dataset->GetRasterBand(1)->SetUnitType("t");
    constexpr int band = 256;
    std::vector<float> values(static_cast<std::size_t>(width) * band);
    for (int top = 0; top < height; top += band) {
        const int lines = std::min(band, height - top);
        for (int r = 0; r < lines; ++r) {
            for (int c = 0; c < width; ++c) {
                values[static_cast<std::size_t>(r) * width + static_cast<std::size_t>(c)] = 1e11F
                    * flux(-180.0 + (c + 0.5) * step, 90.0 - (top + r + 0.5) * step,
                        static_cast<std::uint32_t>((top + r) * width + c), 3);
            }
        }
        if (dataset->GetRasterBand(1)->RasterIO(GF_Write, 0, top, width, lines, values.data(),
                width, lines, GDT_Float32, 0, 0, nullptr)
            != CE_None) {
            throw std::runtime_error("writing " + path);
        }
    }
    GDALClose(dataset);
}

void write_cities(const std::string& path, std::size_t count, std::size_t vertices)
{
    std::filesystem::remove(path);
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GPKG");
    GDALDataset* dataset = driver->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr);
    OGRSpatialReference wgs84;
    wgs84.importFromEPSG(4326);
    OGRLayer* layer = dataset->CreateLayer("cities", &wgs84, wkbPolygon, nullptr);
    OGRFieldDefn id("adcode", OFTString);
    layer->CreateField(&id);
    std::mt19937 random(13000);
    std::uniform_real_distribution<double> longitude(-178.0, 178.0);
    std::uniform_real_distribution<double> latitude(-55.0, 65.0);
    std::uniform_real_distribution<double> size(0.03, 0.25);
    std::uniform_real_distribution<double> reach(0.85, 1.0);
    dataset->StartTransaction();
    for (std::size_t f = 0; f < count; ++f) {
        const double x = longitude(random);
        const double y = latitude(random);
        const double radius = size(random);
        auto* ring = new OGRLinearRing();
        for (std::size_t v = 0; v < vertices; ++v) {
            const double angle
                = 2.0 * M_PI * static_cast<double>(v) / static_cast<double>(vertices);
            const double r = radius * reach(random);
            ring->addPoint(x + r * std::cos(angle), y + r * std::sin(angle));
        }
        ring->closeRings();
        OGRPolygon polygon;
        polygon.addRingDirectly(ring);
        OGRFeature feature(layer->GetLayerDefn());
        feature.SetField("adcode", std::to_string(100000 + f).c_str());
        feature.SetGeometry(&polygon);
        if (layer->CreateFeature(&feature) != OGRERR_NONE) {
            throw std::runtime_error("writing " + path);
        }
    }
    dataset->CommitTransaction();
    GDALClose(dataset);
}

/// Copies a file. The bench measures reading, so equal values do not matter.
void copy(const std::string& from, const std::string& to)
{
    std::filesystem::copy_file(from, to, std::filesystem::copy_options::overwrite_existing);
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 2) {
        std::fprintf(stderr, "usage: make_inputs FOLDER [large|growth]\n");
        return 2;
    }
    try {
        const std::string folder = std::string(argv[1]) + "/";
        const std::string set = argc > 2 ? argv[2] : "";
        std::filesystem::create_directories(folder);
        GDALAllRegister();
        if (set == "growth") {
            for (const std::size_t count : { 130, 1300, 13000 }) {
                write_cities(folder + "cities_" + std::to_string(count) + ".gpkg", count, 200);
            }
            for (const std::size_t count : { 2, 24, 240 }) {
                write_months(
                    folder + "slices_" + std::to_string(count) + ".nc", count, 1, 200, 400);
            }
            for (const int density : { 1, 12, 120 }) {
                write_geotiff(folder + "density_" + std::to_string(density) + ".tif", density,
                    { "COMPRESS=DEFLATE", "TILED=YES", "BIGTIFF=YES" });
            }
            return 0;
        }
        write_cities(folder + "cities13000.gpkg", 13000, 200);
        write_months(folder + "months_tiles.nc", two_years, 1, 200, 400);
        write_months(folder + "months_rows.nc", two_years, 1, 1, columns);
        write_months(folder + "months_whole.nc", two_years, 1, rows, columns);
        write_months(folder + "months_12_a_chunk.nc", two_years, 12, 200, 400);
        write_sectors(folder + "sectors.nc", { 180, 360 }, sectors);
        write_sectors(folder + "contiguous.nc", {}, 1);
        if (set == "large") {
            write_geotiff(
                folder + "km_tiled.tif", 120, { "COMPRESS=DEFLATE", "TILED=YES", "BIGTIFF=YES" });
            write_geotiff(folder + "km_strips.tif", 120,
                { "COMPRESS=DEFLATE", "BLOCKYSIZE=1", "BIGTIFF=YES" });
            for (int month = 1; month <= 12; ++month) {
                char name[32];
                std::snprintf(name, sizeof name, "km_2015_%02d.tif", month);
                copy(folder + "km_tiled.tif", folder + name);
            }
            for (int year = 1970; year < 2024; ++year) {
                copy(folder + "sectors.nc", folder + "sectors_" + std::to_string(year) + ".nc");
            }
        }
    } catch (const std::exception& error) {
        std::fprintf(stderr, "make_inputs: %s\n", error.what());
        return 1;
    }
    return 0;
}
