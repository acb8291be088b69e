#include "tests/crossing/known_fields.h"

#include "tests/netcdf_writer.h"

#include <string>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Values = std::vector<double>;

const Values longitudes { 10.5, 11.5, 12.5, 13.5, 14.5, 15.5 };
const Values latitudes { 50.5, 51.5, 52.5, 53.5 };

/// km2 of a cell of each row (tests/truth/README.md).
const Values cell_areas { 7892.2188579870, 7725.6995925847, 7556.7358964711, 7385.3770185254 };

/// Days before each month of 2019, and of the year.
const Values month_begins { 0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334, 365 };

constexpr double missing = -999.0;
constexpr double seconds_per_day = 86400.0;

const char* const cities = R"({"type": "FeatureCollection", "features": [
{"type": "Feature", "properties": {"id": "A"}, "geometry": {"type": "Polygon",
 "coordinates": [[[10, 50], [12, 50], [12, 52], [10, 52], [10, 50]]]}},
{"type": "Feature", "properties": {"id": "B"}, "geometry": {"type": "Polygon",
 "coordinates": [[[14, 50], [16, 50], [16, 54], [14, 54], [14, 50]]]}}]})";

double cell_number(std::size_t row, std::size_t column)
{
    return 10.0 * static_cast<double>(row) + static_cast<double>(column) + 1.0;
}

/// Cell numbers times a factor, in t, or in kg m-2 s-1 if `days` of the period are given.
Values field(double factor, double days = 0.0)
{
    Values values;
    for (std::size_t row = 0; row < latitudes.size(); ++row) {
        for (std::size_t column = 0; column < longitudes.size(); ++column) {
            const double mass = factor * cell_number(row, column);
            const double square_metre_seconds = cell_areas[row] * 1e6 * days * seconds_per_day;
            values.push_back(days == 0.0 ? mass : mass * 1000.0 / square_metre_seconds);
        }
    }
    return values;
}

Values monthly_field(bool rate)
{
    Values values;
    for (std::size_t month = 1; month <= 12; ++month) {
        const double days = month_begins[month] - month_begins[month - 1];
        const Values step = field(static_cast<double>(month), rate ? days : 0.0);
        values.insert(values.end(), step.begin(), step.end());
    }
    return values;
}

Values bounds_of(const Values& centres)
{
    Values bounds;
    for (const double centre : centres) {
        bounds.insert(bounds.end(), { centre - 0.5, centre + 0.5 });
    }
    return bounds;
}

/// Adds the axes of latitude and longitude with their bounds.
void add_axes(NetcdfWriter& file)
{
    file.dimension("bnds", 2)
        .axis("lat", "degrees_north", latitudes)
        .axis("lon", "degrees_east", longitudes)
        .attribute("lat", "standard_name", "latitude")
        .attribute("lon", "standard_name", "longitude")
        .attribute("lat", "bounds", "lat_bnds")
        .attribute("lon", "bounds", "lon_bnds")
        .field("lat_bnds", { "lat", "bnds" }, bounds_of(latitudes), NC_DOUBLE)
        .field("lon_bnds", { "lon", "bnds" }, bounds_of(longitudes), NC_DOUBLE);
}

void write_year(const std::string& path, const std::string& unit, const Values& values)
{
    NetcdfWriter file(path);
    add_axes(file);
    file.field("co2", { "lat", "lon" }, values, NC_DOUBLE)
        .attribute("co2", "units", unit)
        .attribute("co2", "long_name", "CO2 emissions")
        .attribute("co2", "_FillValue", missing)
        .attribute("", "Conventions", "CF-1.8")
        .attribute("", "year", "2019")
        .close();
}

void write_months(const std::string& path, const std::string& unit, const Values& values)
{
    Values middles;
    Values bounds;
    for (std::size_t month = 1; month <= 12; ++month) {
        middles.push_back((month_begins[month - 1] + month_begins[month]) / 2.0);
        bounds.insert(bounds.end(), { month_begins[month - 1], month_begins[month] });
    }
    NetcdfWriter file(path);
    add_axes(file);
    file.axis("time", "days since 2019-01-01", middles)
        .attribute("time", "standard_name", "time")
        .attribute("time", "calendar", "standard")
        .attribute("time", "bounds", "time_bnds")
        .field("time_bnds", { "time", "bnds" }, bounds, NC_DOUBLE)
        .field("co2", { "time", "lat", "lon" }, values, NC_DOUBLE)
        .attribute("co2", "units", unit)
        .attribute("co2", "long_name", "CO2 emissions")
        .attribute("co2", "_FillValue", missing)
        .attribute("", "Conventions", "CF-1.8")
        .close();
}

std::string cell_table()
{
    std::string text;
    for (std::size_t row = 0; row < latitudes.size(); ++row) {
        for (std::size_t column = 0; column < longitudes.size(); ++column) {
            text += fmt::format(
                "{},{},{}\n", longitudes[column], latitudes[row], cell_number(row, column));
        }
    }
    return text;
}

} // namespace

void write_known_fields(const TemporaryFolder& folder)
{
    Values gap = field(1.0);
    gap[0] = missing;
    write_year(folder.file("tonnes.nc"), "t", field(1.0));
    write_year(folder.file("tonnes_gap.nc"), "t", gap);
    write_year(folder.file("rate.nc"), "kg m-2 s-1", field(1.0, 365.0));
    write_months(folder.file("monthly_tonnes.nc"), "t", monthly_field(false));
    write_months(folder.file("monthly_rate.nc"), "kg m-2 s-1", monthly_field(true));
    folder.write("cells.csv", cell_table());
    folder.write("cities.geojson", cities);
}

} // namespace cityflux
