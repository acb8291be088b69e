#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// Direction of an indicator: whether more of it is better.
enum class Direction { more_is_better, less_is_better };

/// Conversion of an indicator to points that can be averaged. Methods have the names of the
/// OECD/JRC handbook (2008) and yield the numbers of COINr 1.1.14 (its Normalise() of a coin). If
/// the direction is less_is_better, values and declared bounds are negated first, as in COINr; x,
/// min and max below are values after that. COINr's shares of 1 (goalposts, distances, fraction of
/// the maximum, percentile rank) are here shares of the span of points. A span of 0..1 yields
/// COINr's own numbers.
struct Normalisation {
    enum class Kind {
        goalposts, ///< n_goalposts: (x - lower) / (upper - lower) of the span; limited to the span
                   ///< if `cut`
        min_max, ///< n_minmax: (x - min) / (max - min) of the span
        z_score, ///< n_zscore: to mean `mean` and standard deviation (n-1) `deviation`
        percentile_rank, ///< n_prank: (rank - 1) / (n - 1) of the span, n values present, ties take
                         ///< the lowest rank
        borda, ///< n_borda: rank - 1, whatever the span
        rank, ///< n_rank: 1 for the worst, ties take the lowest rank, whatever the span
        distance_to_target, ///< n_dist2targ: (x - min) / (target - min) of the span; limited at the
                            ///< target if `cut`
        distance_to_reference, ///< n_dist2ref: 1 - (reference - x) / (reference - min) of the span;
                               ///< limited if `cut`
        distance_to_maximum, ///< n_dist2max: 1 - (max - x) / (max - min) of the span
        fraction_of_maximum, ///< n_fracmax: x / max of the span; max must be positive, so less is
                             ///< never better here
        benchmark, ///< x / target of the span, or target / x if less is better; not a method of
                   ///< COINr
        categories, ///< the value is the index of a category, which has points; direction does not
                    ///< count
        none ///< the value (after direction) is the points
    };
    Kind kind = Kind::goalposts;
    double lower = 0.0; ///< goalposts, in the indicator's unit; lower < upper in both directions
    double upper = 0.0;
    /// Limits points to the span: at both ends for goalposts and benchmark, at the upper end for
    /// distances to a target or reference.
    bool cut = true;
    double least_points = 0.0; ///< span of points
    double most_points = 100.0;
    double mean = 0.0; ///< for z_score
    double deviation = 1.0;
    double target = 0.0; ///< for distance_to_target and benchmark, in the indicator's unit
    std::optional<std::size_t>
        reference {}; ///< for distance_to_reference: index of the city among the values
    std::string reference_city {}; ///< its id or name, from which methods_for() (evaluation.h)
                                   ///< finds the index
    std::vector<double> points {}; ///< for categories, by index

    bool operator==(const Normalisation&) const = default;
};

/// Returns, for example, "min-max" or "percentile rank".
std::string_view name_of(Normalisation::Kind kind);

/// Returns another method with the span of points of `own` and without declared bounds. `kind` is
/// min-max, percentile rank, or z-score (mean in the middle of the span, deviation 0.15 of it).
Normalisation alternative_normalisation(const Normalisation& own, Normalisation::Kind kind);

/// Returns the points of each value. NaN stays NaN; if no value is present, all points are NaN.
/// Throws InputError if the method is not defined on the present values:
/// - an infinite value, or a value that is not a category;
/// - a range or deviation of 0, or a single value where ranks or deviations need two;
/// - a target or reference no better than the worst value, or a maximum that is not positive.
std::vector<double> normalised(
    std::span<const double> values, Direction direction, const Normalisation& normalisation);

/// Reusable memory of normalise_into().
struct RankOrder {
    struct Place {
        std::uint64_t key; ///< grows with the value
        std::uint32_t position; ///< index of the value
    };
    std::vector<Place> places;
    std::vector<Place> spare;
};

/// Converts values to points in the caller's memory. `out` is resized to `values`.
void normalise_into(std::span<const double> values, Direction direction,
    const Normalisation& normalisation, std::vector<double>& out, RankOrder& order);

/// Returns the least points that a city can have under the method, for cities without a value.
/// These are the lower end of the span or, if points are not limited to it, the least present
/// points below it. For categories it is the least points of any category, for methods without a
/// span the least present points. Returns NaN if no points are present.
double least_points_of(const Normalisation& normalisation, std::span<const double> points);

} // namespace cityflux
