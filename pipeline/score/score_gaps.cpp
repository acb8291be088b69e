#include "pipeline/score/score_gaps.h"

#include "grids/text/joined.h"

#include <cmath>
#include <cstddef>
#include <optional>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Largest share of weight that is missing by rounding alone.
constexpr double share_tolerance = 1e-9;

/// Reasons for missing scores of one city.
class CityGaps {
public:
    CityGaps(const ScoreResult& result, std::size_t city)
        : result_(result)
        , nodes_(result.definition.nodes)
        , city_(city)
    {
    }

    /// Returns the sentences of the city.
    std::vector<std::string> sentences() const
    {
        std::vector<std::string> sentences;
        const ScoredCity& city = result_.gathered.indicators.cities[city_];
        if (std::isnan(score(0))) {
            sentences.push_back(
                fmt::format("{} ({}) has no score: {}", city.name, city.id, reason(0)));
            return sentences;
        }
        for (std::size_t node = 1; node < nodes_.size(); ++node) {
            if (const auto negative = negative_points(node)) {
                sentences.push_back(
                    fmt::format("{} ({}) has no score of {}, whose weight the other parts take: {}",
                        city.name, city.id, code(node), *negative));
            }
        }
        return sentences;
    }

private:
    double score(std::size_t node) const { return result_.evaluation.scores[node][city_]; }
    const std::string& code(std::size_t node) const { return result_.definition.labels[node].code; }
    std::string name(std::size_t node) const
    {
        return node == 0 ? result_.definition.name : code(node);
    }

    /// Returns the reason why a node has no score.
    std::string reason(std::size_t node) const
    {
        const double missing = 1.0 - result_.evaluation.present[node][city_];
        if (missing > nodes_[node].most_missing + share_tolerance) {
            std::vector<std::string> codes;
            add_missing(node, codes);
            return fmt::format("{:.3g} % of the weight of its indicators is missing ({}), and {} "
                               "allows {:.3g} %",
                100.0 * missing, joined(codes, ", "), name(node),
                100.0 * nodes_[node].most_missing);
        }
        if (const auto negative = negative_points(node)) {
            return *negative;
        }
        std::vector<std::string> reasons;
        for (const std::size_t child : nodes_[node].children) {
            if (std::isnan(score(child)) && !nodes_[child].children.empty()) {
                reasons.push_back(fmt::format("{} has none, for {}", code(child), reason(child)));
            }
        }
        return reasons.empty() ? "no part of it has one" : joined(reasons, "; ");
    }

    /// Adds the codes of the indicators below a node without a value.
    void add_missing(std::size_t node, std::vector<std::string>& codes) const
    {
        const std::size_t indicator = nodes_[node].indicator;
        if (indicator != IndexNode::nowhere
            && std::isnan(result_.gathered.indicators.values[indicator][city_].value)) {
            codes.push_back(code(node));
        }
        for (const std::size_t child : nodes_[node].children) {
            add_missing(child, codes);
        }
    }

    /// Returns the reason if a node has no score because its mean is not defined on negative
    /// points.
    std::optional<std::string> negative_points(std::size_t node) const
    {
        const IndexNode& here = nodes_[node];
        if (!std::isnan(score(node)) || here.children.empty() || here.mean == Mean::arithmetic) {
            return std::nullopt;
        }
        std::vector<std::string> negative;
        for (const std::size_t child : here.children) {
            if (score(child) < 0.0) {
                negative.push_back(fmt::format("{} {:.6g}", code(child), score(child)));
            }
        }
        if (negative.empty()) {
            return std::nullopt;
        }
        return fmt::format("the {} mean of {} is not defined on negative points ({})",
            here.mean == Mean::geometric ? "geometric" : "harmonic", name(node),
            joined(negative, ", "));
    }

    const ScoreResult& result_;
    const std::vector<IndexNode>& nodes_;
    std::size_t city_;
};

} // namespace

std::vector<std::string> score_gaps(const ScoreResult& result)
{
    std::vector<std::string> gaps;
    for (std::size_t c = 0; c < result.gathered.indicators.cities.size(); ++c) {
        for (std::string& sentence : CityGaps(result, c).sentences()) {
            gaps.push_back(std::move(sentence));
        }
    }
    return gaps;
}

} // namespace cityflux
