#include "pipeline/run/stage_data.h"

#include "grids/text/error.h"
#include "grids/text/words.h"
#include "pipeline/program/configured_file.h"
#include "pipeline/program/data_argument.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

/// Returns the table that an earlier stage named `word` writes; std::nullopt
/// if `word` is not a stage.
std::optional<std::string> table_of_stage(
    const std::string& word, const Stages& earlier, const std::string& subject)
{
    std::vector<std::string> names;
    for (const auto& stage : earlier) {
        names.push_back(stage->name());
        if (stage->name() != word) {
            continue;
        }
        const std::optional<fs::path> table = stage->totals();
        if (!table) {
            throw InputError(ProblemCode::unsupported, subject,
                fmt::format("unsupported stage {}, which writes no city totals", word));
        }
        const std::string suffix = table->extension().string();
        if (suffix != ".csv" && suffix != ".json") {
            throw InputError(ProblemCode::unsupported, subject,
                fmt::format(
                    "unsupported output {} of {} (allowed: .csv, .json)", table->string(), word),
                "write a table with that stage, e.g. output = \"totals/a.csv\"");
        }
        return table->string();
    }
    if (word.starts_with("totals/") || word.starts_with("compare/")) {
        throw InputError(ProblemCode::unknown, subject,
            fmt::format("unknown stage '{}' before this one{}", word, did_you_mean(word, names)));
    }
    return std::nullopt;
}

/// Returns an argument as for --data. Its paths are relative to the pipeline's folder, unless they
/// are names in config/statistics.
std::string data_from(const fs::path& folder, const std::string& argument)
{
    const std::vector<std::string> descriptions = configured_names("statistics");
    const auto counted = [&](const std::string& path) {
        const fs::path here = (folder / path).lexically_normal();
        std::error_code error;
        const bool is_name = !fs::path(path).has_parent_path()
            && std::find(descriptions.begin(), descriptions.end(), fs::path(path).stem().string())
                != descriptions.end();
        return is_name && !fs::exists(here, error) ? path : here.string();
    };
    const std::size_t equals = argument.find('=');
    if (equals == std::string::npos) {
        return data_argument(counted(argument));
    }
    return data_argument(
        counted(argument.substr(0, equals)) + "=" + counted(argument.substr(equals + 1)));
}

} // namespace

std::vector<std::string> stage_data(const std::vector<std::string>& words,
    const PipelineDefinition& pipeline, const Stages& earlier, const std::string& subject)
{
    std::vector<std::string> arguments;
    for (const std::string& word : words) {
        if (const auto table = table_of_stage(word, earlier, subject)) {
            arguments.push_back(*table);
        } else {
            arguments.push_back(data_from(pipeline.folder, word));
            check_there(files_of_data({ arguments.back() }), subject);
        }
    }
    return arguments;
}

void check_there(const std::vector<std::string>& files, const std::string& subject)
{
    for (const std::string& file : files) {
        std::error_code error;
        if (!fs::exists(file, error)) {
            throw InputError(ProblemCode::missing, subject, "missing file " + file);
        }
    }
}

} // namespace cityflux
