#include "pipeline/index/ranking.h"

#include <algorithm>
#include <cmath>

namespace cityflux {

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
    for (std::size_t k = 0; k < places.size(); ++k) {
        const bool tied = k > 0 && scores[places[k]] == scores[places[k - 1]];
        out[places[k]] = tied ? out[places[k - 1]] : k + 1;
    }
    return out;
}

} // namespace cityflux
