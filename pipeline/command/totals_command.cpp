#include "grids/text/joined.h"
#include "pipeline/command/command_line.h"

#include "grids/text/error.h"
#include "grids/text/words.h"
#include "pipeline/output/output_file.h"
#include "pipeline/output/standard_output.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/configured_file.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/program/memory_budget.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/table/totals_writer.h"
#include "pipeline/tables/gazetteer.h"
#include "pipeline/tables/statistics_table.h"
#include "pipeline/totals/energy_totals.h"
#include "pipeline/totals/table_totals.h"
#include "pipeline/totals/table_totals_output.h"
#include "pipeline/totals/totals_job.h"

#include <cstdio>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

namespace cityflux {
namespace {

struct TotalsOptions {
    RasterOptions raster;
    BoundaryOptions boundary;
    RunOptions run;
    TotalsRequest request;
    LayerOptions layers;
    std::string by = "native";
    CoverageOptions coverage;
    std::string output;
    std::string closure = "touched";
    std::string memory = "512MB";
    std::string table;
    std::string energy;
    std::vector<std::string> factors;
    std::string city;
    int year = 0;
    std::string grid;
};

void print(const TotalsTable& table, bool json)
{
    const std::string text = json ? to_json(table) : to_csv(table);
    print_result(text, "the table");
}

/// Returns the file for a name in config/KIND, or a path. Throws UsageError with the
/// nearest name if there is none.
std::filesystem::path configured(const std::string& name, const std::string& kind, Setting setting)
{
    std::filesystem::path file = configured_file(name, kind);
    if (file.empty()) {
        const std::vector<std::string> names = configured_names(kind);
        throw UsageError(ProblemCode::unknown, named(setting, name),
            fmt::format("unknown file or name{} (known: {})", did_you_mean(name, names),
                joined(names, ", ")),
            "use a known name, or the path of a TOML file");
    }
    return file;
}

/// Option, and whether the command line has it.
struct GivenOption {
    Setting setting;
    bool given = false;
};

/// Throws UsageError if an option of energy balances is given.
void check_energy_options(const TotalsOptions& options)
{
    for (const auto& [setting, given] :
        { GivenOption { Setting::factors, !options.factors.empty() },
            GivenOption { Setting::city_column, !options.city.empty() },
            GivenOption { Setting::year_column, options.year != 0 },
            GivenOption { Setting::grid, !options.grid.empty() } }) {
        if (given) {
            throw UsageError(ProblemCode::missing, named(setting),
                "missing --energy, which it requires",
                "leave it out, or give an energy balance, e.g. --energy balance.csv");
        }
    }
}

/// Throws UsageError if an option of rasters is given.
void check_raster_options(const TotalsOptions& options)
{
    const RasterOptions& raster = options.raster;
    const bool table = !options.table.empty();
    for (const auto& [setting, given] :
        { GivenOption { Setting::assume_unit, !raster.unit.empty() },
            GivenOption { Setting::assume_crs, !raster.crs.empty() },
            GivenOption { Setting::assume_period, !raster.period.empty() },
            GivenOption { Setting::assume_species, !raster.species.empty() },
            GivenOption { Setting::proxy, !options.coverage.proxy.empty() } }) {
        if (given) {
            throw UsageError(ProblemCode::conflicting, named(setting),
                fmt::format("conflicting with {}: it applies to rasters only",
                    table ? "--table" : "--energy"),
                table && setting != Setting::proxy
                    ? Text { "leave it out, and describe the table with ",
                        named(Setting::inventory) }
                    : "leave it out");
        }
    }
}

/// Throws UsageError for options that would have no effect, and unless exactly one source is given.
void check_source(const TotalsOptions& options)
{
    const bool table = !options.table.empty();
    const bool energy = !options.energy.empty();
    const bool rasters = !options.raster.rasters.empty();
    if (!table && !energy && !rasters) {
        throw UsageError(ProblemCode::missing, "cityflux totals", "missing source",
            "give RASTER..., --table FILE or --energy FILE");
    }
    if (table + energy + rasters > 1) {
        throw UsageError(ProblemCode::conflicting, "cityflux totals",
            fmt::format("conflicting sources: {}",
                !energy        ? "rasters and --table"
                    : !table   ? "rasters and --energy"
                    : !rasters ? "--table and --energy"
                               : "rasters, --table and --energy"),
            "give one at a time, and combine the output tables");
    }
    if (!energy) {
        check_energy_options(options);
    }
    if (!rasters) {
        check_raster_options(options);
    }
}

GridChoice grid_choice(const std::string& text)
{
    GridChoice choice;
    const std::size_t colon = text.find(':');
    choice.grid = text.substr(0, colon);
    if (colon != std::string::npos) {
        choice.year
            = option_value([&] { return statistic_year(text.substr(colon + 1), "--grid"); });
    }
    return choice;
}

/// Computes and writes totals from a table of statistics or of energy. Returns the exit code.
int run_table_totals(const TotalsOptions& options, const CommandLine& command_line)
{
    TableTotalsRequest request;
    request.table = options.table.empty() ? options.energy : options.table;
    request.layers = options.request.layers;
    request.unit = options.request.unit;
    std::vector<std::string> inputs { request.table };
    EnergyTotalsRequest energy;
    if (!options.energy.empty()) {
        energy.table = request;
        energy.city = options.city;
        energy.year = options.year;
        energy.grid = grid_choice(options.grid);
        if (!options.raster.inventory.empty()) {
            energy.inventory = options.raster.inventory;
        }
        for (const std::string& name :
            options.factors.empty() ? std::vector<std::string> { "guideline" } : options.factors) {
            energy.factors.push_back(configured(name, "factors", Setting::factors));
            inputs.push_back(energy.factors.back().string());
        }
    } else if (!options.raster.inventory.empty()) {
        request.description
            = configured(options.raster.inventory, "statistics", Setting::inventory);
        inputs.push_back(request.description.string());
    }
    inputs.push_back(gazetteer_file().string());
    const CityList cities = options.boundary.read(options.request.cache_folder);
    const auto chosen = options.boundary.chosen(cities);
    const Gazetteer gazetteer = Gazetteer::read(gazetteer_file());
    const TableTotals totals = options.energy.empty()
        ? make_table_totals(request, { cities, chosen }, gazetteer)
        : make_energy_totals(energy, { cities, chosen }, gazetteer);
    if (options.output.empty()) {
        print(totals.table, options.run.json);
    } else {
        check_output_is_no_input(options.output, inputs, cities.source);
        FileHashes hashes(options.request.cache_folder);
        write_table_totals(
            totals, inputs, request.unit, options.output, { cities, hashes, command_line });
    }
    say_table_totals(totals);
    return totals.shortcomings.empty() ? ExitCode::done : ExitCode::incomplete;
}

int run_totals(TotalsOptions& options, const CommandLine& command_line)
{
    check_source(options);
    options.output = output_place(options.output);
    TotalsRequest& request = options.request;
    request.by_year = options.by == "year";
    request.close_whole_grid = options.closure == "whole";
    request.memory_bytes = memory_bytes_of(options.memory);
    request.cache_folder = options.coverage.folder();
    request.edge = options.coverage.rule();
    request.proxy = options.coverage.proxy;
    request.layers.sectors = options.layers.sectors;
    request.layers.species = options.layers.species;
    request.layers.periods = options.layers.chosen_periods();
    request.least_valid_share = options.layers.least_valid_share;
    option_value([&] { return tonne_in(request.unit, "--unit"); });
    if (!options.output.empty()) {
        check_output_format(options.output);
        if (options.run.json && std::filesystem::path(options.output).extension() != ".json") {
            throw UsageError(ProblemCode::conflicting, "--json",
                { "conflicting with ", named(Setting::output, options.output),
                    ", whose suffix selects another format" },
                "leave --json out, or choose the suffix .json");
        }
        // Fails now, not after hours of work, if the folder does not exist or is not writable.
        const OutputFile place(options.output);
    }
    if (options.raster.rasters.empty()) {
        return run_table_totals(options, command_line);
    }
    request.rasters = options.raster.files();
    std::optional<FileHashes> hashes;
    if (!options.output.empty()) {
        hashes.emplace(request.cache_folder);
        hashes->begin(request.rasters);
    }
    const Catalogue catalogue(inventories_folder());
    request.inventory = options.raster.declared_inventory(catalogue);
    request.assumptions = options.raster.assumptions(options.boundary.overrides);
    const CityList cities = options.boundary.read(request.cache_folder);
    const auto chosen = options.boundary.chosen(cities);
    if (!options.output.empty()) {
        check_output_is_no_input(options.output, request.rasters, cities.source);
        hashes->begin({ cities.source });
        if (!request.proxy.empty()) {
            check_output_is_no_input(
                options.output, { ProxyRaster::file_of(request.proxy) }, cities.source);
            hashes->begin({ ProxyRaster::file_of(request.proxy) });
        }
    }
    const TotalsJob job { request, catalogue, { cities, chosen }, options.run.shows_progress() };
    const TotalsResult result = do_job(job);
    if (options.output.empty()) {
        print(result.table, options.run.json);
    } else {
        write_job(request, result, options.output, { cities, *hashes, command_line });
    }
    say_job(job, result);
    return result.shortcomings.empty() ? ExitCode::done : ExitCode::incomplete;
}

/// Adds the options of totals from a statistics table or an energy balance.
void add_table_options(CommandSyntax& command, TotalsOptions& options)
{
    command.option("--table", options.table, "statistics table instead of rasters: CSV or XLSX")
        .type_name("FILE");
    command
        .option("--energy", options.energy,
            "energy balance instead of rasters: a table fuel,unit,amount[,city,year]")
        .type_name("FILE");
    command
        .option("--factors", options.factors,
            "with --energy: emission factors, names of config/factors or TOML files; the first "
            "with a fuel counts (default: guideline)")
        .type_name("NAME|FILE.toml,...")
        .separated_by(',');
    command.option("--city", options.city, "with --energy: city of all rows").type_name("NAME");
    command.option("--year", options.year, "with --energy: year of all rows")
        .type_name("YYYY")
        .within(1700, 2200);
    command
        .option("--grid", options.grid,
            "with --energy: power grid of the factor of electricity, and its year if another")
        .type_name("NAME[:YYYY]");
}

} // namespace

CommandAction add_totals_command(ProgramSyntax& program)
{
    const auto options = std::make_shared<TotalsOptions>();
    CommandSyntax command = program.add_command("totals",
        "compute city totals (zonal sums) of gridded inventories, statistics tables or energy "
        "balances");
    options->raster.add_to(command);
    command.existing("rasters").required(false);
    command.existing("--inventory")
        .description("with rasters: inventory of the files, a name of the catalogue or a TOML file "
                     "(default: recognised); with --table: its description, a name of "
                     "config/statistics or a TOML file; with --energy: name of the totals");
    add_table_options(command, *options);
    options->boundary.add_to(command);
    options->layers.add_to(command);
    command.option("--by", options->by, "periods of the table: native, or year to sum months")
        .one_of({ "native", "year" })
        .show_default();
    options->coverage.add_to(command);
    options->coverage.add_proxy_to(command,
        "raster of people, lights or other amounts by which partly covered cells are allocated "
        "instead of by area");
    command
        .option("--closure", options->closure,
            "mass of the closure: of the tiles that cities intersect, or of the whole grid, which "
            "is "
            "then read")
        .one_of({ "touched", "whole" })
        .show_default();
    command
        .option("--memory", options->memory, "memory for tiles; if few tiles fit, few threads work")
        .type_name("SIZE")
        .show_default();
    command
        .option(
            "--unit", options->request.unit, "unit of the table: a mass (t, kt, Mt, Gt, kg, 万吨)")
        .show_default();
    command
        .option("--output,-o", options->output,
            "file to write: .csv, .json, .gpkg or .nc (default: CSV on the standard output)")
        .type_name("FILE");
    options->run.add_to(command);
    options->run.add_json_to(command);
    command.footer(
        "Example:\n  cityflux totals v8.0_FT2022_GHG_CO2_2019_TOTALS_emi.nc --boundaries "
        "cities.gpkg --id adcode "
        "-o totals.csv\n  cityflux totals --table ceads.xlsx --inventory ceads_cities -o "
        "ceads.csv\n"
        "  cityflux totals --energy qingdao.csv --city Qingdao --year 2019 --grid north:2012");
    return [options](const CommandLine& command_line) {
        return options->run.run([&] { return run_totals(*options, command_line); });
    };
}

} // namespace cityflux
