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

/// Published ranking, possibly of only the first few cities.
struct PublishedRanking {
    std::vector<std::size_t> named; ///< indices of cities in their published order
    bool best_first = true; ///< false if the worst is named first
    bool others_beyond
        = true; ///< true if all cities that are not named rank after the last that is
};

/// Pair of cities of which one must not score lower than the other.
struct CityPair {
    std::size_t above = 0;
    std::size_t below = 0;

    bool operator==(const CityPair&) const = default;
};

/// Returns all pairs that a ranking of `cities` cities orders. Throws InputError if a city is named
/// twice or out of range.
std::vector<CityPair> pairs_of(const PublishedRanking& ranking, std::size_t cities);

struct CalibrationOptions {
    /// Points that a city may score less than a city below it: a tie counts as consistent.
    double tolerance = 1e-6;
    double seconds = 10.0; ///< time limit of the search for the nearest weights
    std::size_t most_exact = 7; ///< largest number of weights for which vertices and share of a
                                ///< region are computed exactly
    std::size_t samples = 200'000; ///< number of samples for the share otherwise
    std::uint64_t seed = 2022;
};

/// Share of all weights that is consistent, by uniform sampling of the simplex under the leave-out
/// rule.
struct SampledShare {
    double share = 0.0;
    double error
        = 0.0; ///< standard error; if the share is 0, it is below 3 / samples with 95 % confidence
    std::size_t samples = 0;
};

/// Weights that swap the fewest pairs.
struct NearestWeights {
    std::vector<double> weights;
    std::vector<CityPair> swapped; ///< pairs in which `below` has the higher score
    std::size_t bound = 0; ///< no weights swap fewer pairs
    bool proven = false; ///< true if these are proven to be the fewest
};

enum class Consistency { consistent, inconsistent, undecided };

/// Weights of a weighted arithmetic mean that are consistent with a ranking.
struct Calibration {
    Consistency consistency = Consistency::undecided;
    /// All weights in `certain` are consistent, and none outside `possible` are. The two are equal
    /// if no city lacks an indicator.
    WeightRegion certain;
    WeightRegion possible;
    bool exact = true; ///< true if the two are equal
    std::vector<double> weights; ///< consistent weights: the centre of a region, or a sample; empty
                                 ///< if none are known
    std::optional<SampledShare> sampled; ///< if there is no exact share
    std::optional<NearestWeights> nearest; ///< if no consistent weights are known
    std::size_t pairs = 0; ///< number of compared pairs
    std::vector<std::size_t> left_out; ///< cities without any points, whose pairs are not compared
};

/// Finds the weights of a weighted mean of points under which, in each pair, the score of `above`
/// is at least that of `below`. Weights are w >= 0 with sum 1. `points` has a row for each child of
/// a node and a column for each city. Rows may also be the indicators below the node; weights are
/// then products of weights down the tree. NaN is missing, and its weight is divided among the
/// others (MissingRule::leave_out).
///
/// If two cities have the same indicators, their pair is a linear constraint. If one lacks some
/// that the other has, the leave-out rule makes it quadratic. But that rule equals giving the city
/// its own score on what it lacks. Its score lies between the least and the most of its points. The
/// linear constraint with the unfavourable of these two bounds is sufficient (`certain`), with the
/// favourable one necessary (`possible`).
///
/// Throws InputError if no pair can be compared.
Calibration calibrated(const ScoreMatrix& points, std::span<const CityPair> pairs,
    const CalibrationOptions& options = {});

/// Returns the pairs that some weights swap, under the leave-out rule. Pairs with a city without
/// points on all indicators that have a weight are not compared.
std::vector<CityPair> swapped_pairs(const ScoreMatrix& points, std::span<const CityPair> pairs,
    std::span<const double> weights, const CalibrationOptions& options = {});

/// Candidate for turning values into points, the same for all indicators of a node.
struct CalibrationCandidate {
    Treatment treatment;
    Normalisation normalisation;
};

/// Returns one calibration for each candidate. `raw` and `directions` have a row for each
/// indicator.
std::vector<Calibration> calibrated(const ScoreMatrix& raw, std::span<const Direction> directions,
    std::span<const CalibrationCandidate> candidates, std::span<const CityPair> pairs,
    const CalibrationOptions& options = {});

} // namespace cityflux
