#include "pipeline/score/score_manifest.h"

#include "pipeline/program/manifest.h"
#include "pipeline/program/unmatched_names.h"
#include "pipeline/score/score_inputs.h"

#include <nlohmann/json.hpp>

namespace cityflux {

void write_manifest(const std::filesystem::path& folder, const std::vector<std::string>& outputs,
    const ScoreRequest& request, const ScoreResult& result, const Provenance& provenance)
{
    Json json = begin_manifest(folder, outputs, provenance.command);
    json["inputs"] = manifest_of_files(files_of(request), provenance.hashes);
    json["boundaries"] = manifest_of_boundaries(provenance);
    json["options"]
        = { { "draws", result.definition.doubts.draws }, { "seed", result.definition.doubts.seed },
              { "most_missing", manifest_of_number(request.most_missing) } };
    if (result.robustness) {
        json["robustness"] = { { "runs", result.robustness->runs },
            { "mean_rank_shift", result.robustness->rank_shift } };
    }
    json["warnings"] = result.gathered.warnings;
    json["notes"] = result.gathered.notes;
    json["unmatched_names"] = manifest_of_unmatched(result.gathered.unmatched);
    json["shortcomings"] = result.shortcomings;
    write_manifest(folder / "manifest.json", json);
}

void commit_with_manifest(OutputFile& output, const CalibrationRequest& request,
    const CalibrationResult& result, const Provenance& provenance)
{
    std::vector<std::string> files = files_of(request.score);
    files.push_back(request.ranking.string());
    Json json = begin_manifest(output, provenance.command);
    json["inputs"] = manifest_of_files(files, provenance.hashes);
    json["boundaries"] = manifest_of_boundaries(provenance);
    json["options"] = { { "ranking", result.ranking.name }, { "node", request.node },
        { "leaves", request.leaves }, { "others_beyond", result.published.others_beyond },
        { "most_missing", manifest_of_number(request.score.most_missing) },
        { "tolerance", request.options.tolerance }, { "seconds", request.options.seconds },
        { "samples", request.options.samples }, { "seed", request.options.seed } };
    json["warnings"] = result.score.gathered.warnings;
    json["notes"] = result.notes;
    for (const std::string& note : result.score.gathered.notes) {
        json["notes"].push_back(note);
    }
    json["unmatched_names"] = manifest_of_unmatched(result.score.gathered.unmatched);
    commit_with_manifest(output, json);
}

} // namespace cityflux
