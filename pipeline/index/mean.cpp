#include "pipeline/index/mean.h"

#include <cstddef>
#include <stdexcept>

namespace cityflux {

double mean_of(Mean mean, std::span<const double> values, std::span<const double> weights)
{
    if (values.size() != weights.size()) {
        throw std::logic_error("a mean needs a weight for each value");
    }
    double sum = 0.0;
    double weight = 0.0;
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isnan(values[i]) && weights[i] != 0.0) {
            sum += weights[i] * mean_term(mean, values[i]);
            weight += weights[i];
        }
    }
    return mean_from_terms(mean, sum, weight);
}

} // namespace cityflux
