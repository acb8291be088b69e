#pragma once

#include "pipeline/index/index_definition.h"
#include "pipeline/index/indicator_values.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace cityflux {

/// A group of choices of an index that is drawn as one.
enum class DoubtfulChoice { weights, intervals, normalisation, treatment, missing_rule, mean };

/// "weights", "intervals", "normalisation", "treatment", "missing rule", "mean".
std::string_view name_of(DoubtfulChoice choice);

/// How much one choice matters for an output: shares of the output's variance (Sobol indices, see pipeline/index/sobol.h).
struct ChoiceShare {
    DoubtfulChoice choice = DoubtfulChoice::weights;
    double first = 0.0; ///< by itself
    double total = 0.0; ///< with all that it does together with others
    double first_error = 0.0; ///< standard error by bootstrap
    double total_error = 0.0;
};

/// How far to trust score and rank of a city.
struct CityTrust {
    double score = 0.0; ///< of the index as defined; NaN where there is none
    std::size_t rank = 0; ///< of the index as defined; 0 where there is none
    double mean_score = 0.0; ///< over the draws in which it has one; NaN where there is none
    /// Of its ranks in the draws in which it has a score: the least rank that at least 50, 5 and 95 % of them do not exceed
    /// (Hyndman & Fan 1996, type 1). 0 where there is none. The last two are the ends of its 90 % rank interval.
    std::size_t median_rank = 0;
    std::size_t lower_rank = 0;
    std::size_t upper_rank = 0;
    double top_five = 0.0; ///< share of all draws in which its rank is 5 or better
    double no_score = 0.0; ///< share of all draws in which it has no score
    std::vector<double> first; ///< Sobol indices of its score, by position in Robustness::choices; NaN where it does not vary
    std::vector<double> total;
};

/// What is left of an index when its choices are made otherwise.
struct Robustness {
    std::vector<DoubtfulChoice> choices; ///< those that have an alternative
    std::size_t draws = 0; ///< that ranks and scores are from
    std::size_t runs = 0; ///< of the index in all, with those of the Sobol indices
    std::vector<CityTrust> cities;
    /// Mean over the draws of the mean absolute shift in rank against the index as defined, over the cities that have both
    /// (Saisana, Saltelli & Tarantola 2005, J. R. Stat. Soc. A 168, eq. 4).
    double rank_shift = 0.0;
    std::vector<ChoiceShare> rank_shift_shares; ///< of that shift, by position in `choices`
};

/// Draws the doubtful choices of an index (`definition.doubts`) again and again, each with the same chance and independently:
///
/// - weights: each is drawn evenly between (1 - spread) and (1 + spread) times itself, then siblings are scaled to sum to 1;
/// - intervals: each value is drawn within lower..upper so that the value is the median: in half of the draws evenly between
/// lower
///   and value, in the other half evenly between value and upper. Values are drawn independently of each other;
/// - normalisation: that of each indicator, or one of the alternatives for all indicators at once. An alternative takes the
///   indicator's own span of points: min-max and percentile rank from least to most points; a z-score to a mean in the middle
///   of the span and a standard deviation of 15 % of it (50 and 15 for 0..100), so that scores stay comparable;
/// - treatment of outliers: that of each indicator, or one of the alternatives for all;
/// - missing rule: that of each indicator, or one of the alternatives for all;
/// - mean: that of each node, or one of the alternatives for all.
///
/// Categories, points taken as they are (Normalisation::Kind::none) and points of a policy register keep normalisation and
/// treatment. Alternatives that change nothing are left out, and so are choices without an alternative.
///
/// `doubts.draws` are rounded up to an even number, 2N: N rows of each of two base matrices. With k choices the Sobol indices
/// take kN further runs. The same seed gives the same bytes for any number of threads: each random number depends on the seed
/// and its own place alone.
///
/// `node` is the part of the index that is scored: the whole by default. Throws InputError naming the definition's file on
/// no draws, a spread outside 0..1, a value outside its interval, and alternatives that are not defined on the
/// values.
Robustness robustness_of(const IndexDefinition& definition, const IndicatorValues& values, std::size_t node = 0);

} // namespace cityflux
