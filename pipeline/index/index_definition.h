#pragma once

#include "pipeline/index/decoupling_plan.h"
#include "pipeline/index/indicator_source.h"
#include "pipeline/index/mean.h"
#include "pipeline/index/normalisation.h"
#include "pipeline/index/treatment.h"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Treatment of a city whose indicator is missing.
enum class MissingRule {
    leave_out, ///< its weight is divided among the other indicators
    median, ///< it gets the median of the points of the cities that have it
    least ///< it gets the least points
};

/// Method that turns one indicator into points.
struct IndicatorMethod {
    Direction direction = Direction::more_is_better;
    Treatment treatment;
    Normalisation normalisation;
    MissingRule missing = MissingRule::leave_out;
};

/// Node in the tree of an index. It holds only numbers, which robustness draws thousands of times.
struct IndexNode {
    static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
    std::size_t parent = nowhere; ///< index of the parent; nowhere for the root
    std::vector<std::size_t> children; ///< empty for an indicator
    double weight = 1.0; ///< weight among its siblings, whose weights sum to 1
    Mean mean = Mean::arithmetic; ///< mean of the children
    /// Largest share of the weight of indicators below this node that may be missing for it to have
    /// a score, 0..1.
    double most_missing = 0.5;
    std::size_t indicator
        = nowhere; ///< index in IndexDefinition::methods; nowhere for an inner node
};

/// Names of a node for readers.
struct NodeLabel {
    std::string code; ///< "1.1"; for the root, the name of the index
    std::string name_zh;
    std::string name_en;
    std::string unit; ///< unit of an indicator
    std::string reason; ///< reason and source of the weight and the goalposts
};

/// Doubtful choices of an index, for robustness (robustness.h).
struct DoubtfulChoices {
    std::size_t draws = 1000;
    std::uint64_t seed = 2022;
    /// Each weight is drawn uniformly between (1 - spread) and (1 + spread) times itself. Siblings
    /// are then scaled to sum to 1.
    double weight_spread = 0.25;
    std::vector<Normalisation::Kind>
        normalisations; ///< in addition to the index's own; only min_max, percentile_rank, z_score
    std::vector<Treatment> treatments; ///< in addition to the index's own
    std::vector<MissingRule> missing_rules;
    std::vector<Mean> means;
    bool intervals = true; ///< draw values within the interval lower..upper of the indicator
};

/// Index defined by a TOML file: a tree of any depth whose leaves are indicators.
struct IndexDefinition {
    std::filesystem::path source;
    std::string name;
    std::string title;
    int year = 0; ///< base of the `offset` of inputs
    std::string cut_off; ///< ISO 8601 date: later policy actions do not count; "" for none
    std::vector<IndexNode> nodes; ///< parents before children; the root first
    std::vector<NodeLabel> labels; ///< one for each node
    std::vector<IndicatorMethod> methods; ///< one for each indicator
    std::vector<IndicatorSource> sources; ///< one for each indicator
    DoubtfulChoices doubts;
    std::optional<DecouplingPlan> decoupling;

    /// Loads a file. Throws InputError, with file and key, on unknown keys (with the nearest known
    /// key) and empty goalpost ranges. Throws InputError if weights of siblings do not sum to 1
    /// (1e-9), codes are duplicate, or parents are missing or cyclic.
    static IndexDefinition load(const std::filesystem::path& file);
    /// Returns the node of a code. Throws InputError, with the nearest code, if there is none.
    std::size_t node_of(const std::string& code) const;
    /// Returns the code of an indicator, or its position from 1 if no node has it.
    std::string indicator_code(std::size_t indicator) const;
};

} // namespace cityflux
