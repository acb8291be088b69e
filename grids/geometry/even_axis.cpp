#include "grids/geometry/even_axis.h"

#include <algorithm>
#include <cmath>

namespace cityflux {
namespace {

constexpr double float32_noise = 1.2e-7; ///< relative distance between neighbouring float32 values
constexpr double float64_noise = 1e-12;

/// Largest error of a coordinate, in steps, that the rounding of printed decimals may explain.
constexpr double most_printed_error = 0.01;

bool in_float32(std::span<const double> coordinates)
{
    return std::all_of(coordinates.begin(), coordinates.end(),
        [](double c) { return static_cast<double>(static_cast<float>(c)) == c; });
}

/// Returns half a unit of the last decimal with which all coordinates may have been printed, or 0
/// if they have more than ten decimals. `rounding` is that of their type.
double rounding_of_decimals(std::span<const double> coordinates, double rounding)
{
    for (double scale = 1.0; scale <= 1e10; scale *= 10.0) {
        const bool printed = std::all_of(coordinates.begin(), coordinates.end(),
            [&](double c) { return std::abs(std::round(c * scale) / scale - c) <= rounding; });
        if (printed) {
            return 0.5 / scale;
        }
    }
    return 0.0;
}

/// Returns the intended step 1/n of a unit if it is within `noise` of `step` and the drift over
/// `steps` stays below half a step. Otherwise returns `step`. Loops that accumulate in float32 (and
/// numpy's arange) round the step and drift away from the intended grid.
double without_drift(double step, double noise, std::size_t steps)
{
    const double meant = std::copysign(1.0 / std::round(1.0 / std::abs(step)), step);
    const double error = std::abs(meant - step);
    return error <= noise && error * static_cast<double>(steps) < 0.5 * std::abs(step) ? meant
                                                                                       : step;
}

/// Rounds a step from float32 or decimal coordinates to the nearest "nice" value within the noise.
/// Values 1/n of a degree come first if the noise separates neighbouring n. Example: 1/12 and 1/13
/// differ by about 1/12^2.
double cleaned(double value, double noise)
{
    const double n = std::round(1.0 / std::abs(value));
    const double part = std::copysign(1.0 / n, value);
    if (n >= 1.0 && noise * n * n < 0.01 && std::abs(part - value) <= noise) {
        return part;
    }
    for (const double unit : { 1.0, 120.0, 360.0, 3600.0 }) {
        for (double scale = unit; scale < 1e7 * unit; scale *= 10.0) {
            const double rounded = std::round(value * scale) / scale;
            if (rounded != 0.0 && std::abs(rounded - value) <= noise) {
                return rounded;
            }
            if (1.0 / scale < noise) {
                break;
            }
        }
    }
    return value;
}

/// Returns true if the first and last of some latitudes are the true centres of half cells at the
/// poles (-89.5, -88, ..., 88, 89.5).
bool has_polar_ends(std::span<const double> centres, double noise)
{
    return centres.size() > 4
        && std::abs(std::abs(centres[1] - centres[0]) - 0.75 * std::abs(centres[2] - centres[1]))
        < 4 * noise;
}

/// Returns the largest distance of the centres from even steps between the first and the last.
double largest_deviation(std::span<const double> centres, double step)
{
    double deviation = 0.0;
    for (std::size_t i = 0; i < centres.size(); ++i) {
        const double expected = centres[0] + step * static_cast<double>(i);
        deviation = std::max(deviation, std::abs(centres[i] - expected));
    }
    return deviation;
}

/// Returns true if each distance between neighbours is the step but for rounding. The rounding may
/// then add up along the axis.
bool has_even_gaps(std::span<const double> centres, double step, double rounding)
{
    for (std::size_t i = 1; i < centres.size(); ++i) {
        if (std::abs(centres[i] - centres[i - 1] - step) > 2.5 * rounding) {
            return false;
        }
    }
    return true;
}

} // namespace

double rounding_of_type(std::span<const double> coordinates)
{
    double largest = 1.0;
    for (const double coordinate : coordinates) {
        largest = std::max(largest, std::abs(coordinate));
    }
    return largest * (in_float32(coordinates) ? float32_noise : float64_noise);
}

double rounding_of_coordinates(std::span<const double> coordinates, double step)
{
    const double of_type = rounding_of_type(coordinates);
    return std::max(of_type,
        std::min(rounding_of_decimals(coordinates, of_type), most_printed_error * std::abs(step)));
}

std::optional<Axis> find_even_axis(std::span<const double> centres, double limit)
{
    const double rounding = rounding_of_type(centres);
    const std::size_t from = std::isfinite(limit) && has_polar_ends(centres, rounding) ? 1 : 0;
    const std::span<const double> whole_cells = centres.subspan(from, centres.size() - 2 * from);
    const std::size_t steps = whole_cells.size() - 1;
    const double mean = (whole_cells.back() - whole_cells.front()) / static_cast<double>(steps);
    const double deviation = largest_deviation(whole_cells, mean);
    const bool drifts = has_even_gaps(whole_cells, mean, rounding);
    // The first and the last centre, which the mean step joins, are rounded as well.
    if (deviation > 2.0 * rounding_of_coordinates(whole_cells, mean)
        && !(drifts && deviation < 0.5 * std::abs(mean))) {
        return std::nullopt;
    }
    const double noise = std::max(rounding, deviation);
    double step = cleaned(mean, std::max(1e-13, 2.0 * noise / static_cast<double>(steps)));
    if (in_float32(centres)) {
        step = without_drift(step, rounding, steps);
    }
    const double start = whole_cells[0] - step / 2.0 - step * static_cast<double>(from);
    // Snap the origin to the lattice of the step if the noise allows it.
    const double cells = start / step;
    const double half = std::round(cells * 2.0) / 2.0;
    const double origin
        = std::abs(half - cells) * std::abs(step) <= 2.0 * noise ? half * step : start;
    return Axis(origin, step, centres.size());
}

} // namespace cityflux
