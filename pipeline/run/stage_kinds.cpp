#include "pipeline/run/stage_kinds.h"

#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/run/compare_stage.h"
#include "pipeline/run/ledger.h"
#include "pipeline/run/score_stage.h"
#include "pipeline/run/totals_stage.h"

#include <iterator>
#include <map>
#include <set>

#include <fmt/format.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

/// Returns the same text for all paths of one file.
std::string place_of(const fs::path& file)
{
    std::error_code error;
    const fs::path place = fs::weakly_canonical(file, error);
    return (error ? fs::absolute(file).lexically_normal() : place).string();
}

void check(const Stages& stages, const PipelineDefinition& pipeline)
{
    const std::string source = pipeline.top.file().string();
    std::set<std::string> names;
    std::map<std::string, std::size_t> writers; ///< position of the stage that writes a file
    const std::string ledger = place_of(Ledger::file_in(pipeline.output));
    for (std::size_t s = 0; s < stages.size(); ++s) {
        if (!names.insert(stages[s]->name()).second) {
            throw InputError(ProblemCode::duplicate, source,
                fmt::format("duplicate stage {}", stages[s]->name()),
                "give one of the two another name");
        }
        for (const fs::path& output : stages[s]->outputs()) {
            const auto [writer, fresh] = writers.emplace(place_of(output), s);
            if (!fresh || writer->first == ledger) {
                throw InputError(ProblemCode::duplicate,
                    fmt::format("{}: {}", source, stages[s]->name()),
                    fmt::format("duplicate output {}, which {} writes", output.string(),
                        writer->first == ledger ? "the ledger of the run"
                                                : stages[writer->second]->name()),
                    "give the stage another output");
            }
        }
    }
    for (std::size_t s = 0; s < stages.size(); ++s) {
        for (const std::string& input : stages[s]->inputs()) {
            const auto writer = writers.find(place_of(input));
            if (writer != writers.end() && writer->second >= s) {
                throw InputError(ProblemCode::inconsistent,
                    fmt::format("{}: {}", source, stages[s]->name()),
                    fmt::format("inconsistent input {}, which {}", input,
                        writer->second == s ? "the stage writes itself"
                                            : stages[writer->second]->name() + " writes later"),
                    "name other files or another output");
            }
        }
    }
}

} // namespace

const std::vector<StageKind>& stage_kinds()
{
    static const std::vector<StageKind> kinds {
        { "totals", make_totals_stages },
        { "compare", make_compare_stages },
        { "score", make_score_stages },
    };
    return kinds;
}

std::vector<std::string> stage_keys()
{
    std::vector<std::string> keys;
    for (const StageKind& kind : stage_kinds()) {
        keys.emplace_back(kind.key);
    }
    return keys;
}

Stages stages_of(PipelineRun& run)
{
    Stages stages;
    for (const StageKind& kind : stage_kinds()) {
        Stages more = kind.make(run, stages);
        std::move(more.begin(), more.end(), std::back_inserter(stages));
    }
    if (stages.empty()) {
        throw InputError(ProblemCode::missing, run.definition().top.file().string(),
            "missing stage", fmt::format("add one ({})", joined(stage_keys(), ", ")));
    }
    check(stages, run.definition());
    return stages;
}

} // namespace cityflux
