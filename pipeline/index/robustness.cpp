#include "pipeline/index/robustness.h"

#include "pipeline/index/evaluation.h"
#include "pipeline/index/ranking.h"
#include "pipeline/index/robustness_design.h"
#include "pipeline/index/robustness_run.h"
#include "pipeline/index/sobol.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>
#include <span>
#include <utility>

#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t bootstrap_resamples = 200;
/// Lowest rank that counts for CityTrust::top_five.
constexpr std::size_t last_of_top = 5;

/// Returns the least rank that at least `share` of the sorted ranks do not exceed, or 0 if there
/// are none.
std::size_t rank_quantile(std::span<const std::uint32_t> sorted, double share)
{
    if (sorted.empty()) {
        return 0;
    }
    const double place = std::ceil(share * static_cast<double>(sorted.size()) - 1e-9);
    return sorted[static_cast<std::size_t>(std::max(place, 1.0)) - 1];
}

/// Sets the rank interval and the shares of draws. `drawn` holds the city's ranks in all draws.
void summarise_ranks(std::span<std::uint32_t> drawn, CityTrust& city)
{
    std::sort(drawn.begin(), drawn.end());
    const double draws = static_cast<double>(drawn.size());
    const auto first_ranked = std::upper_bound(drawn.begin(), drawn.end(), 0u);
    const std::span<const std::uint32_t> ranked(first_ranked, drawn.end());
    city.median_rank = rank_quantile(ranked, 0.5);
    city.lower_rank = rank_quantile(ranked, 0.05);
    city.upper_rank = rank_quantile(ranked, 0.95);
    const auto top = std::upper_bound(ranked.begin(), ranked.end(), last_of_top) - ranked.begin();
    city.top_five
        = ranked.empty() ? nan : static_cast<double>(top) / static_cast<double>(ranked.size());
    city.no_score = 1.0 - static_cast<double>(ranked.size()) / draws;
}

/// Sets the mean score and the Sobol indices of the score of a city.
void summarise_scores(
    const std::vector<BlockSums>& blocks, std::size_t index, std::size_t draws, CityTrust& city)
{
    SobolSums sobol = blocks[0].sobol[index];
    double sum = blocks[0].scores[index];
    for (std::size_t block = 1; block < blocks.size(); ++block) {
        sobol.add(blocks[block].sobol[index]);
        sum += blocks[block].scores[index];
    }
    const double scored = std::round((1.0 - city.no_score) * static_cast<double>(draws));
    city.mean_score = scored > 0.0 ? sum / scored : nan;
    SobolIndices indices = sobol.indices();
    city.first = std::move(indices.first);
    city.total = std::move(indices.total);
}

/// Returns the trust in each city, in parallel. Sorts the ranks of `outputs`.
std::vector<CityTrust> summarise_cities(const RunContext& context, RunOutputs& outputs)
{
    const std::size_t draws = 2 * context.rows;
    std::vector<CityTrust> cities(context.reference_scores.size());
    tbb::parallel_for(std::size_t { 0 }, cities.size(), [&](std::size_t i) {
        CityTrust& city = cities[i];
        city.score = context.reference_scores[i];
        city.rank = context.reference_ranks[i];
        summarise_ranks(std::span(outputs.ranks).subspan(i * draws, draws), city);
        summarise_scores(outputs.blocks, i, draws, city);
    });
    return cities;
}

/// Sets the mean shift in rank and its Sobol indices. `shifts` is RunOutputs::shifts.
void summarise_shifts(std::span<const double> shifts, std::uint64_t seed, Robustness& result)
{
    const std::size_t choices = result.choices.size();
    SobolSums sobol(choices);
    double sum = 0.0;
    std::size_t shifted = 0;
    for (std::size_t first = 0; first < shifts.size(); first += choices + 2) {
        const std::span<const double> row = shifts.subspan(first, choices + 2);
        sobol.add(row[0], row[1], row.subspan(2));
        for (const double shift : row.first(2)) {
            sum += std::isnan(shift) ? 0.0 : shift;
            shifted += std::isnan(shift) ? 0 : 1;
        }
    }
    result.rank_shift = shifted == 0 ? nan : sum / static_cast<double>(shifted);
    const SobolIndices indices = sobol.indices();
    const SobolErrors errors = bootstrap_errors(shifts, choices, bootstrap_resamples, seed);
    for (std::size_t i = 0; i < choices; ++i) {
        result.rank_shift_shares.push_back({ result.choices[i], indices.first[i], indices.total[i],
            errors.first[i], errors.total[i] });
    }
}

} // namespace

std::string_view name_of(DoubtfulChoice choice)
{
    switch (choice) {
    case DoubtfulChoice::weights:
        return "weights";
    case DoubtfulChoice::intervals:
        return "intervals";
    case DoubtfulChoice::normalisation:
        return "normalisation";
    case DoubtfulChoice::treatment:
        return "treatment";
    case DoubtfulChoice::missing_rule:
        return "missing rule";
    case DoubtfulChoice::mean:
        return "mean";
    }
    return "";
}

Robustness robustness_of(
    const IndexDefinition& definition, const IndicatorValues& values, std::size_t node)
{
    const RobustnessDesign design = robustness_design(definition, values);
    RunContext context { design, node, (definition.doubts.draws + 1) / 2,
        evaluate(definition, values).scores.at(node), {} };
    context.reference_ranks = ranks(context.reference_scores);
    RunOutputs outputs = run_index(context);

    Robustness result;
    result.choices = design.choices;
    result.draws = 2 * context.rows;
    result.runs = (design.choices.size() + 2) * context.rows;
    result.cities = summarise_cities(context, outputs);
    summarise_shifts(outputs.shifts, definition.doubts.seed, result);
    return result;
}

} // namespace cityflux
