#include "pipeline/index/normalisation.h"

#include "grids/text/error.h"
#include "pipeline/index/equal_values.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Kind = Normalisation::Kind;

/// Range and number of present values, after direction.
struct Range {
    double least = std::numeric_limits<double>::infinity();
    double most = -std::numeric_limits<double>::infinity();
    std::size_t count = 0;
};

Range range_of(std::span<const double> values)
{
    Range range;
    for (const double value : values) {
        // NaN compares neither less nor greater, so it changes neither bound.
        range.least = value < range.least ? value : range.least;
        range.most = value > range.most ? value : range.most;
        range.count += std::isnan(value) ? 0 : 1;
    }
    return range;
}

void need_width(const Range& range, std::string_view method)
{
    if (!(range.least < range.most) || equal_within_rounding(range.least, range.most)) {
        throw InputError(ProblemCode::insufficient, {},
            fmt::format("insufficient range for {}: the {} values present do not differ, all are "
                        "{:.10g}",
                method, range.count, std::abs(range.least)),
            "give the indicator goalposts, or leave it out");
    }
}

/// Values between which the span of points lies.
struct SpanEnds {
    double least = 0.0; ///< value of the least points
    double most = 0.0; ///< value of the most points
    bool cut_below = false; ///< limits points to the lower end of the span
    bool cut_above = false; ///< limits points to the upper end
};

/// Replaces each x by (x - least) / (most - least) of the span of points. NaN stays NaN.
void scale_to_span(
    std::vector<double>& values, const SpanEnds& ends, const Normalisation& normalisation)
{
    const double zero = ends.least;
    const double width = ends.most - zero;
    const double least = normalisation.least_points;
    const double span = normalisation.most_points - least;
    const double least_share = ends.cut_below ? 0.0 : -std::numeric_limits<double>::infinity();
    const double most_share = ends.cut_above ? 1.0 : std::numeric_limits<double>::infinity();
    for (double& value : values) {
        double share = (value - zero) / width;
        // NaN compares neither less nor greater, so it stays.
        share = share < least_share ? least_share : share;
        share = share > most_share ? most_share : share;
        value = share * span + least;
    }
}

void to_goalposts(std::vector<double>& values, double sign, const Normalisation& normalisation)
{
    if (!(normalisation.lower < normalisation.upper)) {
        throw InputError(ProblemCode::inconsistent, {},
            fmt::format("inconsistent goalposts: the lower {} is not below the upper {}",
                normalisation.lower, normalisation.upper),
            "swap them, whatever the direction");
    }
    const double zero = sign > 0.0 ? normalisation.lower : -normalisation.upper;
    const double one = sign > 0.0 ? normalisation.upper : -normalisation.lower;
    scale_to_span(values, { zero, one, normalisation.cut, normalisation.cut }, normalisation);
}

void to_z_scores(
    std::vector<double>& values, const Range& range, const Normalisation& normalisation)
{
    need_width(range, "z-score");
    const auto count = static_cast<double>(range.count);
    double sum = 0.0;
    for (const double value : values) {
        sum += std::isnan(value) ? 0.0 : value;
    }
    const double mean = sum / count;
    double squares = 0.0;
    for (const double value : values) {
        squares += std::isnan(value) ? 0.0 : (value - mean) * (value - mean);
    }
    const double factor = normalisation.deviation / std::sqrt(squares / (count - 1.0));
    for (double& value : values) {
        value = (value - mean) * factor + normalisation.mean;
    }
}

/// Returns the bits of a number, changed so that they grow with it.
std::uint64_t growing_bits(double value)
{
    // 0.0 and -0.0 are equal and must have the same key.
    const auto bits = std::bit_cast<std::uint64_t>(value == 0.0 ? 0.0 : value);
    constexpr std::uint64_t sign = std::uint64_t { 1 } << 63;
    return (bits & sign) != 0 ? ~bits : bits | sign;
}

/// Sorts by key, digit by digit from the lowest (radix sort). For thousands of cities this is
/// several times as fast as comparing.
void sort_by_key(RankOrder& order)
{
    using Place = RankOrder::Place;
    constexpr std::size_t few = 200;
    if (order.places.size() < few) {
        std::sort(order.places.begin(), order.places.end(),
            [](const Place& a, const Place& b) { return a.key < b.key; });
        return;
    }
    constexpr unsigned digit_bits = 8;
    constexpr std::size_t digits = 64 / digit_bits;
    constexpr std::size_t values = std::size_t { 1 } << digit_bits;
    std::array<std::array<std::uint32_t, values>, digits> starts {};
    for (const Place& place : order.places) {
        for (std::size_t digit = 0; digit < digits; ++digit) {
            ++starts[digit][(place.key >> (digit * digit_bits)) % values];
        }
    }
    order.spare.resize(order.places.size());
    for (std::size_t digit = 0; digit < digits; ++digit) {
        auto& start = starts[digit];
        const std::uint32_t of_first
            = start[(order.places.front().key >> (digit * digit_bits)) % values];
        if (of_first == order.places.size()) {
            continue; // all keys have the same digit
        }
        std::exclusive_scan(start.begin(), start.end(), start.begin(), std::uint32_t { 0 });
        for (const Place& place : order.places) {
            order.spare[start[(place.key >> (digit * digit_bits)) % values]++] = place;
        }
        order.places.swap(order.spare);
    }
}

/// Returns ranks from 0 for the least. Ties, within rounding, take the lowest rank.
void to_places(std::vector<double>& values, RankOrder& order)
{
    order.places.clear();
    for (std::size_t i = 0; i < values.size(); ++i) {
        if (!std::isnan(values[i])) {
            order.places.push_back({ growing_bits(values[i]), static_cast<std::uint32_t>(i) });
        }
    }
    sort_by_key(order);
    std::size_t first = 0;
    double least = 0.0; // of those that are equal
    for (std::size_t k = 0; k < order.places.size(); ++k) {
        double& value = values[order.places[k].position];
        if (k == 0 || !(value == least || equal_within_rounding(value, least))) {
            first = k;
            least = value;
        }
        value = static_cast<double>(first);
    }
}

void to_target(std::vector<double>& values, double sign, const Range& range,
    const Normalisation& normalisation)
{
    if (!(sign * normalisation.target > range.least)
        || equal_within_rounding(sign * normalisation.target, range.least)) {
        throw InputError(ProblemCode::out_of_range, {},
            fmt::format("target out of range: {} is not better than the worst value {}",
                normalisation.target, sign * range.least),
            "set a better target, or use goalposts");
    }
    scale_to_span(values,
        { .least = range.least,
            .most = sign * normalisation.target,
            .cut_above = normalisation.cut },
        normalisation);
}

void to_reference(std::vector<double>& values, double sign, const Range& range,
    const Normalisation& normalisation)
{
    if (!normalisation.reference || *normalisation.reference >= values.size()) {
        throw InputError(ProblemCode::missing, {},
            "missing reference city among the cities, which the distance to a reference requires",
            "name one of them");
    }
    const double reference = values[*normalisation.reference];
    if (std::isnan(reference)) {
        throw InputError(ProblemCode::missing, {}, "missing value of the reference city",
            "choose a city with a value, or use a distance to a target");
    }
    if (!(reference > range.least) || equal_within_rounding(reference, range.least)) {
        throw InputError(ProblemCode::out_of_range, {},
            fmt::format("value of the reference city out of range: {} is the worst of all",
                sign * reference),
            "choose another reference city");
    }
    scale_to_span(values,
        { .least = range.least, .most = reference, .cut_above = normalisation.cut }, normalisation);
}

void to_fraction(std::vector<double>& values, double sign, const Range& range,
    const Normalisation& normalisation)
{
    if (!(range.most > 0.0)) {
        throw InputError(ProblemCode::out_of_range, {},
            fmt::format(
                "maximum out of range: {}{} (must be positive for a fraction of the maximum)",
                range.most,
                sign < 0.0 ? " after the values are negated because less is better" : ""),
            "use min-max or goalposts");
    }
    scale_to_span(values, { 0.0, range.most }, normalisation);
}

/// Converts to a ratio to the benchmark. `values` are unchanged by direction.
void to_benchmark(
    std::vector<double>& values, Direction direction, const Normalisation& normalisation)
{
    const double target = normalisation.target;
    if (!(target > 0.0)) {
        throw InputError(ProblemCode::out_of_range, {},
            fmt::format(
                "benchmark out of range: {} (must be positive, because points are a ratio to it)",
                target));
    }
    if (direction == Direction::less_is_better) {
        for (double& value : values) {
            if (value < 0.0 || (value == 0.0 && !normalisation.cut)) {
                throw InputError(ProblemCode::out_of_range, {},
                    fmt::format("value out of range: the benchmark {} cannot be divided by {}",
                        target, value),
                    "use goalposts");
            }
            // A value of 0 gets the whole span, to which larger ratios are limited.
            value = std::isnan(value) ? value : value == 0.0 ? target : target * (target / value);
        }
    }
    scale_to_span(values, { 0.0, target, normalisation.cut, normalisation.cut }, normalisation);
}

void to_categories(std::vector<double>& values, const Normalisation& normalisation)
{
    for (double& value : values) {
        if (std::isnan(value)) {
            continue;
        }
        if (!(value >= 0.0) || value != std::floor(value)
            || value >= static_cast<double>(normalisation.points.size())) {
            throw InputError(ProblemCode::invalid, {},
                fmt::format("'{}' is not an index of one of the {} categories", value,
                    normalisation.points.size()));
        }
        value = normalisation.points[static_cast<std::size_t>(value)];
    }
}

} // namespace

std::string_view name_of(Normalisation::Kind kind)
{
    switch (kind) {
    case Normalisation::Kind::goalposts:
        return "goalposts";
    case Normalisation::Kind::min_max:
        return "min-max";
    case Normalisation::Kind::z_score:
        return "z-score";
    case Normalisation::Kind::percentile_rank:
        return "percentile rank";
    case Normalisation::Kind::borda:
        return "Borda";
    case Normalisation::Kind::rank:
        return "rank";
    case Normalisation::Kind::distance_to_target:
        return "distance to target";
    case Normalisation::Kind::distance_to_reference:
        return "distance to reference";
    case Normalisation::Kind::distance_to_maximum:
        return "distance to maximum";
    case Normalisation::Kind::fraction_of_maximum:
        return "fraction of maximum";
    case Normalisation::Kind::benchmark:
        return "benchmark";
    case Normalisation::Kind::categories:
        return "categories";
    default:
        return "none";
    }
}

Normalisation alternative_normalisation(const Normalisation& own, Normalisation::Kind kind)
{
    Normalisation normalisation;
    normalisation.kind = kind;
    normalisation.least_points = own.least_points;
    normalisation.most_points = own.most_points;
    if (kind == Normalisation::Kind::z_score) {
        constexpr double deviation_in_spans = 0.15;
        normalisation.mean = 0.5 * (own.least_points + own.most_points);
        normalisation.deviation = deviation_in_spans * (own.most_points - own.least_points);
    }
    return normalisation;
}

void normalise_into(std::span<const double> values, Direction direction,
    const Normalisation& normalisation, std::vector<double>& out, RankOrder& order)
{
    const bool as_they_stand
        = normalisation.kind == Kind::benchmark || normalisation.kind == Kind::categories;
    const double sign = direction == Direction::less_is_better ? -1.0 : 1.0;
    out.resize(values.size());
    std::transform(values.begin(), values.end(), out.begin(),
        [&](double value) { return as_they_stand ? value : sign * value; });
    const Range range = range_of(out);
    if (range.count == 0) {
        return;
    }
    if (std::isinf(range.least) || std::isinf(range.most)) {
        throw InputError(ProblemCode::out_of_range, {}, "infinite value",
            "correct the data, or the expression that divides by 0");
    }
    switch (normalisation.kind) {
    case Kind::goalposts:
        return to_goalposts(out, sign, normalisation);
    case Kind::min_max:
        need_width(range, "min-max");
        return scale_to_span(out, { range.least, range.most }, normalisation);
    case Kind::z_score:
        return to_z_scores(out, range, normalisation);
    case Kind::percentile_rank:
        if (range.count < 2) {
            throw InputError(ProblemCode::insufficient, {},
                "insufficient values for a percentile rank: 1 (required: 2)",
                "give the indicator goalposts");
        }
        to_places(out, order);
        return scale_to_span(out, { 0.0, static_cast<double>(range.count - 1) }, normalisation);
    case Kind::borda:
        return to_places(out, order);
    case Kind::rank:
        to_places(out, order);
        for (double& value : out) {
            value += 1.0;
        }
        return;
    case Kind::distance_to_target:
        return to_target(out, sign, range, normalisation);
    case Kind::distance_to_reference:
        return to_reference(out, sign, range, normalisation);
    case Kind::distance_to_maximum:
        need_width(range, "distance to maximum");
        return scale_to_span(out, { range.least, range.most }, normalisation);
    case Kind::fraction_of_maximum:
        return to_fraction(out, sign, range, normalisation);
    case Kind::benchmark:
        return to_benchmark(out, direction, normalisation);
    case Kind::categories:
        return to_categories(out, normalisation);
    case Kind::none:
        return;
    }
    throw std::logic_error("unknown normalisation");
}

std::vector<double> normalised(
    std::span<const double> values, Direction direction, const Normalisation& normalisation)
{
    std::vector<double> out;
    RankOrder order;
    normalise_into(values, direction, normalisation, out, order);
    return out;
}

double least_points_of(const Normalisation& normalisation, std::span<const double> points)
{
    const Range range = range_of(points);
    if (range.count == 0) {
        return std::numeric_limits<double>::quiet_NaN();
    }
    switch (normalisation.kind) {
    case Kind::z_score:
    case Kind::rank:
    case Kind::borda:
    case Kind::none:
        return range.least;
    case Kind::categories:
        return *std::min_element(normalisation.points.begin(), normalisation.points.end());
    default:
        // Without a limit, points of a city may lie below the span.
        return std::min(normalisation.least_points, range.least);
    }
}

} // namespace cityflux
