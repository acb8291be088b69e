#include "grids/geometry/axis.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <optional>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double float32_noise = 1.2e-7; ///< relative distance between neighbouring float32 values

/// Returns steps per unit if the step is 1/n of a unit (0.1, 0.25, 1/120), else 0.
double whole_steps_per_unit(double step)
{
    const double n = std::round(1.0 / std::abs(step));
    return n >= 1.0 && n <= 1e5 && std::abs(n * std::abs(step) - 1.0) < 1e-9 ? n : 0.0;
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

/// Describes, for messages, the two neighbours whose distance deviates most from the median.
std::string irregular_place(std::span<const double> centres)
{
    std::vector<double> gaps;
    for (std::size_t i = 1; i < centres.size(); ++i) {
        gaps.push_back(centres[i] - centres[i - 1]);
    }
    std::vector<double> sorted = gaps;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::nth_element(sorted.begin(), middle, sorted.end());
    const auto odd = std::max_element(gaps.begin(), gaps.end(),
        [&](double a, double b) { return std::abs(a - *middle) < std::abs(b - *middle); });
    const auto at = static_cast<std::size_t>(odd - gaps.begin());
    return fmt::format(
        "from coordinate {}, {}, to the next, {}, it goes {:.6g}, and usually {:.6g}", at + 1,
        centres[at], centres[at + 1], gaps[at], *middle);
}

/// Returns true if the latitudes are those of a Gaussian grid. Such a grid is regular except for 1
/// % of a step, and ends 0.77 steps before the pole. Its latitudes are zeros of the Legendre
/// polynomial of degree n. The first zero lies at j0 / (n + 1/2) from the pole (j0 = 2.404826, the
/// first zero of the Bessel function J0).
bool gaussian(std::span<const double> centres, double limit)
{
    const auto n = static_cast<double>(centres.size());
    const double first = limit - 2.404826 / (n + 0.5) * 180.0 / std::numbers::pi;
    const double tolerance = 1.8 / n; // 1 % of a step
    return limit == 90.0 && n >= 4 && std::abs(std::abs(centres.front()) - first) < tolerance
        && std::abs(centres.front() + centres.back()) < tolerance;
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

/// Throws InputError unless the centres are numbers, and enough to know the cell size.
void check_centres(std::span<const double> centres, const std::string& name, double known_step)
{
    const std::size_t n = centres.size();
    for (std::size_t i = 0; i < n; ++i) {
        if (!std::isfinite(centres[i])) {
            throw InputError(
                fmt::format("axis {}: coordinate {} of {} is not a number", name, i + 1, n));
        }
    }
    if (n == 0 || (n == 1 && known_step == 0.0)) {
        throw InputError(fmt::format(
            "axis {} has {} coordinates: a cell size cannot be told from that", name, n));
    }
}

/// Returns true if the first and last of some latitudes are the true centres of half cells at the
/// poles (-89.5, -88, ..., 88, 89.5).
bool has_polar_ends(std::span<const double> centres, double noise)
{
    return centres.size() > 4
        && std::abs(std::abs(centres[1] - centres[0]) - 0.75 * std::abs(centres[2] - centres[1]))
        < 4 * noise;
}

/// Returns the mean step. Throws InputError if the centres do not advance beyond their noise.
double mean_step(std::span<const double> centres, const std::string& name, double noise)
{
    const double step
        = (centres.back() - centres.front()) / static_cast<double>(centres.size() - 1);
    if (std::abs(step) <= 2.0 * noise) {
        throw InputError(fmt::format("axis {}: the coordinates do not advance (from {} to {})",
            name, centres.front(), centres.back()));
    }
    return step;
}

/// Returns the largest deviation of the centres from even steps, or `noise` if that is larger.
/// Returns std::nullopt if one deviates by more than 2 % of a step and twice the noise so far.
std::optional<double> noise_of_steps(double step, std::span<const double> centres, double noise)
{
    for (std::size_t i = 0; i < centres.size(); ++i) {
        const double expected = centres[0] + step * static_cast<double>(i);
        const double deviation = std::abs(centres[i] - expected);
        if (deviation > std::max(2.0 * noise, 0.02 * std::abs(step))) {
            return std::nullopt;
        }
        noise = std::max(noise, deviation);
    }
    return noise;
}

/// Limits of coordinates and steps. Values beyond them fit no place on the Earth in any unit, and
/// their products overflow or vanish.
constexpr double largest_coordinate = 1e30;
constexpr double least_step = 1e-30;

} // namespace

Axis::Axis(double first_edge, double step, std::size_t count)
    : first_edge_(first_edge)
    , step_(step)
    , count_(count)
{
    if (!std::isfinite(first_edge) || !std::isfinite(step) || step == 0.0 || count == 0) {
        throw InputError(fmt::format(
            "an axis needs a finite origin, a step other than 0 and at least one cell, not "
            "origin {}, step {}, {} cells",
            first_edge, step, count));
    }
    const double last_edge = first_edge + step * static_cast<double>(count);
    const double largest = std::max(std::abs(first_edge), std::abs(last_edge));
    if (!(largest <= largest_coordinate) || !(std::abs(step) >= least_step)
        || first_edge + step == first_edge || last_edge - step == last_edge) {
        throw InputError(fmt::format(
            "{} cells from {:.6g} in steps of {:.6g} cannot be told apart by their coordinates; "
            "the origin or the step is wrong",
            count, first_edge, step));
    }
    const double n = whole_steps_per_unit(step);
    if (n > 0.0) {
        const double place = first_edge * n;
        if (std::abs(place - std::round(place)) < 1e-6) {
            steps_per_unit_ = n;
            first_edge_ = std::round(place) / n;
            step_ = std::copysign(1.0 / n, step);
        }
    }
}

Axis Axis::from_centres(
    std::span<const double> centres, const std::string& name, double limit, double known_step)
{
    check_centres(centres, name, known_step);
    const std::size_t n = centres.size();
    if (n == 1) {
        return Axis(centres[0] - known_step / 2, known_step, 1).clamped(limit, "axis " + name);
    }

    const double largest = std::max({ std::abs(centres.front()), std::abs(centres.back()), 1.0 });
    const bool in_float32 = std::all_of(centres.begin(), centres.end(),
        [](double c) { return static_cast<double>(static_cast<float>(c)) == c; });
    const double rounding = largest * (in_float32 ? float32_noise : 1e-12);
    const std::size_t from = std::isfinite(limit) && has_polar_ends(centres, rounding) ? 1 : 0;
    const std::span<const double> whole_cells = centres.subspan(from, n - 2 * from);
    if (gaussian(centres, limit)) {
        throw InputError(fmt::format("axis {} is irregular: its {} latitudes, {} to {}, are those "
                                     "of a Gaussian grid; regrid the file to "
                                     "a regular grid first (for example with cdo remapcon)",
            name, n, centres.front(), centres.back()));
    }
    const double raw_step = mean_step(whole_cells, name, rounding);
    const auto noise = noise_of_steps(raw_step, whole_cells, rounding);
    if (!noise) {
        throw InputError(fmt::format("axis {} is irregular: {}; regrid the file to a regular "
                                     "grid first (for example with cdo remapcon)",
            name, irregular_place(centres)));
    }
    const std::size_t steps = whole_cells.size() - 1;
    double step = cleaned(raw_step, std::max(1e-13, 2.0 * *noise / static_cast<double>(steps)));
    if (in_float32 && whole_steps_per_unit(step) == 0.0) {
        step = without_drift(step, largest * float32_noise, steps);
    }
    const double start = whole_cells[0] - step / 2.0 - step * static_cast<double>(from);
    // Snap the origin to the lattice of the step if the noise allows it.
    const double cells = start / step;
    const double half = std::round(cells * 2.0) / 2.0;
    const double origin
        = std::abs(half - cells) * std::abs(step) <= 2.0 * *noise ? half * step : start;
    return Axis(origin, step, n).clamped(limit, "axis " + name);
}

double Axis::unclamped_edge(std::size_t i) const
{
    const double offset = static_cast<double>(i);
    if (steps_per_unit_ > 0.0) {
        return (std::round(first_edge_ * steps_per_unit_) + std::copysign(offset, step_))
            / steps_per_unit_;
    }
    return first_edge_ + step_ * offset;
}

double Axis::edge(std::size_t i) const
{
    return std::clamp(unclamped_edge(i), -limit_, limit_);
}

Axis Axis::part(std::size_t first, std::size_t count, double shift) const
{
    Axis axis = *this;
    axis.first_edge_ = unclamped_edge(first) + shift;
    axis.count_ = count;
    return axis;
}

double Axis::low() const
{
    return std::min(edge(0), edge(count_));
}

double Axis::high() const
{
    return std::max(edge(0), edge(count_));
}

Axis Axis::clamped(double limit, const std::string& subject) const
{
    Axis axis = *this;
    axis.limit_ = limit;
    for (std::size_t i = 0; std::isfinite(limit) && i < count_; ++i) {
        if (axis.edge(i) == axis.edge(i + 1)) {
            throw InputError(fmt::format(
                "{}: {} cells from {} in steps of {} run beyond {} degrees: cell {} would be empty",
                subject, count_, first_edge_, step_, limit, i + 1));
        }
    }
    return axis;
}

} // namespace cityflux
