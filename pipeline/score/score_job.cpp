#include "pipeline/score/score_job.h"

#include "pipeline/output/result_folder.h"
#include "pipeline/program/messages.h"
#include "pipeline/program/unmatched_names.h"
#include "pipeline/score/score_manifest.h"
#include "pipeline/score/score_report.h"
#include "pipeline/score/score_tables.h"

#include <fmt/format.h>

namespace cityflux {
namespace {

struct ScoreFile {
    const char* name;
    std::string (*text)(const ScoreResult&);
    bool (*has)(const IndexDefinition&);
};

bool always(const IndexDefinition&)
{
    return true;
}

bool with_robustness(const IndexDefinition& definition)
{
    return definition.doubts.draws > 0;
}

bool with_decoupling(const IndexDefinition& definition)
{
    return definition.decoupling.has_value();
}

constexpr ScoreFile files[] = {
    { "scores.csv", scores_csv, always },
    { "scores_wide.csv", scores_wide_csv, always },
    { "ranks_wide.csv", ranks_wide_csv, always },
    { "profiles.csv", profiles_csv, always },
    { "sources.csv", sources_csv, always },
    { "robustness.csv", robustness_csv, with_robustness },
    { "sensitivity.csv", sensitivity_csv, with_robustness },
    { "decoupling.csv", decoupling_csv, with_decoupling },
    { "report.md", score_report, always },
};

} // namespace

std::vector<std::string> score_files(const ScoreRequest& request)
{
    const IndexDefinition definition = definition_of(request);
    std::vector<std::string> names;
    for (const ScoreFile& file : files) {
        if (file.has(definition)) {
            names.emplace_back(file.name);
        }
    }
    names.emplace_back("manifest.json");
    return names;
}

void write_score(const std::filesystem::path& folder, const ScoreRequest& request,
    const ScoreResult& result, const Provenance& provenance)
{
    std::vector<ResultFile> results;
    for (const ScoreFile& file : files) {
        results.push_back({ file.name, {} });
        if (file.has(result.definition)) {
            results.back().text = [&result, text = file.text] { return text(result); };
        }
    }
    const std::vector<std::string> written = write_result_files(folder, results);
    write_manifest(folder, written, request, result, provenance);
}

void say_gathered(const Gathered& gathered)
{
    const Strangers strangers = warn_of_ambiguous(gathered.unmatched);
    if (strangers.count > 0) {
        inform(
            fmt::format("{} names in the tables match none of the {} scored cities, e.g. {}; the "
                        "manifest lists them",
                strangers.count, gathered.indicators.cities.size(), strangers.first->name));
    }
    say_shortcomings(gathered.warnings);
    for (const std::string& note : gathered.notes) {
        inform(note);
    }
}

void say_score(const ScoreResult& result)
{
    say_gathered(result.gathered);
    say_shortcomings(result.shortcomings);
}

} // namespace cityflux
