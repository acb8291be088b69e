#pragma once

#include "pipeline/index/decoupling.h"
#include "pipeline/index/evaluation.h"
#include "pipeline/index/gather.h"
#include "pipeline/index/index_definition.h"
#include "pipeline/index/profile.h"
#include "pipeline/index/robustness.h"
#include "pipeline/tables/city_names.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// What `cityflux score` is asked for.
struct ScoreRequest {
    std::filesystem::path index;
    std::vector<std::string> data; ///< tables, as --data names them (see read_statistics)
    std::filesystem::path policy_register; ///< "" for none
    /// Instead of the index's own: draws of robustness, 0 for none, and their seed.
    std::optional<std::size_t> draws;
    std::optional<std::uint64_t> seed;
    std::optional<double> most_missing; ///< instead of that of the index and its domains, 0..1
};

struct ScoreResult {
    IndexDefinition definition;
    Gathered gathered;
    Evaluation evaluation;
    std::vector<std::vector<std::size_t>> ranks; ///< by node, then city; 0 where there is no score
    std::vector<double> effective_weights; ///< by node: the product of the weights from the root down
    std::vector<std::vector<Standing>> standings; ///< by node, then city
    std::optional<Robustness> robustness;
    /// By city; empty where the index asks for no classes.
    std::vector<CityDecoupling> decoupling;
    /// What is missing, each a sentence: cities without a score; not empty means exit code 4.
    std::vector<std::string> shortcomings;
};

/// The index with what the request says instead of it. Throws InputError where it cannot be read.
IndexDefinition definition_of(const ScoreRequest& request);

/// Scores cities by an index. Throws InputError as the readers of index, tables and register do, and where an indicator's
/// method is not defined on its values.
ScoreResult make_score(const ScoreRequest& request, const std::vector<NamedCity>& cities);

} // namespace cityflux
