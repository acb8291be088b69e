#include "pipeline/run/compare_stage.h"

#include "grids/text/joined.h"
#include "pipeline/compare/compare_job.h"
#include "pipeline/compare/correction_words.h"
#include "pipeline/program/data_folder.h"
#include "pipeline/program/named_cities.h"
#include "pipeline/program/setting_words.h"
#include "pipeline/run/correction_keys.h"
#include "pipeline/run/stage_data.h"
#include "pipeline/tables/statistics_table.h"

#include <map>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

constexpr int most_years_off = 50;

/// Settings of one table of [[compare]].
struct CompareSettings {
    std::string name;
    /// Texts as written in the file, which do not depend on the working folder.
    std::vector<std::string> totals;
    std::vector<std::string> references;
    CompareRequest request;
    fs::path output; ///< folder of the outputs
};

CompareSettings settings_of(
    const TomlSection& section, const PipelineRun& run, const Stages& earlier)
{
    section.allow({ "name", "totals", "references", "periods", "nearest_year", "primary", "correct",
        "trusted", "target", "level", "interval", "shared", "part_only", "uncertainty",
        "reference_uncertainty", "reference_shares", "output" });
    CompareSettings settings;
    CompareRequest& request = settings.request;
    settings.name = stage_name(section);
    settings.totals = section.required_texts("totals");
    settings.references = section.texts("references");
    request.totals
        = stage_data(settings.totals, run.definition(), earlier, section.subject("totals"));
    request.references
        = stage_data(settings.references, run.definition(), earlier, section.subject("references"));
    for (const std::string& year : section.texts("periods", true)) {
        request.years.years.push_back(statistic_year(year, section.subject("periods")));
    }
    if (const auto years_off = section.find("nearest_year")) {
        request.years.nearest = static_cast<int>(years_off->whole(0, most_years_off));
    }
    request.correction = correction_of(section);
    settings.output = run.definition().output_file(
        section.text("output").value_or(fmt::format("compared/{}", settings.name)),
        section.subject(section.has("output") ? "output" : "name"));
    return settings;
}

class CompareStage : public Stage {
public:
    CompareStage(PipelineRun& run, CompareSettings settings)
        : run_(run)
        , settings_(std::move(settings))
    {
    }

    std::string name() const override { return "compare/" + settings_.name; }

    std::string version() const override
    {
        return fmt::format("compare {}", compare_algorithm_version);
    }

    std::vector<std::string> inputs() const override
    {
        return run_.definition().with_boundary_files(files_of(settings_.request));
    }

    StageOptions options() const override
    {
        StageOptions options {
            { "totals", joined(settings_.totals, "\n") },
            { "references", joined(settings_.references, "\n") },
        };
        const std::vector<std::string> words = option_words();
        for (std::size_t i = 0; i + 1 < words.size(); i += 2) {
            options.emplace_back(words[i].substr(2), words[i + 1]);
        }
        const StageOptions cities = run_.definition().boundary_options();
        options.insert(options.end(), cities.begin(), cities.end());
        return options;
    }

    std::vector<fs::path> outputs() const override
    {
        return files_in(settings_.output, comparison_files(settings_.request));
    }

    std::optional<fs::path> totals() const override
    {
        const auto file = corrected_file(settings_.request);
        return file ? std::optional(settings_.output / *file) : std::nullopt;
    }

    StageResult run() override
    {
        const CompareRequest& request = settings_.request;
        const CityList& cities = run_.cities();
        const CompareResult result = make_comparison(
            request, named_cities(cities, run_.chosen()), Gazetteer::read(gazetteer_file()));
        // Hashes of the run are not used, because stages write some of these files during the run.
        FileHashes hashes(run_.cache_folder());
        write_comparison(
            settings_.output, request, result, run_.chosen(), { cities, hashes, command() });
        say_comparison(result);
        return { sentences_of(result.shortcomings), {} };
    }

private:
    /// Returns the options except the tables, each followed by its value.
    std::vector<std::string> option_words() const
    {
        const CompareRequest& request = settings_.request;
        const CorrectionRequest& correction = request.correction;
        const CorrectionRequest usual;
        std::vector<std::string> words;
        const auto add
            = [&](const char* option, std::string_view value, std::string_view unless = "") {
                  if (value != unless) {
                      words.insert(words.end(), { option, std::string(value) });
                  }
              };
        const auto add_numbers
            = [&](const char* option, const std::map<std::string, double>& numbers) {
                  std::vector<std::string> texts;
                  for (const auto& [name, number] : numbers) {
                      texts.push_back(fmt::format("{}={}", name, number));
                  }
                  add(option, joined(texts, ","));
              };
        add("--period", joined(request.years.years, ","));
        add("--nearest-year", std::to_string(request.years.nearest), "0");
        add("--primary", correction.primary);
        if (!correction.wanted()) {
            return words;
        }
        add("--correct", name_of(correction.method));
        add("--trusted", correction.trusted);
        add("--target", word_of(target_words(), correction.target),
            word_of(target_words(), usual.target));
        add("--level", word_of(level_words(), correction.level),
            word_of(level_words(), usual.level));
        add("--interval", word_of(interval_words(), correction.interval),
            word_of(interval_words(), usual.interval));
        std::vector<std::string> shared;
        for (const SharedData& group : correction.shared) {
            shared.push_back(
                fmt::format("{}={}", joined(group.inventories, "+"), group.correlation));
        }
        add("--shared", joined(shared, ","));
        add("--part-only", joined(correction.part_only, ","));
        add_numbers("--uncertainty", correction.uncertainty);
        add_numbers("--reference-uncertainty", correction.reference_uncertainty);
        add_numbers("--reference-share", correction.reference_shares);
        return words;
    }

    /// Returns the command that gives the same result without a pipeline, for the manifest.
    std::vector<std::string> command() const
    {
        const CompareRequest& request = settings_.request;
        std::vector<std::string> words { "cityflux", "compare" };
        words.insert(words.end(), request.totals.begin(), request.totals.end());
        if (!request.references.empty()) {
            words.emplace_back("--reference");
            words.insert(words.end(), request.references.begin(), request.references.end());
        }
        const std::vector<std::string> options = option_words();
        words.insert(words.end(), options.begin(), options.end());
        const std::vector<std::string> outlines = run_.definition().boundary_words();
        words.insert(words.end(), outlines.begin(), outlines.end());
        words.insert(words.end(), { "--output", settings_.output.string() });
        return words;
    }

    PipelineRun& run_;
    CompareSettings settings_;
};

} // namespace

Stages make_compare_stages(PipelineRun& run, const Stages& earlier)
{
    Stages stages;
    for (const TomlSection& section : run.definition().top.sections("compare")) {
        stages.push_back(std::make_unique<CompareStage>(run, settings_of(section, run, earlier)));
    }
    return stages;
}

} // namespace cityflux
