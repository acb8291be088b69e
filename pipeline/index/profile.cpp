#include "pipeline/index/profile.h"

#include "pipeline/index/mean.h"
#include "pipeline/index/treatment.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <optional>

namespace cityflux {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double median_of(const std::vector<double>& scores)
{
    std::vector<double> present;
    std::copy_if(scores.begin(), scores.end(), std::back_inserter(present),
        [](double score) { return !std::isnan(score); });
    return quantile_of_unsorted(present, 0.5);
}

/// Returns the first city with the highest score, or std::nullopt if none has a score.
std::optional<std::size_t> leader_of(const std::vector<double>& scores)
{
    std::optional<std::size_t> leader;
    for (std::size_t city = 0; city < scores.size(); ++city) {
        if (!std::isnan(scores[city]) && (!leader || scores[city] > scores[*leader])) {
            leader = city;
        }
    }
    return leader;
}

/// Returns the index of a city if its score at one node is replaced.
double index_with(const std::vector<IndexNode>& nodes, const ScoreMatrix& scores, std::size_t city,
    std::size_t changed, double score)
{
    while (nodes[changed].parent != IndexNode::nowhere) {
        const IndexNode& parent = nodes[nodes[changed].parent];
        double sum = 0.0;
        double weights = 0.0;
        for (const std::size_t child : parent.children) {
            const double value = child == changed ? score : scores[child][city];
            const double weight = nodes[child].weight;
            if (weight != 0.0 && !std::isnan(value)) {
                sum += weight * mean_term(parent.mean, value);
                weights += weight;
            }
        }
        score = mean_from_terms(parent.mean, sum, weights);
        changed = nodes[changed].parent;
    }
    return score;
}

} // namespace

std::vector<std::vector<Standing>> profiles(
    const std::vector<IndexNode>& nodes, const Evaluation& evaluation)
{
    const ScoreMatrix& scores = evaluation.scores;
    std::vector<std::vector<Standing>> out(nodes.size());
    if (nodes.empty()) {
        return out;
    }
    const std::optional<std::size_t> leader = leader_of(scores.front());
    for (std::size_t node = 0; node < nodes.size(); ++node) {
        const double median = median_of(scores[node]);
        const double best = leader ? scores[node][*leader] : nan;
        for (std::size_t city = 0; city < scores[node].size(); ++city) {
            const double score = scores[node][city];
            const auto gain = [&](double other) {
                const bool comparable = !std::isnan(score) && !std::isnan(other);
                return comparable
                    ? scores.front()[city] - index_with(nodes, scores, city, node, other)
                    : nan;
            };
            out[node].push_back({ score, median, best, gain(median), gain(best) });
        }
    }
    return out;
}

} // namespace cityflux
