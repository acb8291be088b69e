#include "pipeline/command_line.h"

#include "grids/error.h"
#include "grids/words.h"
#include "pipeline/data_folder.h"
#include "pipeline/manifest.h"
#include "pipeline/notes.h"
#include "pipeline/output_file.h"
#include "pipeline/progress_bar.h"
#include "pipeline/resident_memory.h"
#include "pipeline/shared_options.h"
#include "pipeline/totals.h"
#include "pipeline/totals_writer.h"

#include <cstdio>
#include <filesystem>
#include <map>
#include <memory>
#include <sstream>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

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

/// "512MB", "2GB", "300 MiB" or plain bytes. Throws UsageError.
std::size_t bytes_of(const std::string& text)
{
    double number = 0.0;
    std::string unit;
    std::istringstream words(text);
    words >> number >> unit;
    const std::map<std::string, double> units { { "", 1.0 }, { "b", 1.0 }, { "kb", 1e3 }, { "mb", 1e6 }, { "gb", 1e9 },
        { "kib", 1024.0 }, { "mib", 1048576.0 }, { "gib", 1073741824.0 }, { "k", 1e3 }, { "m", 1e6 }, { "g", 1e9 } };
    const auto found = units.find(lower_case(unit));
    std::string rest;
    if (words >> rest || !(number > 0.0) || found == units.end() || number * found->second > 1e15) {
        throw UsageError(fmt::format("--memory {}: write a size such as 512MB or 2GB", text));
    }
    return static_cast<std::size_t>(number * found->second);
}

/// What the closure is of.
std::string extent_of(const Closure& closure)
{
    return closure.tiles_read == closure.tiles ? std::string("grid")
                                               : fmt::format("{} of {} tiles", closure.tiles_read, closure.tiles);
}

void say_closure(const TotalsResult& result)
{
    for (std::size_t l = 0; l < result.layers.size() && l < most_lines; ++l) {
        const LayerReport& layer = result.layers[l];
        const Closure& c = layer.closure;
        spdlog::info(
            "closure of {} {} '{}' {}: {} {:.2f} t = cities {:.2f} + outside {:.2f} - overlap {:.2f} (residual {:.1e}){}",
            layer.inventory, layer.species, layer.sector, layer.period.text(), extent_of(c), c.grid_t, c.cities_t, c.outside_t,
            c.overlap_t, c.residual(),
            layer.declared_t ? fmt::format("; the file declares {:.2f} t", *layer.declared_t) : std::string());
    }
    if (result.layers.size() > most_lines) {
        spdlog::info("and {} more layers, in the manifest", result.layers.size() - most_lines);
    }
}

/// Says so where the memory allowed was not enough: what is in work is bounded, what is kept is not.
void say_memory(const TotalsRequest& request)
{
    const std::size_t most = most_resident_bytes();
    if (most > request.memory_bytes + memory_of_program) {
        spdlog::warn(
            "--memory {:.0f}MB was not enough: the run took {:.0f} MB, {:.0f} MB of which are the program's own. The "
            "outlines and coverage of the cities and the rows of the table are kept to the end; fewer cities at a time "
            "(--only) or fewer layers (--sector, --period) take less",
            static_cast<double>(request.memory_bytes) / 1e6, static_cast<double>(most) / 1e6,
            static_cast<double>(memory_of_program) / 1e6);
    }
}

int run_totals(TotalsOptions& options)
{
    TotalsRequest& request = options.request;
    request.by_year = options.by == "year";
    request.close_whole_grid = options.closure == "whole";
    request.memory_bytes = bytes_of(options.memory);
    request.cache_folder = options.coverage.folder();
    request.edge = options.coverage.rule();
    for (const std::string& period : options.periods) {
        request.periods.push_back(option_value([&] { return Period::parse(period, "--period"); }));
    }
    option_value([&] { return conversion_factor("t", request.unit, "--unit"); });
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
    TotalsResult result;
    {
        ProgressBar bar(options.run.shows_progress());
        result = make_totals(request, catalogue, cities, chosen, [&](double share) { bar.show(share); });
    }
    if (options.output.empty()) {
        const std::string text = options.run.json ? to_json(result.table) : to_csv(result.table);
        if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0) {
            throw InputError("the table could not be written to the standard output");
        }
    } else {
        write_totals(result.table, cities, options.output);
        write_manifest(options.output, request, result, cities, *hashes, command_line());
    }
    say_notes(cities, result.files, result.shortcomings);
    say_closure(result);
    say_memory(request);
    if (request.edge == EdgeRule::fill) {
        spdlog::info("--edge fill moved {:.2f} t into cities", result.moved_by_fill_t);
    }
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
    command
        ->add_option("--memory", options->memory,
            "memory for all but the program itself (150 MB); where few tiles fit, few threads work")
        ->type_name("SIZE")
        ->capture_default_str();
    command->add_option("--unit", options->request.unit, "unit of the table, any mass (t, kt, Mt, kg)")->capture_default_str();
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
