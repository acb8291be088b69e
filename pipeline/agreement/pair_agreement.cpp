#include "pipeline/agreement/pair_agreement.h"

#include "pipeline/agreement/correlation.h"
#include "pipeline/agreement/robust_scale.h"

#include <cmath>
#include <numeric>

namespace cityflux {
namespace {

/// 97.5 % quantile of the normal distribution.
constexpr double of_95_percent = 1.959963984540054;

PairAgreement agreement_of(const EstimateTable& table, std::size_t first, std::size_t second)
{
    std::vector<double> a;
    std::vector<double> b;
    std::vector<double> differences;
    std::vector<double> ratios;
    for (std::size_t c = 0; c < table.cities.size(); ++c) {
        const double one = table.estimates[first][c].value;
        const double other = table.estimates[second][c].value;
        if (one > 0.0 && other > 0.0) {
            a.push_back(std::log(one));
            b.push_back(std::log(other));
            differences.push_back(b.back() - a.back());
            ratios.push_back(other / one);
        }
    }
    PairAgreement pair;
    pair.first = first;
    pair.second = second;
    pair.n = a.size();
    if (a.empty()) {
        return pair;
    }
    const double bias = std::accumulate(differences.begin(), differences.end(), 0.0)
        / static_cast<double>(pair.n);
    pair.median_ratio = median_of(ratios);
    pair.bias = std::exp(bias);
    if (pair.n > 1) {
        pair.pearson = pearson(a, b);
        pair.spearman = spearman(a, b);
        pair.kendall = kendall(a, b);
        const double reach = of_95_percent * sample_deviation(differences).deviation;
        pair.lower_limit = std::exp(bias - reach);
        pair.upper_limit = std::exp(bias + reach);
    }
    return pair;
}

} // namespace

std::vector<PairAgreement> agreement_of_pairs(const EstimateTable& table)
{
    std::vector<PairAgreement> pairs;
    for (std::size_t first = 0; first < table.inventories.size(); ++first) {
        for (std::size_t second = first + 1; second < table.inventories.size(); ++second) {
            if (PairAgreement pair = agreement_of(table, first, second); pair.n > 0) {
                pairs.push_back(pair);
            }
        }
    }
    return pairs;
}

} // namespace cityflux
