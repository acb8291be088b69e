#include "pipeline/score/score_job.h"

#include "grids/error.h"
#include "pipeline/program/notes.h"
#include "pipeline/program/output_file.h"
#include "pipeline/score/score_manifest.h"
#include "pipeline/score/score_report.h"
#include "pipeline/score/score_tables.h"

#include <algorithm>
#include <system_error>

#include <fmt/format.h>
#include <spdlog/spdlog.h>

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

void write_score(const std::filesystem::path& folder, const ScoreRequest& request, const ScoreResult& result,
    const CityList& cities, FileHashes& hashes, const std::vector<std::string>& command)
{
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) {
        throw InputError(fmt::format("{}: the folder cannot be made: {}", folder.string(), error.message()));
    }
    std::vector<std::string> written;
    for (const ScoreFile& file : files) {
        if (!file.has(result.definition)) {
            std::filesystem::remove(folder / file.name, error);
            continue;
        }
        OutputFile output(folder / file.name);
        output.write(file.text(result));
        output.commit();
        written.emplace_back(file.name);
    }
    write_manifest(folder, written, request, result, cities, hashes, command);
}

void say_gathered(const Gathered& gathered)
{
    std::size_t strangers = 0;
    for (const UnmatchedName& name : gathered.unmatched) {
        if (name.meant.empty()) {
            ++strangers;
        } else {
            spdlog::warn("{}", name.text());
        }
    }
    if (strangers > 0) {
        spdlog::info("{} names of the tables are none of the {} cities that are scored, such as {}; the manifest lists them",
            strangers, gathered.indicators.cities.size(),
            std::find_if(gathered.unmatched.begin(), gathered.unmatched.end(), [](const UnmatchedName& name) {
                return name.meant.empty();
            })->name);
    }
    for (const std::string& note : gathered.notes) {
        spdlog::info("{}", note);
    }
}

void say_score(const ScoreResult& result)
{
    say_gathered(result.gathered);
    say_shortcomings(result.shortcomings);
}

} // namespace cityflux
