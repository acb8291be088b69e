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

/// What becomes of a city whose indicator is missing.
enum class MissingRule {
    leave_out, ///< the weights of the others share its weight
    median, ///< the median of the points of the cities that have it
    least ///< the least points: what is not shown does not count
};

/// How one indicator becomes points.
struct IndicatorMethod {
    Direction direction = Direction::more_is_better;
    Treatment treatment;
    Normalisation normalisation;
    MissingRule missing = MissingRule::leave_out;
};

/// A place in the tree of an index. Numbers only: what robustness draws anew thousands of times.
struct IndexNode {
    static constexpr std::size_t nowhere = std::numeric_limits<std::size_t>::max();
    std::size_t parent = nowhere; ///< of the root
    std::vector<std::size_t> children; ///< empty for an indicator
    double weight = 1.0; ///< among its siblings, whose weights sum to 1
    Mean mean = Mean::arithmetic; ///< of the children
    /// The largest share of weight, among the indicators below this node, that may be missing for it to have a score, 0..1.
    double most_missing = 0.5;
    std::size_t indicator = nowhere; ///< position in IndexDefinition::methods
};

/// What people call a node.
struct NodeLabel {
    std::string code; ///< "1.1"; of the root the name of the index
    std::string name_zh;
    std::string name_en;
    std::string unit; ///< of an indicator
    std::string reason; ///< why this weight and these goalposts, and whose they are
};

/// Which choices of an index are open to doubt, for robustness (see pipeline/index/robustness.h).
struct DoubtfulChoices {
    std::size_t draws = 1000;
    std::uint64_t seed = 2022;
    /// Each weight is drawn evenly between (1 - spread) and (1 + spread) times itself, then siblings are scaled to sum to 1.
    double weight_spread = 0.25;
    std::vector<Normalisation::Kind> normalisations; ///< besides the index's own; only min_max, percentile_rank, z_score
    std::vector<Treatment> treatments; ///< besides the index's own
    std::vector<MissingRule> missing_rules;
    std::vector<Mean> means;
    bool intervals = true; ///< draw values within lower..upper of what they are made of
};

/// An index as its TOML file defines it: a tree of any depth whose leaves are indicators.
struct IndexDefinition {
    std::filesystem::path source;
    std::string name;
    std::string title;
    int year = 0; ///< that `offset` of an input counts from
    std::string cut_off; ///< ISO 8601 date: policy actions after it do not count; "" for none
    std::vector<IndexNode> nodes; ///< parents before children; the root first
    std::vector<NodeLabel> labels; ///< one for each node
    std::vector<IndicatorMethod> methods; ///< one for each indicator
    std::vector<IndicatorSource> sources; ///< one for each indicator
    DoubtfulChoices doubts;
    std::optional<DecouplingPlan> decoupling;

    /// Throws InputError naming file and key: unknown keys (with the nearest that is known), weights of siblings that do not
    /// sum to 1 (1e-9), goalposts that do not span, codes used twice, parents that are not there.
    static IndexDefinition load(const std::filesystem::path& file);
    /// The node of a code; throws InputError with the nearest.
    std::size_t node_of(const std::string& code) const;
};

} // namespace cityflux
