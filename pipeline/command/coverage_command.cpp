#include "pipeline/command/command_line.h"

#include "grids/text/error.h"
#include "grids/text/words.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/program/messages.h"
#include "pipeline/program/progress_bar.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/totals/remap.h"
#include "pipeline/totals/totals_manifest.h"

#include <filesystem>
#include <memory>

#include <fmt/format.h>

namespace cityflux {
namespace {

struct CoverageCommandOptions {
    RasterOptions raster;
    BoundaryOptions boundary;
    CoverageOptions coverage;
    RunOptions run;
    std::string weights = "mean";
    std::string convention = "scrip";
    std::string output;
};

void check_output(const std::string& output)
{
    if (output.empty()) {
        throw UsageError(ProblemCode::missing, named(Setting::output), "missing",
            { "name the file of the weights, e.g. ", named(Setting::output, "weights.nc") });
    }
    const std::string suffix = std::filesystem::path(output).extension().string();
    if (lower_case(suffix) != ".nc") {
        throw UsageError(ProblemCode::unsupported, named(Setting::output, output),
            fmt::format("unsupported suffix '{}'", suffix), "use .nc (netCDF)");
    }
    // Fails now, not after the work, if the folder does not exist or is not writable.
    const OutputFile place(output);
}

int run_coverage(const CoverageCommandOptions& options, const CommandLine& command_line)
{
    check_output(options.output);
    const Catalogue catalogue(inventories_folder());
    RemapRequest request;
    request.inventory = options.raster.declared_inventory(catalogue);
    request.assumptions = options.raster.assumptions(options.boundary.overrides);
    request.rasters = options.raster.files();
    request.edge = options.coverage.rule();
    request.kind = options.weights == "sum" ? WeightKind::sum : WeightKind::mean;
    request.convention
        = options.convention == "esmf" ? RemapConvention::esmf : RemapConvention::scrip;
    request.cache_folder = options.coverage.folder();
    const CityList cities = options.boundary.read(request.cache_folder);
    const auto chosen = options.boundary.chosen(cities);
    check_output_is_no_input(options.output, request.rasters, cities.source);

    FileHashes hashes(request.cache_folder);
    hashes.begin(request.rasters);
    hashes.begin({ cities.source });
    const RemapResult result = make_remap_weights(request, catalogue, cities, chosen);
    OutputFile file(options.output);
    {
        ProgressBar bar(options.run.shows_progress());
        write_remap_weights(result.weights,
            { request.convention, request.kind, request.rasters.front(), cities.source }, file,
            [&](double share) { bar.show(share); });
    }
    commit_with_manifest(file, request, result, { cities, hashes, command_line });
    say_oddities(cities, result.files);
    say_shortcomings(result.shortcomings);
    inform(fmt::format("{}: {} cities, {} links to {} cells of {}", options.output,
        result.weights.targets().size(), result.weights.links().size(),
        result.weights.grid().cells(), request.rasters.front()));
    return result.shortcomings.empty() ? ExitCode::done : ExitCode::incomplete;
}

} // namespace

CommandAction add_coverage_command(ProgramSyntax& program)
{
    const auto options = std::make_shared<CoverageCommandOptions>();
    CommandSyntax command = program.add_command("coverage",
        "write the coverage fractions of a grid by cities as remapping weights (CDO, ESMF, xESMF)");
    options->raster.add_grid_to(command);
    options->boundary.add_to(command);
    command
        .option("--weights", options->weights,
            "result of applying the weights: mean of a flux (per area), or sum of an amount per "
            "cell")
        .one_of({ "mean", "sum" })
        .show_default();
    command
        .option("--convention", options->convention,
            "convention of the names in the file: scrip for CDO (src_address, dst_address, "
            "remap_matrix), esmf for ESMF and xESMF (col, row, S)")
        .one_of({ "scrip", "esmf" })
        .show_default();
    options->coverage.add_to(command);
    command.option("--output,-o", options->output, "file to write: .nc").type_name("FILE");
    options->run.add_to(command);
    command.footer("Example:\n  cityflux coverage v8.0_FT2022_GHG_CO2_2019_TOTALS_flx.nc "
                   "--boundaries cities.gpkg --id adcode "
                   "-o weights.nc\n  cdo remap,weights.nc,weights.nc "
                   "v8.0_FT2022_GHG_CO2_2019_TOTALS_flx.nc means.nc");
    return [options](const CommandLine& command_line) {
        return options->run.run([&] { return run_coverage(*options, command_line); });
    };
}

} // namespace cityflux
