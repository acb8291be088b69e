#include "pipeline/command/command_line.h"

#include "grids/error.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/program/memory_budget.h"
#include "pipeline/program/output_file.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/totals/totals_job.h"
#include "pipeline/totals/totals_writer.h"

#include <cstdio>
#include <filesystem>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace cityflux {
namespace {

struct TotalsOptions {
    RasterOptions raster;
    BoundaryOptions boundary;
    RunOptions run;
    TotalsRequest request;
    std::vector<std::string> periods;
    std::string by = "native";
    CoverageOptions coverage;
    std::string output;
    std::string closure = "touched";
    std::string memory = "512MB";
};

int run_totals(TotalsOptions& options)
{
    TotalsRequest& request = options.request;
    request.by_year = options.by == "year";
    request.close_whole_grid = options.closure == "whole";
    request.memory_bytes = memory_bytes_of(options.memory);
    request.cache_folder = options.coverage.folder();
    request.edge = options.coverage.rule();
    for (const std::string& period : options.periods) {
        request.periods.push_back(option_value([&] { return Period::parse(period, "--period"); }));
    }
    option_value([&] { return tonne_in(request.unit, "--unit"); });
    if (!options.output.empty()) {
        check_output_format(options.output);
        if (options.run.json && std::filesystem::path(options.output).extension() != ".json") {
            throw UsageError(
                fmt::format("--json and -o {} ask for two formats; the suffix of -o picks the format", options.output));
        }
        // A folder that is not there or not writable is told now, not after hours of work.
        const OutputFile place(options.output);
    }
    request.rasters = options.raster.files();
    std::optional<FileHashes> hashes;
    if (!options.output.empty()) {
        hashes.emplace(request.cache_folder);
        hashes->begin(request.rasters);
    }
    const Catalogue catalogue(inventories_folder());
    request.inventory = options.raster.declared_inventory(catalogue);
    request.assumptions = options.raster.assumptions();
    const CityList cities = options.boundary.read(request.cache_folder);
    const auto chosen = options.boundary.chosen(cities);
    if (!options.output.empty()) {
        check_output_is_no_input(options.output, request.rasters, cities.source);
        hashes->begin({ cities.source });
    }
    const TotalsJob job { request, catalogue, cities, chosen, options.run.shows_progress() };
    const TotalsResult result = do_job(job);
    if (options.output.empty()) {
        const std::string text = options.run.json ? to_json(result.table) : to_csv(result.table);
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
            throw InputError("the table could not be written to the standard output");
        }
    } else {
        write_job(job, result, options.output, *hashes, command_line());
    }
    say_job(job, result);
    return result.shortcomings.empty() ? ExitCode::done : ExitCode::incomplete;
}

} // namespace

CommandAction add_totals_command(CLI::App& program)
{
    const auto options = std::make_shared<TotalsOptions>();
    CLI::App* command = program.add_subcommand("totals", "city totals of gridded inventories");
    options->raster.add_to(*command);
    options->boundary.add_to(*command);
    command->add_option("--sector", options->request.sectors, "sectors to take, separated by commas")
        ->type_name("S,...")
        ->delimiter(',');
    command->add_option("--species", options->request.species, "species to take, separated by commas")
        ->type_name("S,...")
        ->delimiter(',');
    command->add_option("--period", options->periods, "years or months to take, separated by commas")
        ->type_name("P,...")
        ->delimiter(',');
    command->add_option("--by", options->by, "periods of the table: native, or year to add up months")
        ->check(CLI::IsMember({ "native", "year" }))
        ->capture_default_str();
    options->coverage.add_to(*command);
    command
        ->add_option("--closure", options->closure,
            "mass to close: of the tiles that cities touch, or of the whole grid, which is then read")
        ->check(CLI::IsMember({ "touched", "whole" }))
        ->capture_default_str();
    command->add_option("--memory", options->memory, "memory for tiles in work; where few fit, few threads work")
        ->type_name("SIZE")
        ->capture_default_str();
    command->add_option("--unit", options->request.unit, "unit of the table, any mass (t, kt, Mt, Gt, kg, 万吨)")
        ->capture_default_str();
    command
        ->add_option("--min-valid", options->request.least_valid_share,
            "share of a city's area that must carry data, else its row is incomplete")
        ->check(CLI::Range(0.0, 1.0))
        ->capture_default_str();
    command
        ->add_option(
            "--output,-o", options->output, "file to write: .csv, .json, .gpkg or .nc (default: CSV on the standard output)")
        ->type_name("FILE");
    options->run.add_to(*command);
    options->run.add_json_to(*command);
    command->footer("Example:\n  cityflux totals v8.0_FT2022_GHG_CO2_2019_TOTALS_emi.nc --boundaries cities.gpkg --id adcode "
                    "-o totals.csv");
    return [options] { return options->run.run([&] { return run_totals(*options); }); };
}

} // namespace cityflux
