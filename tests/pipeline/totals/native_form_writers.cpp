#include "tests/pipeline/totals/native_form_writers.h"

#include "tests/folder_content.h"
#include "tests/pipeline/totals/native_netcdf.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <fstream>
#include <limits>
#include <memory>
#include <numbers>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

namespace cityflux {
namespace {

using Type = NativeNetcdf::Type;
namespace fs = std::filesystem;

constexpr double degree = std::numbers::pi / 180.0;
constexpr double seconds_a_day = 86400.0;
constexpr double carbon_share = 12.0 / 44.0;
constexpr std::size_t months = 12;

/// Months that differ: January carries 1/78 of the year, December 12/78.
double share_of_month(std::size_t month)
{
    return static_cast<double>(month) / 78.0;
}

double days_of_month(std::size_t month)
{
    constexpr std::array days { 31.0, 29.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0,
        31.0 };
    return days.at(month - 1);
}

/// Half of Snyder's q: the area of a zone is a^2 times the difference of these times the width in
/// radians.
double half_q(double latitude, const Ellipsoid& ellipsoid)
{
    const double f = 1.0 / ellipsoid.inverse_flattening;
    const double e2 = f * (2.0 - f);
    const double e = std::sqrt(e2);
    const double s = std::sin(latitude * degree);
    return 0.5 * (1.0 - e2)
        * (s / (1.0 - e2 * s * s) - std::log((1.0 - e * s) / (1.0 + e * s)) / (2.0 * e));
}

constexpr Ellipsoid wgs84 { 6378137.0, 298.257223563 };

/// The share of each cell of one axis that falls into each cell of another, as far as it is not 0.
struct Overlap {
    std::size_t from = 0;
    double share = 0.0;
};

template <typename From, typename To>
std::vector<std::vector<Overlap>> overlaps(
    std::size_t from_count, From from_edge, std::size_t to_count, To to_edge)
{
    std::vector<std::vector<Overlap>> all(to_count);
    std::size_t first = 0;
    for (std::size_t t = 0; t < to_count; ++t) {
        while (first < from_count && from_edge(first + 1) <= to_edge(t)) {
            ++first;
        }
        for (std::size_t f = first; f < from_count && from_edge(f) < to_edge(t + 1); ++f) {
            const double width
                = std::min(from_edge(f + 1), to_edge(t + 1)) - std::max(from_edge(f), to_edge(t));
            if (width > 0.0) {
                all[t].push_back({ f, width / (from_edge(f + 1) - from_edge(f)) });
            }
        }
    }
    return all;
}

Lattice global_lattice(int per_degree, Longitudes longitudes)
{
    return { per_degree, longitudes == Longitudes::from_0 ? 0 : -180 * per_degree, -90 * per_degree,
        static_cast<std::size_t>(360 * per_degree), static_cast<std::size_t>(180 * per_degree) };
}

std::vector<double> centres(std::size_t count, auto centre)
{
    std::vector<double> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(centre(i));
    }
    return all;
}

std::vector<double> scaled(std::vector<double> values, double factor)
{
    std::transform(
        values.begin(), values.end(), values.begin(), [&](double value) { return value * factor; });
    return values;
}

/// Tonnes in the cell -> mass in each m2.
std::vector<double> by_true_area(const MassField& field, double factor)
{
    std::vector<double> values = field.tonnes;
    for (std::size_t r = 0; r < field.lattice.rows; ++r) {
        const double area = zone_area_m2(
            field.lattice.y_edge(r), field.lattice.y_edge(r + 1), 1.0 / field.lattice.per_degree);
        for (std::size_t c = 0; c < field.lattice.columns; ++c) {
            values[r * field.lattice.columns + c] *= factor / area;
        }
    }
    return values;
}

/// A longitude-latitude file with rows from south to north, its coordinates defined but not yet
/// written.
struct MapFile {
    MapFile(const fs::path& path, const Lattice& map,
        NativeNetcdf::Form form = NativeNetcdf::Form::netcdf4)
        : lattice(map)
        , file(path, form)
        , lat(file.dimension("lat", map.rows))
        , lon(file.dimension("lon", map.columns))
        , latitudes(file.variable("lat", Type::float32, { lat }))
        , longitudes(file.variable("lon", Type::float32, { lon }))
    {
        file.attribute(latitudes, "units", "degrees_north");
        file.attribute(latitudes, "standard_name", "latitude");
        file.attribute(longitudes, "units", "degrees_east");
        file.attribute(longitudes, "standard_name", "longitude");
    }

    void write_coordinates()
    {
        file.write(
            latitudes, centres(lattice.rows, [&](std::size_t r) { return lattice.y_centre(r); }));
        file.write(longitudes,
            centres(lattice.columns, [&](std::size_t c) { return lattice.x_centre(c); }));
    }

    Lattice lattice;
    NativeNetcdf file;
    int lat;
    int lon;
    int latitudes;
    int longitudes;
};

/// The variable of a file of EDGAR v8.
struct EdgarV8Variable {
    std::string ending; ///< of the file name
    std::string name;
    std::string unit;
    std::vector<double> values;
};

/// Writes the sum of all sectors in a year; `total` is the mass of the world in tonnes.
Files write_edgar_v8(
    const fs::path& folder, const Lattice& lattice, double total, const EdgarV8Variable& variable)
{
    const fs::path path = folder
        / fmt::format("v8.0_FT2022_GHG_CO2_{}_TOTALS_{}.nc", written_year, variable.ending);
    MapFile map(path, lattice);
    const int id = map.file.variable(variable.name, Type::float32, { map.lat, map.lon }, true);
    map.file.attribute(id, "substance", "CO2");
    map.file.attribute(id, "year", std::to_string(written_year));
    map.file.attribute(id, "long_name", "TOTALS");
    map.file.attribute(id, "units", variable.unit);
    map.file.attribute(id, "global_total", fmt::format("{:.2f} Tonnes", total));
    map.file.attribute(NativeNetcdf::global, "source", "https://edgar.jrc.ec.europa.eu/");
    map.file.attribute(
        NativeNetcdf::global, "institution", "European Commission, Joint Research Centre");
    map.write_coordinates();
    map.file.write(id, variable.values);
    return { path };
}

/// The numbers of a table, one cell a line.
std::string table_line(double a, double b, double value, char separator)
{
    return fmt::format("{0:.10g}{3}{1:.10g}{3}{2:.9g}\n", a, b, value, separator);
}

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

void write_geotiff(const fs::path& path, const std::array<double, 6>& transform,
    const std::string& crs, std::size_t columns, std::size_t rows, std::vector<float> values,
    const std::string& unit)
{
    GDALAllRegister();
    const std::array<const char*, 4> options { "COMPRESS=DEFLATE", "ZLEVEL=1", "TILED=NO",
        nullptr };
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    const auto close = [](GDALDataset* dataset) { GDALClose(dataset); };
    const std::unique_ptr<GDALDataset, decltype(close)> dataset(
        driver->Create(path.c_str(), static_cast<int>(columns), static_cast<int>(rows), 1,
            GDT_Float32, options.data()),
        close);
    if (!dataset) {
        throw std::runtime_error("no GeoTIFF at " + path.string());
    }
    std::array<double, 6> geotransform = transform;
    dataset->SetGeoTransform(geotransform.data());
    if (!crs.empty()) {
        OGRSpatialReference reference;
        reference.SetFromUserInput(crs.c_str());
        dataset->SetSpatialRef(&reference);
    }
    if (!unit.empty()) {
        dataset->GetRasterBand(1)->SetUnitType(unit.c_str());
    }
    if (dataset->GetRasterBand(1)->RasterIO(GF_Write, 0, 0, static_cast<int>(columns),
            static_cast<int>(rows), values.data(), static_cast<int>(columns),
            static_cast<int>(rows), GDT_Float32, 0, 0, nullptr)
        != CE_None) {
        throw std::runtime_error("no GeoTIFF at " + path.string());
    }
}

void compress(const fs::path& from, const fs::path& to)
{
    const std::string content = content_of(from);
    VSILFILE* out = VSIFOpenL(("/vsigzip/" + to.string()).c_str(), "wb");
    if (out == nullptr || VSIFWriteL(content.data(), 1, content.size(), out) != content.size()
        || VSIFCloseL(out) != 0) {
        throw std::runtime_error("no gzip file at " + to.string());
    }
}

} // namespace

double MassField::total() const
{
    return std::accumulate(tonnes.begin(), tonnes.end(), 0.0);
}

double zone_area_m2(double south, double north, double width_deg)
{
    return wgs84.semi_major_m * wgs84.semi_major_m * (half_q(north, wgs84) - half_q(south, wgs84))
        * width_deg * degree;
}

MassField regridded(const MassField& field, const Lattice& lattice)
{
    const Lattice& from = field.lattice;
    const auto columns = overlaps(
        from.columns, [&](std::size_t c) { return from.x_edge(c); }, lattice.columns,
        [&](std::size_t c) { return lattice.x_edge(c); });
    const auto rows = overlaps(
        from.rows, [&](std::size_t r) { return half_q(from.y_edge(r), wgs84); }, lattice.rows,
        [&](std::size_t r) { return half_q(lattice.y_edge(r), wgs84); });
    MassField result { lattice, std::vector<double>(lattice.rows * lattice.columns, 0.0) };
    for (std::size_t r = 0; r < lattice.rows; ++r) {
        for (const Overlap& row : rows[r]) {
            for (std::size_t c = 0; c < lattice.columns; ++c) {
                for (const Overlap& column : columns[c]) {
                    result.tonnes[r * lattice.columns + c]
                        += field.tonnes[row.from * from.columns + column.from] * row.share
                        * column.share;
                }
            }
        }
    }
    return result;
}

AlbersField on_albers(const MassField& field, double size_m, const Ellipsoid& ellipsoid)
{
    // Snyder 1987, eq. 14-1 to 14-6 and 14-11 to 14-15, with q = 2 half_q.
    constexpr std::size_t parts = 20;
    const double f = 1.0 / ellipsoid.inverse_flattening;
    const double e2 = f * (2.0 - f);
    const auto m2 = [&](double latitude) {
        const double s = std::sin(latitude * degree);
        const double c = std::cos(latitude * degree);
        return c * c / (1.0 - e2 * s * s);
    };
    const double n
        = (m2(25.0) - m2(47.0)) / (2.0 * (half_q(47.0, ellipsoid) - half_q(25.0, ellipsoid)));
    const double c0 = m2(25.0) + 2.0 * n * half_q(25.0, ellipsoid);
    const auto rho = [&](double latitude) {
        return ellipsoid.semi_major_m * std::sqrt(c0 - 2.0 * n * half_q(latitude, ellipsoid)) / n;
    };

    const Lattice& l = field.lattice;
    std::vector<double> radius;
    for (std::size_t r = 0; r < l.rows; ++r) {
        const double low = half_q(l.y_edge(r), wgs84);
        const double high = half_q(l.y_edge(r + 1), wgs84);
        for (std::size_t p = 0; p < parts; ++p) {
            // The latitude with the wanted share of the cell's area south of it, by bisection.
            const double wanted = low + (high - low) * (static_cast<double>(p) + 0.5) / parts;
            double south = l.y_edge(r);
            double north = l.y_edge(r + 1);
            for (int step = 0; step < 40; ++step) {
                const double middle = 0.5 * (south + north);
                (half_q(middle, wgs84) < wanted ? south : north) = middle;
            }
            radius.push_back(rho(0.5 * (south + north)));
        }
    }
    std::vector<double> sine;
    std::vector<double> cosine;
    for (std::size_t c = 0; c < l.columns; ++c) {
        for (std::size_t p = 0; p < parts; ++p) {
            const double longitude
                = l.x_edge(c) + (static_cast<double>(p) + 0.5) / (parts * l.per_degree);
            sine.push_back(std::sin(n * (longitude - 105.0) * degree));
            cosine.push_back(std::cos(n * (longitude - 105.0) * degree));
        }
    }
    const double origin = rho(0.0);
    const auto widest = std::minmax_element(sine.begin(), sine.end());
    const double largest = *std::max_element(radius.begin(), radius.end());
    const double smallest = *std::min_element(radius.begin(), radius.end());
    AlbersField result;
    result.size_m = size_m;
    result.west_m = std::floor(largest * *widest.first / size_m) * size_m;
    result.north_m
        = std::ceil((origin - smallest * *std::min_element(cosine.begin(), cosine.end())) / size_m)
        * size_m;
    result.columns
        = static_cast<std::size_t>(std::ceil((largest * *widest.second - result.west_m) / size_m));
    result.rows
        = static_cast<std::size_t>(std::ceil((result.north_m - (origin - largest)) / size_m));
    result.tonnes.assign(result.rows * result.columns, 0.0);
    for (std::size_t r = 0; r < radius.size(); ++r) {
        for (std::size_t c = 0; c < sine.size(); ++c) {
            const double mass = field.tonnes[r / parts * l.columns + c / parts] / (parts * parts);
            if (mass != 0.0) {
                const double x = radius[r] * sine[c];
                const double y = origin - radius[r] * cosine[c];
                const auto column = static_cast<std::size_t>((x - result.west_m) / size_m);
                const auto row = static_cast<std::size_t>((result.north_m - y) / size_m);
                result.tonnes.at(row * result.columns + column) += mass;
            }
        }
    }
    return result;
}

Files write_edgar_v7_flux(const fs::path& folder, const MassField& field)
{
    const fs::path path = folder
        / fmt::format("v7.0_FT2021_CO2_excl_short-cycle_org_C_{}_TOTALS.0.1x0.1.nc", written_year);
    const MassField world = regridded(field, global_lattice(10, Longitudes::from_0));
    MapFile map(path, world.lattice, NativeNetcdf::Form::classic);
    const int emi = map.file.variable("emi_co2", Type::float32, { map.lat, map.lon });
    map.file.attribute(emi, "standard_name",
        "tendency_of_atmosphere_mass_content_of_carbon_dioxide_due_to_emission");
    map.file.attribute(emi, "long_name", "Emissions of CO2 - ");
    map.file.attribute(emi, "units", "kg m-2 s-1");
    map.file.attribute(emi, "cell_method", "time: mean (interval: 1 year, 365 days)");
    // The provider's program writes exponents of three digits: 8.13944e+012.
    std::string total = fmt::format("{:.5e}", field.total() * 1000.0);
    total.insert(total.find('e') + 2, 1, '0');
    map.file.attribute(emi, "total_emi_co2", fmt::format("   {} kg/year", total));
    map.file.attribute(NativeNetcdf::global, "Conventions", "CF-1.0");
    map.file.attribute(NativeNetcdf::global, "title", "Annual Mean Emissions of CO2 - ");
    map.file.attribute(NativeNetcdf::global, "source", "http://edgar.jrc.ec.europa.eu/");
    map.write_coordinates();
    map.file.write(emi, by_true_area(world, 1000.0 / (365.0 * seconds_a_day)));
    return { path };
}

Files write_edgar_v8_flux(const fs::path& folder, const MassField& field)
{
    const MassField world = regridded(field, global_lattice(10, Longitudes::from_minus_180));
    return write_edgar_v8(folder, world.lattice, field.total(),
        { "flx", "fluxes", "kg m-2 s-1",
            by_true_area(world, 1000.0 / (written_year_days * seconds_a_day)) });
}

Files write_edgar_v8_emissions(const fs::path& folder, const MassField& field)
{
    const MassField world = regridded(field, global_lattice(10, Longitudes::from_minus_180));
    return write_edgar_v8(
        folder, world.lattice, field.total(), { "emi", "emissions", "Tonnes", world.tonnes });
}

Files write_edgar_monthly_emissions(const fs::path& folder, const MassField& field)
{
    const fs::path path
        = folder / fmt::format("EDGAR_2024_GHG_CO2_{}_bkl_POWER_INDUSTRY_emi.nc", written_year);
    const MassField world = regridded(field, global_lattice(10, Longitudes::from_minus_180));
    MapFile map(path, world.lattice);
    const int time = map.file.dimension("time", months);
    const int emissions
        = map.file.variable("emissions", Type::float32, { time, map.lat, map.lon }, true);
    map.file.attribute(emissions, "substance", "CO2");
    map.file.attribute(emissions, "year", std::to_string(written_year));
    map.file.attribute(emissions, "long_name", "Emissions of CO2 - POWER_INDUSTRY");
    map.file.attribute(emissions, "units", "Tonnes");
    map.file.attribute(NativeNetcdf::global, "source", "https://edgar.jrc.ec.europa.eu/");
    map.write_coordinates();
    for (std::size_t month = 1; month <= months; ++month) {
        map.file.write_slice(emissions, month - 1, scaled(world.tonnes, share_of_month(month)));
    }
    return { path };
}

Files write_edgar_text(const fs::path& folder, const MassField& field, Anchor anchor)
{
    const bool corners = anchor == Anchor::corners;
    const fs::path path = folder
        / fmt::format(
            "{}_CO2_excl_short-cycle_org_C_{}.txt", corners ? "v50" : "v432", written_year);
    std::ofstream file(path);
    file << "Emissions Database for Global Atmospheric Research (EDGAR)\n"
         << "CO2 emissions, excluding short-cycle organic carbon, all sectors\n"
         << "lat;lon;emission " << written_year << " (tons)\n";
    const Lattice& l = field.lattice;
    const double half = corners ? 0.0 : 0.05;
    // The provider's list spans the world: two cells far from any city stand for the rest of it.
    file << table_line(-55.1 + half, -72.0 + half, 1.0, ';')
         << table_line(83.6 + half, 179.8 + half, 1.0, ';');
    for (std::size_t r = l.rows; r-- > 0;) {
        for (std::size_t c = 0; c < l.columns; ++c) {
            const double mass = field.tonnes[r * l.columns + c];
            if (mass != 0.0) {
                file << (corners ? table_line(l.y_edge(r), l.x_edge(c), mass, ';')
                                 : table_line(l.y_centre(r), l.x_centre(c), mass, ';'));
            }
        }
    }
    return { path };
}

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
    write_geotiff(path, { fine.x_edge(0), step, 0.0, fine.y_edge(fine.rows), 0.0, -step },
        form == OdiacForm::tif_without_crs ? "" : "EPSG:4326", fine.columns, fine.rows,
        std::move(values), "");
    if (form == OdiacForm::tif_gz) {
        compress(path, path.string() + ".gz");
        fs::remove(path);
        return { path.string() + ".gz" };
    }
    return { path };
}

Files write_odiac_1_degree(const fs::path& folder, const MassField& field)
{
    const fs::path path = folder / fmt::format("odiac2022_1x1d_{}.nc", written_year);
    const MassField world = regridded(field, global_lattice(1, Longitudes::from_minus_180));
    MapFile map(path, world.lattice);
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

Files write_pku_fuel(const fs::path& folder, const MassField& field, Longitudes longitudes)
{
    const fs::path path = folder
        / (longitudes == Longitudes::from_0
                ? fmt::format("CO2_{}_v2.nc", written_year)
                : fmt::format("PKU_FUEL_CO2_{}_total.nc", written_year));
    const MassField world = regridded(field, global_lattice(10, longitudes));
    MapFile map(path, world.lattice);
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

Files write_ceads_table(const fs::path& folder, const MassField& field)
{
    const fs::path path = folder / fmt::format("CEADs_CO2_grid_{}.csv", written_year);
    std::ofstream file(path);
    file << "lon,lat,value\n";
    const Lattice& l = field.lattice;
    for (std::size_t r = 0; r < l.rows; ++r) {
        for (std::size_t c = 0; c < l.columns; ++c) {
            file << table_line(l.x_centre(c), l.y_centre(r), field.tonnes[r * l.columns + c], ',');
        }
    }
    return { path };
}

Files write_chred_geotiff(const fs::path& folder, const MassField& field)
{
    const fs::path path = folder / fmt::format("CHRED_CO2_{}_10km.tif", written_year);
    const AlbersField plane = on_albers(field, 10000.0, krasovsky);
    write_geotiff(path, { plane.west_m, plane.size_m, 0.0, plane.north_m, 0.0, -plane.size_m },
        "+proj=aea +lat_1=25 +lat_2=47 +lat_0=0 +lon_0=105 +x_0=0 +y_0=0 +ellps=krass +units=m "
        "+no_defs",
        plane.columns, plane.rows, std::vector<float>(plane.tonnes.begin(), plane.tonnes.end()),
        "t");
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
