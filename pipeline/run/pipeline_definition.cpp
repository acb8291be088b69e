#include "pipeline/run/pipeline_definition.h"

#include "boundaries/outlines/boundary_file.h"
#include "boundaries/outlines/datum.h"
#include "grids/geometry/projection.h"
#include "grids/storage/companion_files.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/program/data_folder.h"

#include <algorithm>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

constexpr const char* builtin = "china35";

BoundaryOptions boundaries_of(const TomlSection& section, const fs::path& folder)
{
    section.allow({ "file", "id", "name", "datum", "crs", "override", "only" });
    BoundaryOptions options;
    options.boundaries = section.required_text("file");
    options.id_field = section.text("id").value_or("");
    options.name_field = section.text("name").value_or("");
    options.datum = section.text("datum").value_or(options.datum);
    options.crs = section.text("crs").value_or("");
    options.overrides = section.flag("override");
    options.only = section.texts("only", true);
    if (section.has("datum")) {
        parse_datum(options.datum, section.subject("datum"));
    }
    if (section.has("crs")) {
        Crs::parse(options.crs, section.subject("crs"));
    }
    if (options.boundaries != builtin) {
        options.boundaries = (folder / options.boundaries).lexically_normal().string();
        const std::string file = parse_boundary_argument(options.boundaries).file;
        std::error_code error;
        if (!fs::exists(file, error)) {
            throw InputError(ProblemCode::missing, section.subject("file"), "missing file " + file,
                fmt::format("give a path from the pipeline's folder, or {} for the built-in list",
                    builtin));
        }
    }
    return options;
}

} // namespace

PipelineDefinition PipelineDefinition::load(
    const fs::path& file, const std::vector<std::string>& stage_keys)
{
    PipelineDefinition pipeline { TomlSection::read(file, "the pipeline"), "", file.parent_path(),
        "", {} };
    std::vector<std::string> known { "pipeline", "boundaries" };
    known.insert(known.end(), stage_keys.begin(), stage_keys.end());
    pipeline.top.allow(known);
    const auto head = pipeline.top.section("pipeline");
    if (!head) {
        throw InputError(ProblemCode::missing, file.string(), "missing table [pipeline]",
            "add it with a name and an output folder, e.g. name = \"a\" and output = \"out\"");
    }
    head->allow({ "name", "output" });
    pipeline.name = head->required_text("name");
    pipeline.output = (pipeline.folder / head->required_text("output")).lexically_normal();
    if (!pipeline.output.has_filename()) {
        pipeline.output = pipeline.output.parent_path();
    }
    std::error_code error;
    if (fs::exists(pipeline.output, error) && !fs::is_directory(pipeline.output, error)) {
        throw InputError(ProblemCode::invalid, head->subject("output"),
            fmt::format("'{}' is not a folder", pipeline.output.string()),
            "name a folder for the outputs, e.g. output = \"out\"");
    }
    if (const auto boundaries = pipeline.top.section("boundaries")) {
        pipeline.boundaries = boundaries_of(*boundaries, pipeline.folder);
    }
    return pipeline;
}

fs::path PipelineDefinition::output_file(
    const std::string& output_name, const std::string& subject) const
{
    const fs::path path = fs::path(output_name).lexically_normal();
    if (path.is_absolute() || *path.begin() == ".." || !path.has_filename() || path == ".") {
        throw InputError(ProblemCode::invalid, subject,
            fmt::format("'{}' is not a path of a file inside the output folder {}", output_name,
                output.string()),
            "give a path from that folder, e.g. results/a.csv");
    }
    return (output / path).lexically_normal();
}

std::vector<std::string> PipelineDefinition::boundary_files() const
{
    if (boundaries.boundaries == builtin) {
        return { builtin_cities_file().string() };
    }
    return with_companions(parse_boundary_argument(boundaries.boundaries).file);
}

std::vector<std::string> PipelineDefinition::with_boundary_files(
    std::vector<std::string> files) const
{
    const std::vector<std::string> outlines = boundary_files();
    files.insert(files.end(), outlines.begin(), outlines.end());
    return files;
}

StageOptions PipelineDefinition::boundary_options() const
{
    return {
        { "boundaries.layer",
            boundaries.boundaries == builtin
                ? ""
                : parse_boundary_argument(boundaries.boundaries).layer },
        { "boundaries.id", boundaries.id_field },
        { "boundaries.name", boundaries.name_field },
        { "boundaries.datum", boundaries.datum },
        { "boundaries.crs", boundaries.crs },
        { "boundaries.override", boundaries.overrides ? "true" : "" },
        { "boundaries.only", joined(boundaries.only, "\n") },
    };
}

std::vector<std::string> PipelineDefinition::boundary_words() const
{
    std::vector<std::string> words;
    const auto add = [&](const char* option, const std::string& value, const std::string& usual) {
        if (value != usual) {
            words.insert(words.end(), { option, value });
        }
    };
    add("--boundaries", boundaries.boundaries, builtin);
    add("--id", boundaries.id_field, "");
    add("--name", boundaries.name_field, "");
    add("--datum", boundaries.datum, "wgs84");
    add("--boundaries-crs", boundaries.crs, "");
    if (boundaries.overrides) {
        words.emplace_back("--override");
    }
    add("--only", joined(boundaries.only, ","), "");
    return words;
}

std::vector<fs::path> files_in(const fs::path& folder, const std::vector<std::string>& names)
{
    std::vector<fs::path> files;
    for (const std::string& name : names) {
        files.push_back(folder / name);
    }
    return files;
}

std::string stage_name(const TomlSection& section)
{
    std::string name = section.required_text("name");
    if (name.find_first_of("/\n") != std::string::npos) {
        throw InputError(ProblemCode::invalid, section.subject("name"),
            fmt::format("'{}' is not a name of a stage", name),
            "write one line without '/', e.g. edgar");
    }
    return name;
}

} // namespace cityflux
