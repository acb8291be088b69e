#pragma once

#include "pipeline/index/index_definition.h"
#include "pipeline/index/indicator_values.h"

#include <cstddef>
#include <string_view>
#include <vector>

namespace cityflux {

/// Group of choices of an index that is drawn together.
enum class DoubtfulChoice { weights, intervals, normalisation, treatment, missing_rule, mean };

/// Returns "weights", "intervals", "normalisation", "treatment", "missing rule" or "mean".
std::string_view name_of(DoubtfulChoice choice);

/// Influence of one choice on an output: shares of the output's variance (Sobol indices, sobol.h).
struct ChoiceShare {
    DoubtfulChoice choice = DoubtfulChoice::weights;
    double first = 0.0; ///< share by itself
    double total = 0.0; ///< share including its interactions with other choices
    double first_error = 0.0; ///< standard error by bootstrap
    double total_error = 0.0;
};

/// Reliability of the score and rank of a city.
struct CityTrust {
    double score = 0.0; ///< score of the index as defined; NaN if there is none
    std::size_t rank = 0; ///< rank of the index as defined; 0 if there is none
    double mean_score = 0.0; ///< over the draws in which it has a score; NaN if there are none
    /// Quantiles of its ranks over the draws in which it has a score (Hyndman & Fan 1996, type 1).
    /// They are the least ranks that at least 50, 5 and 95 % of the ranks do not exceed. 0 if there
    /// are none. The last two bound its 90 % rank interval.
    std::size_t median_rank = 0;
    std::size_t lower_rank = 0;
    std::size_t upper_rank = 0;
    double top_five = 0.0; ///< share of the draws in which it has a score with a rank of 5 or
                           ///< better; NaN if there are none
    double no_score = 0.0; ///< share of all draws in which it has no score
    std::vector<double> first; ///< Sobol indices of its score, by index in Robustness::choices; NaN
                               ///< if it does not vary
    std::vector<double> total;
};

/// Variation of an index if its doubtful choices are made otherwise.
struct Robustness {
    std::vector<DoubtfulChoice> choices; ///< choices that have an alternative
    std::size_t draws = 0; ///< number of draws behind ranks and scores
    std::size_t runs = 0; ///< number of runs of the index, including those for the Sobol indices
    std::vector<CityTrust> cities;
    /// Mean over the draws of the mean absolute shift in rank from the index as defined. Each mean
    /// is over the cities that have both ranks (Saisana, Saltelli & Tarantola 2005, J. R. Stat.
    /// Soc. A 168, eq. 4).
    double rank_shift = 0.0;
    std::vector<ChoiceShare>
        rank_shift_shares; ///< Sobol indices of that shift, by index in `choices`
};

/// Draws the doubtful choices of an index (`definition.doubts`) repeatedly and independently. All
/// options of a choice are equally likely.
///
/// - weights: each is drawn uniformly between (1 - spread) and (1 + spread) times itself, then
///   siblings are scaled to sum to 1;
/// - intervals: each value is drawn within lower..upper so that the value is the median. Half of
/// the
///   draws are uniform between lower and value, the other half between value and upper. Values are
///   independent;
/// - normalisation: that of each indicator, or one of the alternatives for all indicators at once.
///   An alternative has the indicator's own span of points. Min-max and percentile rank go from
///   least to most points. A z-score has its mean in the middle of the span and a standard
///   deviation of 15 % of it (50 and 15 for 0..100), so that scores stay comparable;
/// - treatment of outliers: that of each indicator, or one of the alternatives for all;
/// - missing rule: that of each indicator, or one of the alternatives for all;
/// - mean: that of each node, or one of the alternatives for all.
///
/// Categories, points taken as they are (Normalisation::Kind::none) and points of a policy register
/// keep normalisation and treatment. Alternatives that change nothing are omitted, as are choices
/// without an alternative.
///
/// `doubts.draws` is rounded up to an even number, 2N: N rows of each of two base matrices. With k
/// choices the Sobol indices take kN further runs. The same seed yields the same bytes for any
/// number of threads, because each random number depends only on the seed and its own position.
///
/// `node` is the part of the index that is scored. Default: the whole index. Throws InputError,
/// with the definition's file, on 0 draws and on a spread outside 0..1. Throws InputError if a
/// value is outside its interval, or an alternative is not defined on the values.
Robustness robustness_of(
    const IndexDefinition& definition, const IndicatorValues& values, std::size_t node = 0);

} // namespace cityflux
