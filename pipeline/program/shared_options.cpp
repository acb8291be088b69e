#include "pipeline/program/shared_options.h"

#include "boundaries/kept/city_store.h"
#include "boundaries/outlines/boundary_file.h"
#include "boundaries/outlines/datum_evidence.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/program/cache_folder.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/program/messages.h"
#include "pipeline/program/named_cities.h"
#include "pipeline/tables/city_names.h"

#include <algorithm>
#include <numeric>

#include <fmt/format.h>
#include <tbb/global_control.h>

namespace cityflux {
namespace {

/// Warns if outlines that are read as WGS84 seem to be in a datum of Chinese web maps,
/// and records it in `cities`.
void check_datum(CityList& cities, const std::optional<std::filesystem::path>& cache_folder)
{
    if (std::none_of(cities.cities.begin(), cities.cities.end(),
            [](const City& city) { return is_adcode(city.id); })) {
        return;
    }
    const auto evidence
        = evidence_of_datum(cities.cities, BoundaryOptions().read(cache_folder).cities);
    if (evidence && evidence->suspicious()) {
        const std::string datum(name_of(evidence->best));
        cities.datum_doubt = Message { ProblemCode::inconsistent, {},
            fmt::format("inconsistent datum: {} cities lie {:.0f} m from the built-in ones as "
                        "wgs84, and {:.0f} m as {}",
                evidence->cities, evidence->as_it_is_m, evidence->as_best_m, datum),
            { "if the outlines are in " + datum + ", set ", named(Setting::datum, datum) } };
        warn(cities.datum_doubt->within(cities.source));
    }
}

/// Returns the city whose name is in the gazetteer but not in the list. `boundaries` is the list as
/// given by the user. Throws UsageError if no city or several cities match.
std::size_t city_of_other_name(
    const CityList& cities, const std::string& word, const std::string& boundaries)
{
    std::vector<std::size_t> all(cities.cities.size());
    std::iota(all.begin(), all.end(), std::size_t { 0 });
    const CityNames names(named_cities(cities, all));
    const CityMatch match = names.find(word);
    if (match.clear()) {
        return match.cities.front();
    }
    if (!match.cities.empty()) {
        std::vector<std::string> meant;
        for (const std::size_t c : match.cities) {
            meant.push_back(fmt::format("{} ({})", cities.cities[c].name, cities.cities[c].id));
        }
        throw UsageError(ProblemCode::ambiguous, named(Setting::only, word),
            fmt::format("ambiguous city: {} of {}", joined(meant, " or "), boundaries),
            { "choose one by its id, e.g. ",
                named(Setting::only, cities.cities[match.cities.front()].id) });
    }
    std::vector<std::string> known;
    for (const NamedCity& city : names.cities()) {
        known.push_back(city.name);
        known.insert(known.end(), city.aliases.begin(), city.aliases.end());
    }
    throw UsageError(ProblemCode::unknown, named(Setting::only, word),
        fmt::format("unknown city in {}{}", boundaries, did_you_mean(word, known, 3)),
        fmt::format("list the cities with `cityflux cities --boundaries {}`", boundaries));
}

} // namespace

void RasterOptions::add_to(CommandSyntax& command)
{
    add_grid_to(command);
    command
        .option(
            "--assume-unit", unit, "unit of the values, if the file declares none or a wrong one")
        .type_name("UNIT");
    command
        .option("--assume-period", period,
            "year or month that the values cover, if the file declares none")
        .type_name("YYYY[-MM]");
    command
        .option("--assume-species", species,
            "species of the values, such as CO2, if the file declares none")
        .type_name("NAME");
}

void RasterOptions::add_grid_to(CommandSyntax& command)
{
    command
        .option("rasters", rasters,
            "files of gridded inventories: netCDF, GeoTIFF, ESRI ASCII or text; 'sample' and "
            "'sample-coarse' are embedded illustration grids")
        .required()
        .type_name("RASTER");
    command
        .option("--inventory", inventory,
            "inventory of the files: a name of the catalogue or a TOML file (default: recognised)")
        .type_name("NAME|FILE.toml");
    command
        .option("--assume-crs", crs,
            "coordinate reference system of the grid, if the file declares none")
        .type_name("CRS");
}

std::vector<std::string> RasterOptions::files() const
{
    std::vector<std::string> paths;
    for (const std::string& raster : rasters) {
        std::error_code error;
        const bool exists = std::filesystem::exists(raster, error);
        const auto builtin = exists ? std::nullopt : builtin_grid(raster);
        if (builtin) {
            paths.push_back(builtin->string());
            continue;
        }
        if (!exists) {
            throw InputError(ProblemCode::missing, raster, "missing file");
        }
        paths.push_back(raster);
    }
    return paths;
}

std::optional<Inventory> RasterOptions::declared_inventory(const Catalogue& catalogue) const
{
    return inventory.empty() ? std::nullopt : std::optional(catalogue.find(inventory));
}

Assumptions RasterOptions::assumptions(bool overrides) const
{
    Assumptions assumptions;
    assumptions.overrides = overrides;
    assumptions.unit = unit.empty() ? std::nullopt : std::optional(unit);
    assumptions.crs = crs.empty() ? std::nullopt : std::optional(crs);
    assumptions.species = species.empty() ? std::nullopt : std::optional(species);
    if (!unit.empty()) {
        option_value([&] { return Unit::parse(unit, "--assume-unit"); });
    }
    if (!crs.empty()) {
        option_value([&] { return Crs::parse(crs, "--assume-crs"); });
    }
    if (!period.empty()) {
        assumptions.period = option_value([&] { return Period::parse(period, "--assume-period"); });
    }
    return assumptions;
}

void add_override_to(CommandSyntax& command, bool& overrides)
{
    command.flag("--override", overrides,
        "let declared units, periods, species and CRS win over what the files declare");
}

void BoundaryOptions::add_to(CommandSyntax& command)
{
    command
        .option("--boundaries", boundaries,
            "outlines of the cities: a file that OGR reads, or the built-in list china35")
        .type_name("FILE[:LAYER]|china35")
        .show_default();
    command.option("--id", id_field, "field with the id of a city").type_name("FIELD");
    command.option("--name", name_field, "field with the name of a city").type_name("FIELD");
    command.option("--datum", datum, "datum of the outlines: wgs84, gcj02 or bd09")
        .type_name("DATUM")
        .show_default();
    command
        .option("--boundaries-crs", crs,
            "coordinate reference system of the outlines, if the file declares none")
        .type_name("CRS");
    add_override_to(command, overrides);
    command
        .option(
            "--only", only, "cities to select, by id or name, separated by commas (default: all)")
        .type_name("NAME,...")
        .separated_by(',')
        .single_argument(); // the next arguments are files
}

CityList BoundaryOptions::read(const std::optional<std::filesystem::path>& cache_folder) const
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
    request.datum = option_value([&] { return parse_datum(datum, named(Setting::datum)); });
    if (builtin && request.datum != Datum::wgs84) {
        throw UsageError(ProblemCode::conflicting, named(Setting::datum, datum),
            "conflicting with the built-in list china35, which is in WGS84", "leave it out");
    }
    if (!crs.empty()) {
        option_value([&] { return Crs::parse(crs, named(Setting::boundaries_crs)); });
        request.crs = crs;
    }
    request.overrides = overrides;
    CityList cities
        = cache_folder ? read_boundaries(request, Cache(*cache_folder)) : read_boundaries(request);
    if (!builtin && request.datum == Datum::wgs84) {
        check_datum(cities, cache_folder);
    }
    return cities;
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
    const auto refuse_duplicate = [&](const std::string& word, std::size_t c) {
        throw UsageError(ProblemCode::duplicate, named(Setting::only, word),
            fmt::format("duplicate city {} ({})", cities.cities[c].name, cities.cities[c].id),
            "name each city once");
    };
    for (const std::string& word : only) {
        const std::size_t before = positions.size();
        for (std::size_t c = 0; c < cities.cities.size(); ++c) {
            const City& city = cities.cities[c];
            const auto answers = [&](const std::string& name) { return same_word(name, word); };
            if (answers(city.id) || answers(city.name)
                || std::any_of(city.aliases.begin(), city.aliases.end(), answers)) {
                if (std::find(positions.begin(), positions.end(), c) == positions.end()) {
                    positions.push_back(c);
                } else if (positions.size() == before) {
                    refuse_duplicate(word, c);
                }
            }
        }
        if (positions.size() == before) {
            const std::size_t c = city_of_other_name(cities, word, boundaries);
            if (std::find(positions.begin(), positions.end(), c) != positions.end()) {
                refuse_duplicate(word, c);
            }
            positions.push_back(c);
        }
    }
    std::sort(positions.begin(), positions.end());
    return positions;
}

void LayerOptions::add_to(CommandSyntax& command)
{
    command.option("--sector", sectors, "sectors to select, separated by commas (default: all)")
        .type_name("S,...")
        .separated_by(',');
    command.option("--species", species, "species to select, separated by commas (default: all)")
        .type_name("S,...")
        .separated_by(',');
    command
        .option(
            "--period", periods, "years or months to select, separated by commas (default: all)")
        .type_name("P,...")
        .separated_by(',');
    command
        .option("--min-valid", least_valid_share,
            "least valid share of a city's area; below it the result is incomplete")
        .within(0.0, 1.0)
        .show_default();
}

std::vector<Period> LayerOptions::chosen_periods() const
{
    std::vector<Period> chosen;
    for (const std::string& period : periods) {
        chosen.push_back(option_value([&] { return Period::parse(period, "--period"); }));
    }
    return chosen;
}

void CoverageOptions::add_to(CommandSyntax& command)
{
    command
        .option("--edge", edge,
            "rule for partly covered cells: area allocates by coverage fraction, fill the whole "
            "cell among the cities that intersect it")
        .one_of({ "area", "fill" })
        .show_default();
    add_cache_to(command);
}

void CoverageOptions::add_cache_to(CommandSyntax& command)
{
    command
        .option("--cache", cache,
            "folder that keeps outlines, coverages and hashes between runs, or off to disable it "
            "(default: ~/.cache/cityflux)")
        .type_name("DIR|off");
}

void CoverageOptions::add_proxy_to(CommandSyntax& command, const char* help)
{
    command.option("--proxy", proxy, help).type_name("FILE[:VARIABLE]");
}

EdgeRule CoverageOptions::rule() const
{
    if (!proxy.empty() && edge == "fill") {
        throw UsageError(ProblemCode::conflicting, named(Setting::proxy, proxy),
            { "conflicting with ", named(Setting::edge, "fill"),
                ": both allocate partly covered cells" },
            "leave one out");
    }
    return edge == "fill" ? EdgeRule::fill : EdgeRule::area;
}

std::optional<std::filesystem::path> CoverageOptions::folder() const
{
    return cache_folder(cache);
}

void RunOptions::add_to(CommandSyntax& command)
{
    command.option("--threads", threads, "number of threads (0: one for each core)")
        .type_name("N")
        .within(0, 1024);
    command.flag("--quiet,-q", quiet, "print no messages except errors");
    command.flag("--no-progress", no_progress, "show no progress bar");
}

void RunOptions::add_json_to(CommandSyntax& command)
{
    command.flag("--json", json, "print results as JSON");
}

int RunOptions::run(const std::function<int()>& work) const
{
    set_quiet(quiet);
    const auto cores
        = tbb::global_control::active_value(tbb::global_control::max_allowed_parallelism);
    const tbb::global_control limit(tbb::global_control::max_allowed_parallelism,
        threads > 0 ? static_cast<std::size_t>(threads) : cores);
    return work();
}

void check_output_is_no_input(const std::string& output, const std::vector<std::string>& rasters,
    const std::string& boundaries)
{
    std::vector<std::string> inputs = rasters;
    inputs.push_back(boundaries);
    for (const std::string& input : inputs) {
        std::error_code missing;
        if (std::filesystem::equivalent(output, input, missing)) {
            throw UsageError(ProblemCode::conflicting, output,
                "conflicting with an input of the run, which it would overwrite",
                { "choose another name with ", named(Setting::output) });
        }
    }
}

} // namespace cityflux
