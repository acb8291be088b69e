#include "pipeline/index/ranking.h"

#include "pipeline/index/equal_values.h"

#include <algorithm>
#include <cmath>

namespace cityflux {
namespace {

/// Difference, in largest scores, of scores near 0 that are equal but for the rounding of their
/// terms.
constexpr double cancellation = 1e-12;

/// Returns the difference below which scores are equal whatever their own size.
double smallest_difference(std::span<const double> scores)
{
    double largest = 0.0;
    for (const double score : scores) {
        // NaN compares neither less nor greater, so it does not count.
        largest = std::abs(score) > largest ? std::abs(score) : largest;
    }
    return std::isinf(largest) ? 0.0 : cancellation * largest;
}

} // namespace

std::vector<std::size_t> ranks(std::span<const double> scores)
{
    std::vector<std::size_t> places;
    places.reserve(scores.size());
    for (std::size_t i = 0; i < scores.size(); ++i) {
        if (!std::isnan(scores[i])) {
            places.push_back(i);
        }
    }
    std::sort(places.begin(), places.end(),
        [&](std::size_t a, std::size_t b) { return scores[a] > scores[b]; });
    std::vector<std::size_t> out(scores.size(), 0);
    const double smallest = smallest_difference(scores);
    std::size_t first = 0; // of those that are equal
    for (std::size_t k = 0; k < places.size(); ++k) {
        const double score = scores[places[k]];
        const double leading = scores[places[first]];
        if (!(score == leading || leading - score <= smallest
                || equal_within_rounding(score, leading))) {
            first = k;
        }
        out[places[k]] = first + 1;
    }
    return out;
}

} // namespace cityflux
