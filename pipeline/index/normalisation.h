#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// Whether a city with more of an indicator is better off.
enum class Direction { more_is_better, less_is_better };

/// How an indicator becomes points that can be averaged. The methods bear the names of the OECD/JRC handbook (2008) and give
/// the numbers of COINr 1.1.14 (its Normalise() of a coin). Where direction is less_is_better, values and declared bounds are
/// negated first, as there; x, min and max below are after that. What COINr gives as a share of 1 (goalposts, distances,
/// fraction of the maximum, percentile rank) is a share of the span of points here: a span of 0..1 gives COINr's own numbers.
struct Normalisation {
    enum class Kind {
        goalposts, ///< n_goalposts: (x - lower) / (upper - lower) of the span; beyond them cut off where `cut` is set
        min_max, ///< n_minmax: (x - min) / (max - min) of the span
        z_score, ///< n_zscore: to mean `mean` and standard deviation (n-1) `deviation`
        percentile_rank, ///< n_prank: (rank - 1) / (n - 1) of the span, n values present, ties take the lowest rank
        borda, ///< n_borda: rank - 1, whatever the span
        rank, ///< n_rank: 1 for the worst, ties take the lowest rank, whatever the span
        distance_to_target, ///< n_dist2targ: (x - min) / (target - min) of the span; better than the target is cut off with
                            ///< `cut`
        distance_to_reference, ///< n_dist2ref: 1 - (reference - x) / (reference - min) of the span; `cut` as above
        distance_to_maximum, ///< n_dist2max: 1 - (max - x) / (max - min) of the span
        fraction_of_maximum, ///< n_fracmax: x / max of the span; max has to be positive, so that less is never better here
        benchmark, ///< x / target of the span, or target / x where less is better: no method of COINr's
        categories, ///< the value is the position of a category, which has points; direction does not count
        none ///< the value (after direction) is the points
    };
    Kind kind = Kind::goalposts;
    double lower = 0.0; ///< goalposts, in the indicator's unit, lower < upper whatever the direction
    double upper = 0.0;
    /// Goalposts and benchmark are cut off at both ends of the span, distances to a target or reference at its upper end.
    bool cut = true;
    double least_points = 0.0; ///< span of points
    double most_points = 100.0;
    double mean = 0.0; ///< of z_score
    double deviation = 1.0;
    double target = 0.0; ///< of distance_to_target and benchmark, in the indicator's unit
    std::optional<std::size_t> reference {}; ///< of distance_to_reference: position of the city among the values
    std::string reference_city {}; ///< its id or name, from which `methods_for` (evaluation.h) finds the position
    std::vector<double> points {}; ///< of categories, by position

    bool operator==(const Normalisation&) const = default;
};

/// For people: "min-max", "percentile rank".
std::string_view name_of(Normalisation::Kind kind);

/// Another method with the span of points of an indicator's own and without declared bounds: min-max, percentile rank, or
/// z-scores to the middle of the span with a deviation of 0.15 of it.
Normalisation alternative_normalisation(const Normalisation& own, Normalisation::Kind kind);

/// Points of each value; NaN stays NaN, and where no value is present all are NaN. Throws InputError where the method is not
/// defined on the values present: an infinite value, a range or deviation of 0, a single value where ranks or deviations need
/// two, a target or reference no better than the worst, a maximum that is not positive, a value that is no category.
std::vector<double> normalised(std::span<const double> values, Direction direction, const Normalisation& normalisation);

/// Memory of `normalise_into`, for use again and again.
struct RankOrder {
    struct Place {
        std::uint64_t key; ///< grows with the value
        std::uint32_t position; ///< of the value
    };
    std::vector<Place> places;
    std::vector<Place> spare;
};

/// The same into memory that the caller keeps: `out` is given the size of `values`.
void normalise_into(std::span<const double> values, Direction direction, const Normalisation& normalisation,
    std::vector<double>& out, RankOrder& order);

/// The least points that a city can have by the method, for cities without a value: the lower end of the span, the least points
/// of a category; where the method has no least, the least of the points present. NaN where none is present.
double least_points_of(const Normalisation& normalisation, std::span<const double> points);

} // namespace cityflux
