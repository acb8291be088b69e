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

/// Request of `cityflux score`.
struct ScoreRequest {
    std::filesystem::path index;
    std::vector<std::string> data; ///< tables as given by --data (see read_statistics)
    std::filesystem::path policy_register; ///< "" if there is none
    /// Draws of robustness (0 for none) and their seed, instead of those of the index.
    std::optional<std::size_t> draws;
    std::optional<std::uint64_t> seed;
    /// Instead of the limits of the index and its domains, 0..1.
    std::optional<double> most_missing;
};

struct ScoreResult {
    IndexDefinition definition;
    Gathered gathered;
    Evaluation evaluation;
    std::vector<std::vector<std::size_t>> ranks; ///< by node, then city; 0 if there is no score
    std::vector<double>
        effective_weights; ///< by node: the product of the weights from the root down
    std::vector<std::vector<Standing>> standings; ///< by node, then city
    std::optional<Robustness> robustness;
    /// By city; empty if the index defines no classes.
    std::vector<CityDecoupling> decoupling;
    /// Cities without a score, each a sentence. Exit code 4 if not empty.
    std::vector<std::string> shortcomings;
};

/// Returns the index, changed by the options of the request. Throws InputError if
/// the index cannot be read.
IndexDefinition definition_of(const ScoreRequest& request);

/// Scores cities by an index. Throws InputError in the same cases as the readers of index, tables
/// and register. Also throws if an indicator's method is not defined on its values.
ScoreResult make_score(const ScoreRequest& request, const std::vector<NamedCity>& cities);

} // namespace cityflux
