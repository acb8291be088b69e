#include "pipeline/command/command_line.h"

#include "grids/text/error.h"
#include "grids/text/words.h"
#include "pipeline/clip/clip_output.h"
#include "pipeline/clip/grid_like.h"
#include "pipeline/clip/map_names.h"
#include "pipeline/output/output_file.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/program/memory_budget.h"
#include "pipeline/program/progress_bar.h"
#include "pipeline/program/shared_options.h"
#include "pipeline/totals/shortcomings.h"
#include "pipeline/totals/totals_job.h"

#include <algorithm>
#include <filesystem>
#include <memory>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

/// Part of the work that is reading, for the progress bar.
constexpr double share_of_reading = 0.7;

struct ClipOptions {
    RasterOptions raster;
    BoundaryOptions boundary;
    CoverageOptions coverage;
    RunOptions run;
    LayerOptions layers;
    std::vector<std::string> sums;
    std::string quantity = "mass";
    std::string mask = "fraction";
    std::string type = "float32";
    std::string crs;
    double resolution = 0.0;
    std::string like;
    std::string format;
    std::string name_pattern;
    std::string memory = "512MB";
    std::string output;
    bool with_coverage = false;
    bool with_picture = false;
};

std::optional<MapFormat> format_of_suffix(const fs::path& output)
{
    const std::string suffix = lower_case(output.extension().string());
    if (suffix == ".tif" || suffix == ".tiff") {
        return MapFormat::geotiff;
    }
    return suffix == ".nc" ? std::optional(MapFormat::netcdf) : std::nullopt;
}

/// Sets the format and the path of the maps. Creates the folder.
void set_output(const ClipOptions& options, ClipRequest& request)
{
    if (options.output.empty()) {
        throw UsageError(ProblemCode::missing, named(Setting::output), "missing",
            { "name a file, e.g. ", named(Setting::output, "city.tif"),
                ", or a folder for several cities, e.g. ", named(Setting::output, "maps/") });
    }
    const fs::path output = options.output;
    std::error_code not_there;
    const bool is_folder = !output.has_filename() || fs::is_directory(output, not_there);
    const auto of_suffix = is_folder ? std::nullopt : format_of_suffix(output);
    if (!is_folder && !of_suffix && output.has_extension()) {
        throw UsageError(ProblemCode::unsupported, named(Setting::output, options.output),
            fmt::format("unsupported suffix '{}'", output.extension().string()),
            "use .tif (GeoTIFF) or .nc (netCDF), or end the name of a folder with '/'");
    }
    const auto of_option = options.format.empty()
        ? std::nullopt
        : std::optional(options.format == "nc" ? MapFormat::netcdf : MapFormat::geotiff);
    if (of_suffix && of_option && of_suffix != of_option) {
        throw UsageError(ProblemCode::conflicting, named(Setting::format, options.format),
            { "conflicting with ", named(Setting::output, options.output),
                ", whose suffix selects another format" },
            "leave one out");
    }
    if (of_suffix && !options.name_pattern.empty()) {
        throw UsageError(ProblemCode::conflicting,
            named(Setting::name_pattern, options.name_pattern),
            { "conflicting with ", named(Setting::output, options.output),
                ", which is one file: the pattern names files of a folder" },
            { "leave it out, or give a folder, e.g. ", named(Setting::output, "maps/") });
    }
    request.format = of_suffix.value_or(of_option.value_or(MapFormat::geotiff));
    if (of_suffix) {
        request.file = output;
        // Fails now, not after the work, if the folder does not exist or is not writable.
        const OutputFile place(output);
        return;
    }
    request.folder = output;
    if (!options.name_pattern.empty()) {
        request.name_pattern = options.name_pattern;
    }
    const MapNamePattern readable(request.name_pattern);
    std::error_code error;
    fs::create_directories(output, error);
    if (error) {
        throw InputError(ProblemCode::unwritable, output.string(),
            fmt::format("unwritable: the folder cannot be created ({})", error.message()),
            { "choose another folder with ", named(Setting::output) });
    }
    const OutputFile place(output / "manifest.json");
}

/// Throws UsageError if a mask of whole cells is given with a setting that divides cells.
void check_mask(const ClipOptions& options)
{
    if (options.mask == "fraction") {
        return;
    }
    for (const SettingValue& divider : { named(Setting::crs, options.crs),
             named(Setting::like, options.like), named(Setting::proxy, options.coverage.proxy) }) {
        if (!divider.value.empty()) {
            throw UsageError(ProblemCode::conflicting, named(Setting::mask, options.mask),
                { "conflicting with ", divider,
                    ", which divides the cells that the mask keeps whole" },
                "leave one out");
        }
    }
}

ClipRequest request_of(const ClipOptions& options)
{
    ClipRequest request;
    request.layers.sectors = options.layers.sectors;
    request.layers.species = options.layers.species;
    request.layers.periods = options.layers.chosen_periods();
    request.least_valid_share = options.layers.least_valid_share;
    request.memory_bytes = memory_bytes_of(options.memory);
    request.cache_folder = options.coverage.folder();
    request.edge = options.coverage.rule();
    request.assumptions = options.raster.assumptions(options.boundary.overrides);
    request.quantity = options.quantity == "flux" ? MapQuantity::flux
        : options.quantity == "density"           ? MapQuantity::density
                                                  : MapQuantity::mass;
    request.mask = options.mask == "touch" ? MapMask::touch
        : options.mask == "centre"         ? MapMask::centre
                                           : MapMask::fraction;
    if (request.edge == EdgeRule::fill && request.mask != MapMask::fraction) {
        throw UsageError(ProblemCode::conflicting, named(Setting::mask, options.mask),
            { "conflicting with ", named(Setting::edge, "fill"),
                ": the mask keeps cells whole, and the rule allocates them" },
            "leave one out");
    }
    for (const std::string& sum : options.sums) {
        request.sums.sectors = request.sums.sectors || sum == "sectors";
        request.sums.periods = request.sums.periods || sum == "periods";
    }
    request.in_double = options.type == "float64";
    request.with_coverage = options.with_coverage;
    request.with_picture = options.with_picture;
    request.proxy = options.coverage.proxy;
    check_mask(options);
    set_output(options, request);
    return request;
}

/// Returns the cells of the maps. Reads the files that define them.
MapTarget target_of(const ClipOptions& options, const Catalogue& catalogue)
{
    MapTarget target;
    if (!options.crs.empty()) {
        target.crs = option_value([&] { return Crs::parse(options.crs, "--crs " + options.crs); });
        target.resolution = options.resolution;
    }
    if (!options.like.empty()) {
        target.like = grid_like(options.like, catalogue);
        target.like_file = options.like;
    }
    if (!options.coverage.proxy.empty()) {
        target.proxy = std::make_shared<const ProxyRaster>(
            ProxyRaster::open(options.coverage.proxy, catalogue));
    }
    return target;
}

/// Throws UsageError if the files of a plan cannot be named or drawn as the options ask.
void check_plan(const ClipPlan& plan, const ClipReading& reading, const ClipRequest& request)
{
    if (const auto& shared = plan.shared_name) {
        const bool with_id = request.name_pattern.find("{id}") != std::string::npos;
        throw UsageError(ProblemCode::duplicate, named(Setting::name_pattern, request.name_pattern),
            fmt::format("duplicate file name {} of {} and {}{}", shared->name,
                title_of(reading.city(shared->city)), title_of(reading.city(shared->other)),
                with_id ? ", whose ids differ only in characters that file names cannot contain"
                        : ""),
            with_id ? Text { "clip them one at a time with ", named(Setting::only),
                ", or choose another id with ", named(Setting::id) }
                    : Text { "add the id, e.g. ",
                        named(Setting::name_pattern, "{id}_" + request.name_pattern) });
    }
    if (plan.without_sum) {
        throw UsageError(ProblemCode::conflicting, named(Setting::png),
            fmt::format("conflicting bands in {}: {} cannot be summed for a picture",
                plan.without_sum->name, plan.without_sum->obstacle),
            { "select with ", named(Setting::species), ", ", named(Setting::periods),
                " or other files, or add {inventory}, {species} or {period} to ",
                named(Setting::name_pattern) });
    }
    // All inputs have been read by now, but the next run needs them.
    const std::vector<std::string> inputs = files_of(request);
    for (const PlannedFile& file : plan.files) {
        check_output_is_no_input(file.path.string(), inputs, reading.cities().source);
    }
}

/// Throws UsageError if one file is asked for and several cities are, or an input would be
/// overwritten.
void check_output(const ClipOptions& options, const ClipRequest& request, const CityList& cities,
    std::size_t chosen)
{
    const fs::path output = request.file ? *request.file : clip_index(request.folder);
    check_output_is_no_input(output.string(), files_of(request), cities.source);
    if (request.file && chosen > 1) {
        throw UsageError(ProblemCode::conflicting, named(Setting::output, options.output),
            fmt::format("conflicting with {} cities: one file holds one city", chosen),
            { "choose one with ", named(Setting::only), ", or give a folder, e.g. ",
                named(Setting::output, "maps/") });
    }
}

int run_clip(const ClipOptions& options, const CommandLine& command_line)
{
    ClipRequest request = request_of(options);
    request.rasters = options.raster.files();
    FileHashes hashes(request.cache_folder);
    const Catalogue catalogue(inventories_folder());
    request.inventory = options.raster.declared_inventory(catalogue);
    request.target = target_of(options, catalogue);
    hashes.begin(files_of(request));
    const CityList cities = options.boundary.read(request.cache_folder);
    const auto chosen = options.boundary.chosen(cities);
    check_output(options, request, cities, chosen.size());
    hashes.begin({ cities.source });
    std::optional<ProgressBar> bar(options.run.shows_progress());
    const ClipReading reading(request, catalogue, { cities, chosen },
        [&](double share) { bar->show(share_of_reading * share); });
    const ClipPlan plan = plan_files(request, reading);
    check_plan(plan, reading, request);
    const ClipResult result = write_maps(request, reading, plan,
        [&](double share) { bar->show(share_of_reading + (1.0 - share_of_reading) * share); });
    bar.reset();
    if (!request.file) {
        write_clip_index(request, reading, result);
    }
    write_clip_manifest(request, reading, result, { cities, hashes, command_line });
    say_clip(request, reading, result);
    say_memory(request.memory_bytes, "outlines, coverage and at least one map are kept in memory");
    return result.shortcomings.empty() ? ExitCode::done : ExitCode::incomplete;
}

/// Adds the options of the values in the cells of a map.
void add_value_options(ClipOptions& options, CommandSyntax& command)
{
    command
        .option("--sum", options.sums, "dimensions to sum to one band: sectors, periods, or both")
        .type_name("sectors,periods")
        .separated_by(',')
        .one_of({ "sectors", "periods" });
    command
        .option("--quantity", options.quantity,
            "quantity of a cell: mass (t), flux (kg m-2 s-1) or density (t km-2)")
        .one_of({ "mass", "flux", "density" })
        .show_default();
    command
        .option("--mask", options.mask,
            "partly covered cells: fraction keeps the covered part, touch keeps all of them whole, "
            "centre those with their centre inside")
        .one_of({ "fraction", "touch", "centre" })
        .show_default();
}

/// Adds the options of the cells of the maps.
void add_grid_options(ClipOptions& options, CommandSyntax& command)
{
    OptionSyntax crs = command
                           .option("--crs", options.crs,
                               "coordinate reference system of the output cells (default: the grid "
                               "of the inventory)")
                           .type_name("CRS");
    OptionSyntax resolution = command
                                  .option("--resolution", options.resolution,
                                      "width of the output cells, in the unit of --crs")
                                  .type_name("NUMBER")
                                  .positive();
    crs.needs(resolution);
    resolution.needs(crs);
    command.option("--like", options.like, "raster whose grid the output has")
        .type_name("FILE")
        .excludes(crs);
    options.coverage.add_proxy_to(command,
        "raster of people, lights or other amounts by which each cell is downscaled "
        "(dasymetric)");
}

/// Adds the options of the contents and names of the files.
void add_file_options(ClipOptions& options, CommandSyntax& command)
{
    command.flag("--png", options.with_picture, "write a quick-look next to each file, FILE.png");
    command.flag("--coverage", options.with_coverage,
        "add the coverage fraction of each cell as coverage_fraction");
    command.option("--type", options.type, "type of the numbers in the maps")
        .one_of({ "float32", "float64" })
        .show_default();
    command
        .option("--format", options.format,
            "format of the files in a folder: tif (cloud-optimised GeoTIFF, the default) or nc "
            "(netCDF)")
        .one_of({ "tif", "nc" });
    command
        .option("--name-pattern", options.name_pattern,
            "names of the files in a folder, with {id} {city} {inventory} {species} {sector} "
            "{period}; bands of one name are in one file (default: {id}_{inventory})")
        .type_name("PATTERN");
}

} // namespace

CommandAction add_clip_command(ProgramSyntax& program)
{
    const auto options = std::make_shared<ClipOptions>();
    CommandSyntax command = program.add_command("clip",
        "clip gridded inventories to cities, and regrid or downscale them, as GeoTIFF or netCDF");
    options->raster.add_to(command);
    options->boundary.add_to(command);
    options->layers.add_to(command);
    add_value_options(*options, command);
    add_grid_options(*options, command);
    add_file_options(*options, command);
    options->coverage.add_to(command);
    command
        .option("--memory", options->memory, "memory for tiles and maps; the rest is kept on disk")
        .type_name("SIZE")
        .show_default();
    command
        .option("--output,-o", options->output,
            "file to write for one city (.tif or .nc), or folder for several")
        .type_name("FILE|DIR");
    options->run.add_to(command);
    command.footer("Example:\n  cityflux clip v8.0_FT2022_GHG_CO2_2019_ENE_flx.nc --only Beijing "
                   "-o beijing.tif\n"
                   "  cityflux clip 2017_*__power__CO2.nc --boundaries prefectures.gpkg --id "
                   "adcode --sum periods "
                   "--quantity density -o maps/");
    return [options](const CommandLine& command_line) {
        return options->run.run([&] { return run_clip(*options, command_line); });
    };
}

} // namespace cityflux
