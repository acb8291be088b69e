#include "pipeline/run/score_stage.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/program/named_cities.h"
#include "pipeline/run/stage_data.h"
#include "pipeline/score/score_inputs.h"
#include "pipeline/score/score_job.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

/// Settings of one table of [[score]].
struct ScoreSettings {
    std::string name;
    /// Texts as written in the file, which do not depend on the working folder.
    std::string index;
    std::vector<std::string> data;
    std::string policy_register;
    ScoreRequest request;
    fs::path output; ///< folder of the outputs
};

std::optional<std::uint64_t> whole_number(const TomlSection& section, std::string_view key)
{
    const std::optional<double> number = section.number(key);
    if (number && (*number < 0.0 || *number != std::floor(*number) || *number > 1e15)) {
        throw InputError(ProblemCode::out_of_range, section.subject(key),
            fmt::format(
                "number out of range: {} (allowed: whole numbers from 0 to 1e15)", *number));
    }
    return number ? std::optional(static_cast<std::uint64_t>(*number)) : std::nullopt;
}

ScoreSettings settings_of(const TomlSection& section, const PipelineRun& run, const Stages& earlier)
{
    section.allow(
        { "name", "index", "data", "policy_register", "draws", "seed", "most_missing", "output" });
    const fs::path& folder = run.definition().folder;
    ScoreSettings settings;
    ScoreRequest& request = settings.request;
    settings.name = stage_name(section);
    settings.index = section.required_text("index");
    settings.data = section.required_texts("data");
    settings.policy_register = section.text("policy_register").value_or("");
    std::error_code error;
    request.index = index_file(fs::is_regular_file(folder / settings.index, error)
            ? (folder / settings.index).lexically_normal().string()
            : settings.index);
    check_there({ request.index.string() }, section.subject("index"));
    request.data = stage_data(settings.data, run.definition(), earlier, section.subject("data"));
    if (!settings.policy_register.empty()) {
        request.policy_register = (folder / settings.policy_register).lexically_normal();
        check_there({ request.policy_register.string() }, section.subject("policy_register"));
    }
    request.draws = whole_number(section, "draws");
    request.seed = whole_number(section, "seed");
    request.most_missing = section.number("most_missing");
    if (request.most_missing && !(*request.most_missing >= 0.0 && *request.most_missing <= 1.0)) {
        throw InputError(ProblemCode::out_of_range, section.subject("most_missing"),
            fmt::format("fraction out of range: {} (allowed: 0 to 1)", *request.most_missing));
    }
    settings.output = run.definition().output_file(
        section.text("output").value_or(fmt::format("scores/{}", settings.name)),
        section.subject(section.has("output") ? "output" : "name"));
    return settings;
}

class ScoreStage : public Stage {
public:
    ScoreStage(PipelineRun& run, ScoreSettings settings)
        : run_(run)
        , settings_(std::move(settings))
        , files_(score_files(settings_.request))
    {
    }

    std::string name() const override { return "score/" + settings_.name; }

    std::string version() const override
    {
        return fmt::format("score {}", score_algorithm_version);
    }

    std::vector<std::string> inputs() const override
    {
        return run_.definition().with_boundary_files(files_of(settings_.request));
    }

    StageOptions options() const override
    {
        const ScoreRequest& request = settings_.request;
        const auto text
            = [](const auto& value) { return value ? fmt::format("{}", *value) : std::string(); };
        StageOptions options {
            { "index", settings_.index },
            { "data", joined(settings_.data, "\n") },
            { "policy_register", settings_.policy_register },
            { "draws", text(request.draws) },
            { "seed", text(request.seed) },
            { "most_missing", text(request.most_missing) },
        };
        const StageOptions cities = run_.definition().boundary_options();
        options.insert(options.end(), cities.begin(), cities.end());
        return options;
    }

    std::vector<fs::path> outputs() const override { return files_in(settings_.output, files_); }

    StageResult run() override
    {
        const ScoreRequest& request = settings_.request;
        const CityList& cities = run_.cities();
        const ScoreResult result = make_score(request, named_cities(cities, run_.chosen()));
        // Hashes of the run are not used, because stages write some of these files during the run.
        FileHashes hashes(run_.cache_folder());
        write_score(settings_.output, request, result, { cities, hashes, command() });
        say_score(result);
        return { result.shortcomings, {} };
    }

private:
    /// Returns the command that gives the same result without a pipeline, for the manifest.
    std::vector<std::string> command() const
    {
        const ScoreRequest& request = settings_.request;
        std::vector<std::string> words { "cityflux", "score", request.index.string(), "--data" };
        words.insert(words.end(), request.data.begin(), request.data.end());
        const auto add = [&](const char* option, const std::string& value) {
            if (!value.empty()) {
                words.insert(words.end(), { option, value });
            }
        };
        const auto text
            = [](const auto& value) { return value ? fmt::format("{}", *value) : std::string(); };
        add("--policy-register", request.policy_register.string());
        add("--draws", text(request.draws));
        add("--seed", text(request.seed));
        add("--most-missing", text(request.most_missing));
        const std::vector<std::string> outlines = run_.definition().boundary_words();
        words.insert(words.end(), outlines.begin(), outlines.end());
        add("--output", settings_.output.string());
        return words;
    }

    PipelineRun& run_;
    ScoreSettings settings_;
    std::vector<std::string> files_;
};

} // namespace

Stages make_score_stages(PipelineRun& run, const Stages& earlier)
{
    Stages stages;
    for (const TomlSection& section : run.definition().top.sections("score")) {
        stages.push_back(std::make_unique<ScoreStage>(run, settings_of(section, run, earlier)));
    }
    return stages;
}

} // namespace cityflux
