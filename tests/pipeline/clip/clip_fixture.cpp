#include "tests/pipeline/clip/clip_fixture.h"

#include "tests/folder_content.h"
#include "tests/geojson.h"
#include "tests/netcdf_writer.h"

#include <cstdint>

namespace cityflux {
namespace {

constexpr const char* field_inventory = R"(
name = "field"
title = "A field"
family = "made up"
citation = "none"
licence = "none"
url = "https://example.org"
[layers]
variables = ["{sector:power|industry}"]
[species]
value = "CO2"
[sector]
from = ["variable"]
[year]
from = ["time"]
[month]
from = ["time"]
)";

/// Rows of a field in the order of its file.
std::vector<std::size_t> stored_rows(const SyntheticField& field)
{
    std::vector<std::size_t> rows;
    for (std::size_t r = 0; r < field.rows; ++r) {
        rows.push_back(field.to_north ? r : field.rows - 1 - r);
    }
    return rows;
}

/// Values of a sector, month by month in the order of the file.
std::vector<double> stored_values(const SyntheticField& field, std::size_t sector)
{
    std::vector<double> values;
    for (int month = 0; month < field.months; ++month) {
        for (const std::size_t row : stored_rows(field)) {
            for (std::size_t c = 0; c < field.columns; ++c) {
                values.push_back(
                    field.value(sector * 100 + static_cast<std::size_t>(month), row, c));
            }
        }
    }
    return values;
}

} // namespace

double SyntheticField::value(std::size_t slice, std::size_t row, std::size_t column) const
{
    const std::uint64_t mixed
        = (slice * 7919 + row * 104729 + column * 1299709 + 17) * 6364136223846793005ULL;
    return column >= no_data_from ? std::numeric_limits<double>::quiet_NaN()
                                  : static_cast<double>(mixed >> 44) / 16.0;
}

std::vector<std::string> three_cities()
{
    using geojson::feature;
    using geojson::properties;
    return {
        feature(properties("1", "甲 市"),
            { { 101.03, 21.04 }, { 103.27, 20.71 }, { 102.81, 23.18 }, { 101.44, 22.9 } }),
        feature(properties("2", "Second"),
            { { 103.27, 20.71 }, { 105.4, 21.2 }, { 104.4, 23.3 }, { 102.81, 23.18 } }),
        feature(
            properties("3", "Third"), { { 104.41, 24.01 }, { 104.44, 24.01 }, { 104.44, 24.04 } }),
    };
}

void Clip::SetUp()
{
    folder.write("field.toml", field_inventory);
    write_cities(three_cities());
}

void Clip::write_field(const std::string& name, const SyntheticField& field) const
{
    std::vector<double> days;
    for (int month = 0; month < field.months; ++month) {
        days.push_back(15.0 + 30.4 * month);
    }
    std::vector<double> latitudes;
    for (const std::size_t row : stored_rows(field)) {
        latitudes.push_back(field.south + (static_cast<double>(row) + 0.5) / field.per_degree);
    }
    std::vector<double> longitudes;
    for (std::size_t c = 0; c < field.columns; ++c) {
        longitudes.push_back(field.west + (static_cast<double>(c) + 0.5) / field.per_degree);
    }
    ::NetcdfWriter file(folder.file(name));
    file.axis("time", "days since 2019-01-01", days)
        .axis("lat", "degrees_north", latitudes)
        .axis("lon", "degrees_east", longitudes);
    for (std::size_t s = 0; s < field.sectors.size(); ++s) {
        file.field(field.sectors[s], { "time", "lat", "lon" }, stored_values(field, s), NC_DOUBLE)
            .attribute(field.sectors[s], "units", "t");
    }
    file.close();
}

void Clip::write_cities(const std::vector<std::string>& features) const
{
    folder.write("cities.geojson", geojson::collection(features));
}

ProgramRun Clip::run(Words words) const
{
    words.insert(
        words.begin() + 1, { "--inventory", "field.toml", "--boundaries", "cities.geojson" });
    return run_program(folder.path(), words);
}

std::map<std::string, CsvRow> Clip::totals(const Words& files, const Words& further) const
{
    std::map<std::string, CsvRow> rows;
    for (const CsvRow& row :
        read_csv(run(appended(appended({ "totals", "--quiet" }, files), further)).out)) {
        rows[row.at("city_id") + " " + row.at("sector") + " " + row.at("period")] = row;
    }
    return rows;
}

std::set<std::string> Clip::files_in(const std::string& name) const
{
    return names_in(folder.path() / name);
}

MapFile Clip::map(const std::string& name) const
{
    return read_map(folder.file(name));
}

MapFile Clip::netcdf(const std::string& name, const std::string& variable) const
{
    return read_map("NETCDF:\"" + folder.file(name) + "\":" + variable);
}

} // namespace cityflux
