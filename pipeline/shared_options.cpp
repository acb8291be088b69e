#include "pipeline/shared_options.h"

#include "boundaries/boundary_file.h"
#include "grids/error.h"
#include "pipeline/data_folder.h"

#include <algorithm>
#include <cctype>
#include <filesystem>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cityflux {
namespace {

std::string lower(std::string text)
{
    std::transform(text.begin(), text.end(), text.begin(), [](unsigned char c) { return std::tolower(c); });
    return text;
}

} // namespace

void RasterOptions::add_to(CLI::App& command)
{
    command.add_option("rasters", rasters, "gridded inventories: netCDF, GeoTIFF, ESRI ASCII, text; 'sample' is the embedded "
                                           "illustration grid")
        ->required()
        ->type_name("RASTER");
    command.add_option("--inventory", inventory, "inventory the files belong to: a name of the catalogue or a TOML file")
        ->type_name("NAME|FILE.toml");
    command.add_option("--assume-unit", unit, "unit of the values, where the file does not say it right")->type_name("UNIT");
    command.add_option("--assume-crs", crs, "coordinate reference system of the grid")->type_name("CRS");
    command.add_option("--assume-period", period, "year or month the values cover")->type_name("YYYY[-MM]");
    command.add_option("--assume-species", species, "what is emitted")->type_name("NAME");
}

std::vector<std::string> RasterOptions::files() const
{
    std::vector<std::string> paths;
    for (const std::string& raster : rasters) {
        std::error_code error;
        const bool exists = std::filesystem::exists(raster, error);
        if (!exists && raster == "sample") {
            paths.push_back((data_folder() / "grids" / "data" / "china35_illustration_2010.nc").string());
            continue;
        }
        if (!exists) {
            throw InputError(fmt::format("{}: there is no such file", raster));
        }
        paths.push_back(raster);
    }
    return paths;
}

std::optional<Inventory> RasterOptions::declared_inventory(const Catalogue& catalogue) const
{
    return inventory.empty() ? std::nullopt : std::optional(catalogue.find(inventory));
}

Assumptions RasterOptions::assumptions() const
{
    Assumptions assumptions;
    assumptions.unit = unit.empty() ? std::nullopt : std::optional(unit);
    assumptions.crs = crs.empty() ? std::nullopt : std::optional(crs);
    assumptions.species = species.empty() ? std::nullopt : std::optional(species);
    if (!period.empty()) {
        assumptions.period = Period::parse(period, "--assume-period");
    }
    return assumptions;
}

void BoundaryOptions::add_to(CLI::App& command)
{
    command.add_option("--boundaries", boundaries, "outlines of the cities: any file OGR reads, or the built-in list china35")
        ->type_name("FILE[:LAYER]|china35")
        ->capture_default_str();
    command.add_option("--id", id_field, "field that identifies a city")->type_name("FIELD");
    command.add_option("--name", name_field, "field with the city's name")->type_name("FIELD");
    command.add_option("--datum", datum, "datum of the outlines: wgs84, gcj02 or bd09")
        ->type_name("DATUM")
        ->capture_default_str();
    command.add_option("--boundaries-crs", crs, "coordinate reference system of outlines that do not say theirs")->type_name("CRS");
    command.add_option("--only", only, "cities to take, by id or name, separated by commas")->type_name("NAME,...")->delimiter(',');
}

CityList BoundaryOptions::read() const
{
    BoundaryRequest request;
    const bool builtin = boundaries == "china35";
    if (builtin) {
        request.file = builtin_cities_file().string();
        request.id_field = "adcode";
        request.name_field = "name_en";
    } else {
        request = parse_boundary_argument(boundaries);
    }
    request.id_field = id_field.empty() ? request.id_field : id_field;
    request.name_field = name_field.empty() ? request.name_field : name_field;
    request.datum = parse_datum(datum);
    if (builtin && request.datum != Datum::wgs84) {
        throw UsageError("--datum: the built-in list china35 is in WGS84 already");
    }
    if (!crs.empty()) {
        request.crs = crs;
    }
    return read_boundaries(request);
}

std::vector<std::size_t> BoundaryOptions::chosen(const CityList& cities) const
{
    std::vector<std::size_t> positions;
    if (only.empty()) {
        for (std::size_t c = 0; c < cities.cities.size(); ++c) {
            positions.push_back(c);
        }
        return positions;
    }
    for (const std::string& word : only) {
        const std::size_t before = positions.size();
        for (std::size_t c = 0; c < cities.cities.size(); ++c) {
            const City& city = cities.cities[c];
            const auto answers = [&](const std::string& name) { return lower(name) == lower(word); };
            if (answers(city.id) || answers(city.name) || std::any_of(city.aliases.begin(), city.aliases.end(), answers)) {
                if (std::find(positions.begin(), positions.end(), c) == positions.end()) {
                    positions.push_back(c);
                } else if (positions.size() == before) {
                    throw UsageError(fmt::format("--only: '{}' names {} a second time", word, city.name));
                }
            }
        }
        if (positions.size() == before) {
            std::vector<std::string> names;
            for (const City& city : cities.cities) {
                names.push_back(city.name);
                names.insert(names.end(), city.aliases.begin(), city.aliases.end());
            }
            throw UsageError(fmt::format("--only: {} has no city '{}'; the nearest names are {}", cities.source, word,
                fmt::join(nearest_names(word, names, 3), ", ")));
        }
    }
    std::sort(positions.begin(), positions.end());
    return positions;
}

void RunOptions::add_to(CLI::App& command)
{
    command.add_option("--threads", threads, "threads to use (0: one for each core)")->type_name("N")->check(CLI::Range(0, 1024));
    command.add_flag("--quiet,-q", quiet, "no messages but refusals");
    command.add_flag("--no-progress", no_progress, "no progress bar");
    command.add_flag("--json", json, "results as JSON");
}

std::vector<std::string> nearest_names(const std::string& word, const std::vector<std::string>& candidates, std::size_t most)
{
    const auto distance = [](const std::string& a, const std::string& b) {
        std::vector<std::size_t> row(b.size() + 1);
        for (std::size_t j = 0; j <= b.size(); ++j) {
            row[j] = j;
        }
        for (std::size_t i = 1; i <= a.size(); ++i) {
            std::size_t diagonal = row[0];
            row[0] = i;
            for (std::size_t j = 1; j <= b.size(); ++j) {
                const std::size_t above = row[j];
                row[j] = std::min({ above + 1, row[j - 1] + 1, diagonal + (a[i - 1] == b[j - 1] ? 0 : 1) });
                diagonal = above;
            }
        }
        return row[b.size()];
    };
    std::vector<std::pair<std::size_t, std::string>> ranked;
    for (const std::string& candidate : candidates) {
        ranked.emplace_back(distance(lower(word), lower(candidate)), candidate);
    }
    std::stable_sort(ranked.begin(), ranked.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> names;
    for (const auto& [far, name] : ranked) {
        if (names.size() < most && std::find(names.begin(), names.end(), name) == names.end()) {
            names.push_back(name);
        }
    }
    return names;
}

} // namespace cityflux
