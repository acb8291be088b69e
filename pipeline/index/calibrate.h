#pragma once

#include "pipeline/index/evaluation.h"
#include "pipeline/index/normalisation.h"
#include "pipeline/index/treatment.h"
#include "pipeline/index/weight_region.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace cityflux {

/// A ranking as it is published: perhaps of the first few only.
struct PublishedRanking {
    std::vector<std::size_t> named; ///< cities in their published order
    bool best_first = true; ///< otherwise the worst is named first
    bool others_beyond = true; ///< whether all cities that are not named come after the last that is
};

/// A city that is to have no lower score than another.
struct CityPair {
    std::size_t above = 0;
    std::size_t below = 0;

    bool operator==(const CityPair&) const = default;
};

/// All pairs that a ranking of `cities` cities says something of. Throws InputError on a city named twice or out of range.
std::vector<CityPair> pairs_of(const PublishedRanking& ranking, std::size_t cities);

struct CalibrationOptions {
    /// A city may have this many points less than the one it is to be above: a tie counts as consistent.
    double tolerance = 1e-6;
    double seconds = 10.0; ///< for the search of the nearest weights
    std::size_t most_exact = 7; ///< weights up to which vertices and share of a region are computed exactly
    std::size_t samples = 200'000; ///< for its share otherwise
    std::uint64_t seed = 2022;
};

/// The share of all weights that is consistent, by even sampling of the simplex under the rule of leave-out itself.
struct SampledShare {
    double share = 0.0;
    double error = 0.0; ///< standard error; where the share is 0, it is below 3 / samples with 95 % confidence
    std::size_t samples = 0;
};

/// The weights under which the fewest pairs are swapped.
struct NearestWeights {
    std::vector<double> weights;
    std::vector<CityPair> swapped; ///< pairs in which the one that is to be below has the higher score
    std::size_t bound = 0; ///< no weights swap fewer
    bool proven = false; ///< whether these are the fewest
};

enum class Consistency { consistent, inconsistent, undecided };

/// Which weights of a weighted arithmetic mean are consistent with a ranking.
struct Calibration {
    Consistency consistency = Consistency::undecided;
    /// All weights in `certain` are consistent, and none outside `possible` are. They are the same where no city misses an
    /// indicator.
    WeightRegion certain;
    WeightRegion possible;
    bool exact = true; ///< whether the two are the same
    std::vector<double> weights; ///< consistent ones: the centre of `certain`, or found by sampling; empty where none are known
    std::optional<SampledShare> sampled; ///< where no exact share says it
    std::optional<NearestWeights> nearest; ///< where no consistent weights are known
    std::size_t pairs = 0; ///< that were compared
    std::vector<std::size_t> left_out; ///< cities without any points: their pairs are not compared
};

/// The weights w >= 0 with sum 1 of a weighted mean of points for which, in each pair, the score of `above` is no less than
/// that of `below`. `points` has a row for each child of a node (or for each indicator below it: then the weights are products
/// of weights down the tree) and a column for each city; NaN is missing and its weight is shared by the others, as
/// MissingRule::leave_out says.
///
/// Where two cities have the same indicators, each pair is a linear constraint. Where one misses some that the other has,
/// leave-out makes it quadratic. But leave-out is the same as giving the city its own score on what it misses, and its own
/// score lies between the least and the most of its points: the linear constraint with the unfavourable one of the two is
/// sufficient (`certain`), with the favourable one necessary (`possible`).
///
/// Throws InputError where nothing can be compared.
Calibration calibrated(const ScoreMatrix& points, std::span<const CityPair> pairs, const CalibrationOptions& options = {});

/// The pairs that some weights swap, by the rule of leave-out itself. Pairs of a city without points on any indicator that has
/// a weight are not compared.
std::vector<CityPair> swapped_pairs(const ScoreMatrix& points, std::span<const CityPair> pairs, std::span<const double> weights,
    const CalibrationOptions& options = {});

/// How values become points: the same for all indicators of a node.
struct CalibrationCandidate {
    Treatment treatment;
    Normalisation normalisation;
};

/// One calibration for each candidate. `raw` and `directions` have a row for each indicator.
std::vector<Calibration> calibrated(const ScoreMatrix& raw, std::span<const Direction> directions,
    std::span<const CalibrationCandidate> candidates, std::span<const CityPair> pairs, const CalibrationOptions& options = {});

} // namespace cityflux
