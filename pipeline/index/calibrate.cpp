#include "pipeline/index/calibrate.h"

#include "grids/text/error.h"
#include "pipeline/index/counter_random.h"
#include "pipeline/index/nearest_weights.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include <fmt/format.h>
#include <tbb/parallel_for.h>

namespace cityflux {
namespace {

/// Points of a city, by weight.
struct CityPoints {
    std::vector<double> points;
    double least = std::numeric_limits<double>::infinity();
    double most = -std::numeric_limits<double>::infinity();
};

std::vector<CityPoints> by_city(const ScoreMatrix& points)
{
    std::vector<CityPoints> cities(points.front().size());
    for (std::size_t city = 0; city < cities.size(); ++city) {
        for (const auto& row : points) {
            cities[city].points.push_back(row[city]);
            if (!std::isnan(row[city])) {
                cities[city].least = std::min(cities[city].least, row[city]);
                cities[city].most = std::max(cities[city].most, row[city]);
            }
        }
    }
    return cities;
}

bool any_present(const CityPoints& city)
{
    return city.least <= city.most;
}

/// Returns the lead of one city over another on each weight. Missing points are replaced by bounds
/// of the city's own score, in favour of the pair or against it.
std::vector<double> leads(const CityPoints& above, const CityPoints& below, bool in_favour)
{
    const auto alike = [](double a, double b) { return std::isnan(a) == std::isnan(b); };
    const bool same_indicators
        = std::equal(above.points.begin(), above.points.end(), below.points.begin(), alike);
    std::vector<double> lead(above.points.size());
    for (std::size_t i = 0; i < lead.size(); ++i) {
        const double of_above = std::isnan(above.points[i]) ? (in_favour ? above.most : above.least)
                                                            : above.points[i];
        const double of_below = std::isnan(below.points[i]) ? (in_favour ? below.least : below.most)
                                                            : below.points[i];
        // Two cities that lack the same indicators are scaled equally, so these do not distinguish
        // them.
        lead[i] = same_indicators && std::isnan(above.points[i]) ? 0.0 : of_above - of_below;
    }
    return lead;
}

double score_of(const CityPoints& city, std::span<const double> weights)
{
    double sum = 0.0;
    double weight = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        if (!std::isnan(city.points[i])) {
            sum += weights[i] * city.points[i];
            weight += weights[i];
        }
    }
    return sum / weight;
}

/// Returns true if a pair is swapped under some weights, by the leave-out rule.
bool swapped(const std::vector<CityPoints>& cities, const CityPair& pair,
    std::span<const double> weights, double tolerance)
{
    return score_of(cities[pair.above], weights)
        < score_of(cities[pair.below], weights) - tolerance;
}

bool all_kept(const std::vector<CityPoints>& cities, std::span<const CityPair> pairs,
    std::span<const double> weights, double tolerance)
{
    return std::none_of(pairs.begin(), pairs.end(),
        [&](const CityPair& pair) { return swapped(cities, pair, weights, tolerance); });
}

/// Draws weights uniformly from the simplex: exponential numbers, scaled to sum to 1.
void draw_weights(const CounterRandom& random, std::uint32_t sample, std::vector<double>& weights)
{
    double sum = 0.0;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        weights[i]
            = -std::log1p(-random.uniform({ sample, static_cast<std::uint32_t>(i), 0x5A11u, 0u }));
        sum += weights[i];
    }
    for (double& weight : weights) {
        weight /= sum;
    }
}

/// Samples the share of consistent weights. Sets `consistent` to the first consistent weights, if
/// any were drawn.
SampledShare sample(const std::vector<CityPoints>& cities, std::span<const CityPair> pairs,
    const CalibrationOptions& options, std::vector<double>& consistent)
{
    const CounterRandom random(options.seed);
    const std::size_t dimension = cities.front().points.size();
    constexpr std::size_t block_size = 4096;
    const std::size_t blocks = (options.samples + block_size - 1) / block_size;
    std::vector<std::size_t> kept(blocks, 0);
    std::vector<std::vector<double>> first(blocks);
    tbb::parallel_for(std::size_t { 0 }, blocks, [&](std::size_t block) {
        std::vector<double> weights(dimension);
        const std::size_t end = std::min((block + 1) * block_size, options.samples);
        for (std::size_t i = block * block_size; i < end; ++i) {
            draw_weights(random, static_cast<std::uint32_t>(i), weights);
            if (all_kept(cities, pairs, weights, options.tolerance)) {
                if (kept[block]++ == 0) {
                    first[block] = weights;
                }
            }
        }
    });
    std::size_t count = 0;
    for (std::size_t block = 0; block < blocks; ++block) {
        count += kept[block];
        if (consistent.empty()) {
            consistent = first[block];
        }
    }
    const double samples = static_cast<double>(options.samples);
    const double share = static_cast<double>(count) / samples;
    return { share, std::sqrt(share * (1.0 - share) / samples), options.samples };
}

/// Pairs of cities with points, and their constraints on weights: see calibrated().
struct ComparedPairs {
    std::vector<CityPoints> cities;
    std::vector<CityPair> pairs;
    WeightConstraints certain; ///< a row for each pair, as in `possible`
    WeightConstraints possible;
    bool exact = true; ///< true if the constraints are equal
};

/// Returns the pairs that can be compared. Throws InputError if there is none.
ComparedPairs compared_pairs(std::vector<CityPoints> cities, std::span<const CityPair> pairs,
    const CalibrationOptions& options)
{
    WeightConstraints certain { cities.front().points.size(), {}, options.tolerance };
    WeightConstraints possible = certain;
    std::vector<CityPair> compared;
    for (const CityPair& pair : pairs) {
        if (any_present(cities.at(pair.above)) && any_present(cities.at(pair.below))) {
            compared.push_back(pair);
            certain.rows.push_back(leads(cities[pair.above], cities[pair.below], false));
            possible.rows.push_back(leads(cities[pair.above], cities[pair.below], true));
        }
    }
    if (compared.empty()) {
        throw InputError(ProblemCode::insufficient, "published ranking",
            "insufficient data: it compares no two cities with points");
    }
    const bool exact = certain.rows == possible.rows;
    return { std::move(cities), std::move(compared), std::move(certain), std::move(possible),
        exact };
}

/// Returns the weights that swap the fewest pairs. The bound comes from the favourable constraints:
/// no weights break more of these than they swap pairs. Candidates come from both kinds of
/// constraints and are assessed by the leave-out rule.
NearestWeights nearest(const ComparedPairs& compared, const CalibrationOptions& options)
{
    const auto assess = [&](const FewestBroken& fewest) {
        NearestWeights assessed { fewest.weights, {}, fewest.bound, false };
        for (const CityPair& pair : compared.pairs) {
            if (swapped(compared.cities, pair, assessed.weights, options.tolerance)) {
                assessed.swapped.push_back(pair);
            }
        }
        return assessed;
    };
    NearestWeights found = assess(fewest_broken(compared.possible, options.seconds));
    if (!compared.exact && found.swapped.size() > found.bound) {
        NearestWeights other = assess(fewest_broken(compared.certain, options.seconds));
        other.bound = found.bound;
        if (other.swapped.size() < found.swapped.size()) {
            found = std::move(other);
        }
    }
    found.bound = std::min(found.bound, found.swapped.size());
    found.proven = found.bound == found.swapped.size();
    return found;
}

void check_shape(const ScoreMatrix& points)
{
    if (points.empty() || points.front().empty()) {
        throw InputError(ProblemCode::insufficient, {},
            "insufficient data: calibration requires an indicator and a city with points");
    }
}

} // namespace

std::vector<CityPair> pairs_of(const PublishedRanking& ranking, std::size_t cities)
{
    std::vector<bool> is_named(cities, false);
    for (const std::size_t city : ranking.named) {
        if (city >= cities) {
            throw InputError(ProblemCode::out_of_range, "published ranking",
                fmt::format("city out of range: {} (allowed: 1 to {})", city + 1, cities));
        }
        if (is_named[city]) {
            throw InputError(ProblemCode::duplicate, "published ranking",
                fmt::format("duplicate city {}", city + 1), "keep one of its positions");
        }
        is_named[city] = true;
    }
    std::vector<CityPair> pairs;
    const auto add = [&](std::size_t first, std::size_t later) {
        pairs.push_back(ranking.best_first ? CityPair { first, later } : CityPair { later, first });
    };
    for (std::size_t i = 0; i < ranking.named.size(); ++i) {
        for (std::size_t j = i + 1; j < ranking.named.size(); ++j) {
            add(ranking.named[i], ranking.named[j]);
        }
        for (std::size_t city = 0; city < cities && ranking.others_beyond; ++city) {
            if (!is_named[city]) {
                add(ranking.named[i], city);
            }
        }
    }
    return pairs;
}

Calibration calibrated(
    const ScoreMatrix& points, std::span<const CityPair> pairs, const CalibrationOptions& options)
{
    check_shape(points);
    const ComparedPairs compared = compared_pairs(by_city(points), pairs, options);
    const std::vector<CityPoints>& cities = compared.cities;
    Calibration result;
    for (std::size_t city = 0; city < cities.size(); ++city) {
        if (!any_present(cities[city])) {
            result.left_out.push_back(city);
        }
    }
    result.pairs = compared.pairs.size();
    result.exact = compared.exact;
    result.certain = weight_region(compared.certain, options.most_exact);
    result.possible
        = result.exact ? result.certain : weight_region(compared.possible, options.most_exact);

    const bool share_is_known = result.certain.share && result.possible.share
        && *result.certain.share == *result.possible.share;
    if (result.certain.feasible) {
        result.consistency = Consistency::consistent;
        result.weights = result.certain.centre;
    } else if (!result.possible.feasible) {
        result.consistency = Consistency::inconsistent;
    }
    if (result.possible.feasible && !share_is_known) {
        std::vector<double> drawn;
        result.sampled = sample(cities, compared.pairs, options, drawn);
        if (result.weights.empty() && drawn.empty()
            && all_kept(cities, compared.pairs, result.possible.centre, options.tolerance)) {
            drawn = result.possible.centre;
        }
        if (result.weights.empty() && !drawn.empty()) {
            result.consistency = Consistency::consistent;
            result.weights = drawn;
        }
    }
    if (result.weights.empty()) {
        result.nearest = nearest(compared, options);
    }
    return result;
}

std::vector<CityPair> swapped_pairs(const ScoreMatrix& points, std::span<const CityPair> pairs,
    std::span<const double> weights, const CalibrationOptions& options)
{
    check_shape(points);
    const std::vector<CityPoints> cities = by_city(points);
    std::vector<CityPair> found;
    std::copy_if(pairs.begin(), pairs.end(), std::back_inserter(found),
        [&](const CityPair& pair) { return swapped(cities, pair, weights, options.tolerance); });
    return found;
}

std::vector<Calibration> calibrated(const ScoreMatrix& raw, std::span<const Direction> directions,
    std::span<const CalibrationCandidate> candidates, std::span<const CityPair> pairs,
    const CalibrationOptions& options)
{
    check_shape(raw);
    std::vector<Calibration> results;
    for (const CalibrationCandidate& candidate : candidates) {
        ScoreMatrix points;
        for (std::size_t i = 0; i < raw.size(); ++i) {
            points.push_back(normalised(
                treated(raw[i], candidate.treatment), directions[i], candidate.normalisation));
        }
        results.push_back(calibrated(points, pairs, options));
    }
    return results;
}

} // namespace cityflux
