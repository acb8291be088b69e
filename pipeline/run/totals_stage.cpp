#include "pipeline/run/totals_stage.h"

#include "boundaries/kept/city_store.h"
#include "boundaries/kept/coverage_store.h"
#include "boundaries/outlines/boundary_file.h"
#include "grids/storage/companion_files.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/program/sha256.h"
#include "pipeline/run/file_globs.h"
#include "pipeline/table/totals_writer.h"
#include "pipeline/totals/totals_job.h"

#include <algorithm>
#include <set>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

/// Settings of one table of [[totals]].
struct TotalsSettings {
    std::string name;
    std::vector<std::string> patterns; ///< as written in the file
    std::vector<std::string> rasters; ///< as on the command line of `cityflux totals`
    /// A name of the catalogue or the path of a TOML file; "" if it is to be recognised.
    std::string inventory;
    std::string assumed_unit;
    std::string assumed_crs;
    std::string assumed_period;
    std::string assumed_species;
    std::string by = "native";
    std::string edge = "area";
    std::string proxy; ///< as written in the file
    std::string closure = "touched";
    fs::path output;
    TotalsRequest request;
};

/// Returns a hash of the rules that recognise inventories. A change can assign a
/// file to another inventory.
std::string recognition_of(const Catalogue& catalogue)
{
    Sha256 hash;
    const auto add = [&](std::string_view text) {
        hash.add(std::to_string(text.size()) + ":");
        hash.add(text);
    };
    for (const Inventory& inventory : catalogue.inventories()) {
        add("inventory");
        add(inventory.name);
        add(inventory.recognise.name_required ? "by name" : "");
        for (const NamePattern& file : inventory.recognise.files) {
            add("file");
            add(file.text());
        }
        for (const NamePattern& variable : inventory.recognise.variables) {
            add("variable");
            add(variable.text());
        }
        for (const auto& [attribute, pattern] : inventory.recognise.attributes) {
            add(attribute);
            add(pattern.text());
        }
    }
    return hash.finish();
}

void read_assumptions(const TomlSection& section, TotalsSettings& settings)
{
    section.allow({ "unit", "crs", "period", "species", "override" });
    Assumptions& assumptions = settings.request.assumptions;
    if ((assumptions.unit = section.text("unit"))) {
        settings.assumed_unit = *assumptions.unit;
        Unit::parse(*assumptions.unit, section.subject("unit"));
    }
    if ((assumptions.crs = section.text("crs"))) {
        settings.assumed_crs = *assumptions.crs;
        Crs::parse(*assumptions.crs, section.subject("crs"));
    }
    if (const auto period = section.text("period")) {
        settings.assumed_period = *period;
        assumptions.period = Period::parse(*period, section.subject("period"));
    }
    if ((assumptions.species = section.text("species"))) {
        settings.assumed_species = *assumptions.species;
    }
    assumptions.overrides = section.flag("override");
}

void read_files(const TomlSection& section, const fs::path& folder, TotalsSettings& settings)
{
    settings.patterns = section.required_texts("files");
    std::set<std::string> taken;
    std::error_code error;
    for (const std::string& pattern : settings.patterns) {
        const auto builtin
            = fs::exists(folder / pattern, error) ? std::nullopt : builtin_grid(pattern);
        if (builtin) {
            settings.rasters.push_back(pattern);
            settings.request.rasters.push_back(builtin->string());
            continue;
        }
        for (const std::string& file : files_matching(pattern, folder, section.subject("files"))) {
            if (taken.insert(file).second) {
                settings.rasters.push_back(file);
                settings.request.rasters.push_back(file);
            }
        }
    }
}

void read_inventory(const TomlSection& section, PipelineRun& run, TotalsSettings& settings)
{
    settings.inventory = *section.text("inventory");
    if (lower_case(fs::path(settings.inventory).extension().string()) == ".toml") {
        settings.inventory
            = (run.definition().folder / settings.inventory).lexically_normal().string();
    }
    try {
        settings.request.inventory = run.catalogue().find(settings.inventory);
    } catch (const UsageError& error) {
        throw InputError(error.message().within(section.subject("inventory")));
    }
}

TotalsSettings settings_of(const TomlSection& section, PipelineRun& run)
{
    section.allow({ "name", "files", "inventory", "assume", "sectors", "species", "periods", "by",
        "edge", "proxy", "closure", "unit", "min_valid", "output" });
    TotalsSettings settings;
    TotalsRequest& request = settings.request;
    settings.name = stage_name(section);
    read_files(section, run.definition().folder, settings);
    if (section.has("inventory")) {
        read_inventory(section, run, settings);
    }
    if (const auto assume = section.section("assume")) {
        read_assumptions(*assume, settings);
    }
    request.layers.sectors = section.texts("sectors");
    request.layers.species = section.texts("species");
    for (const std::string& period : section.texts("periods", true)) {
        request.layers.periods.push_back(Period::parse(period, section.subject("periods")));
    }
    settings.by = section.choice("by", { "native", "year" }).value_or(settings.by);
    settings.edge = section.choice("edge", { "area", "fill" }).value_or(settings.edge);
    settings.proxy = section.text("proxy").value_or("");
    if (!settings.proxy.empty()) {
        if (settings.edge == "fill") {
            throw InputError(ProblemCode::conflicting, section.subject("proxy"),
                "conflicting with edge = \"fill\": both allocate partly covered cells",
                "leave one out");
        }
        request.proxy = (run.definition().folder / settings.proxy).lexically_normal().string();
    }
    settings.closure = section.choice("closure", { "touched", "whole" }).value_or(settings.closure);
    request.by_year = settings.by == "year";
    request.edge = settings.edge == "fill" ? EdgeRule::fill : EdgeRule::area;
    request.close_whole_grid = settings.closure == "whole";
    if (const auto unit = section.text("unit")) {
        tonne_in(*unit, section.subject("unit"));
        request.unit = *unit;
    }
    if (const auto share = section.number("min_valid")) {
        if (*share < 0.0 || *share > 1.0) {
            throw InputError(ProblemCode::out_of_range, section.subject("min_valid"),
                fmt::format("fraction out of range: {} (allowed: 0 to 1)", *share));
        }
        request.least_valid_share = *share;
    }
    request.cache_folder = run.cache_folder();
    request.memory_bytes = run.memory_bytes();
    const std::string key = section.has("output") ? "output" : "name";
    settings.output = run.definition().output_file(
        section.text("output").value_or(fmt::format("totals/{}.csv", settings.name)),
        section.subject(key));
    try {
        check_output_format(settings.output);
    } catch (const UsageError& error) {
        throw InputError(error.message().within(section.subject(key)));
    }
    return settings;
}

/// Returns the grids, the proxy and the outlines with their companion files, and the
/// inventory if it is declared.
std::vector<std::string> inputs_of(const TotalsRequest& request, const PipelineDefinition& pipeline)
{
    std::vector<std::string> files;
    for (const std::string& raster : request.rasters) {
        const std::vector<std::string> parts = with_companions(raster);
        files.insert(files.end(), parts.begin(), parts.end());
    }
    if (!request.proxy.empty()) {
        const std::vector<std::string> parts = with_companions(ProxyRaster::file_of(request.proxy));
        files.insert(files.end(), parts.begin(), parts.end());
    }
    const std::vector<std::string> outlines = pipeline.boundary_files();
    files.insert(files.end(), outlines.begin(), outlines.end());
    if (request.inventory) {
        files.push_back(request.inventory->source.string());
    }
    if (!pipeline.boundaries.only.empty()) {
        files.push_back(gazetteer_file().string()); // it resolves the names of cities
    }
    if (std::error_code error; fs::exists(plausible_file(), error)) {
        files.push_back(plausible_file().string()); // its warnings are in the manifest
    }
    return files;
}

class TotalsStage : public Stage {
public:
    TotalsStage(PipelineRun& run, TotalsSettings settings)
        : run_(run)
        , settings_(std::move(settings))
        , inputs_(inputs_of(settings_.request, run.definition()))
    {
    }

    std::string name() const override { return "totals/" + settings_.name; }

    std::string version() const override
    {
        return fmt::format("totals {}, outlines {}, coverage {}", totals_algorithm_version,
            boundary_algorithm_version, coverage_algorithm_version);
    }

    std::vector<std::string> inputs() const override { return inputs_; }

    StageOptions options() const override
    {
        const TotalsRequest& request = settings_.request;
        StageOptions options {
            { "files", joined(settings_.patterns, "\n") },
            { "inventory",
                request.inventory ? request.inventory->name
                                  : "recognised by " + recognition_of(run_.catalogue()) },
            { "assume.unit", settings_.assumed_unit },
            { "assume.crs", settings_.assumed_crs },
            { "assume.period", settings_.assumed_period },
            { "assume.species", settings_.assumed_species },
            { "assume.override", request.assumptions.overrides ? "true" : "" },
            { "sectors", joined(request.layers.sectors, "\n") },
            { "species", joined(request.layers.species, "\n") },
            { "periods", joined(period_texts(), "\n") },
            { "by", settings_.by },
            { "edge", settings_.edge },
            { "closure", settings_.closure },
            { "unit", request.unit },
            { "min_valid", fmt::format("{}", request.least_valid_share) },
        };
        if (!settings_.proxy.empty()) {
            options.push_back({ "proxy", settings_.proxy });
        }
        const StageOptions cities = run_.definition().boundary_options();
        options.insert(options.end(), cities.begin(), cities.end());
        return options;
    }

    std::vector<fs::path> outputs() const override
    {
        return { settings_.output, settings_.output.string() + ".manifest.json" };
    }

    std::optional<fs::path> totals() const override { return settings_.output; }

    StageResult run() override
    {
        const TotalsJob job { settings_.request, run_.catalogue(), { run_.cities(), run_.chosen() },
            run_.shows_progress() };
        const TotalsResult result = do_job(job);
        write_job(settings_.request, result, settings_.output.string(),
            { run_.cities(), run_.hashes(), command() });
        say_job(job, result);
        StageResult left;
        left.shortcomings = result.shortcomings;
        for (const FileReport& file : result.files) {
            if (!file.inventory_file.empty()) {
                left.found_inputs.push_back(file.inventory_file);
            }
        }
        return left;
    }

private:
    std::vector<std::string> period_texts() const
    {
        std::vector<std::string> texts;
        for (const Period& period : settings_.request.layers.periods) {
            texts.push_back(period.text());
        }
        return texts;
    }

    /// Returns the command that gives the same result without a pipeline, for the manifest.
    std::vector<std::string> command() const
    {
        const TotalsRequest& request = settings_.request;
        std::vector<std::string> words { "cityflux", "totals" };
        words.insert(words.end(), settings_.rasters.begin(), settings_.rasters.end());
        const auto add
            = [&](const char* option, const std::string& value, const std::string& usual) {
                  if (value != usual) {
                      words.insert(words.end(), { option, value });
                  }
              };
        const auto add_list = [&](const char* option, const std::vector<std::string>& values) {
            add(option, joined(values, ","), "");
        };
        const std::vector<std::string> outlines = run_.definition().boundary_words();
        words.insert(words.end(), outlines.begin(), outlines.end());
        add("--inventory", settings_.inventory, "");
        add("--assume-unit", settings_.assumed_unit, "");
        add("--assume-crs", settings_.assumed_crs, "");
        add("--assume-period", settings_.assumed_period, "");
        add("--assume-species", settings_.assumed_species, "");
        if (request.assumptions.overrides && !run_.definition().boundaries.overrides) {
            words.emplace_back("--override");
        }
        add_list("--sector", request.layers.sectors);
        add_list("--species", request.layers.species);
        add_list("--period", period_texts());
        add("--by", settings_.by, "native");
        add("--edge", settings_.edge, "area");
        add("--proxy", request.proxy, "");
        add("--closure", settings_.closure, "touched");
        add("--unit", request.unit, "t");
        add("--min-valid", fmt::format("{}", request.least_valid_share),
            fmt::format("{}", TotalsRequest().least_valid_share));
        add("-o", settings_.output.string(), "");
        return words;
    }

    PipelineRun& run_;
    TotalsSettings settings_;
    std::vector<std::string> inputs_;
};

} // namespace

Stages make_totals_stages(PipelineRun& run, const Stages&)
{
    Stages stages;
    for (const TomlSection& section : run.definition().top.sections("totals")) {
        stages.push_back(std::make_unique<TotalsStage>(run, settings_of(section, run)));
    }
    return stages;
}

} // namespace cityflux
