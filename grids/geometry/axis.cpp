#include "grids/geometry/axis.h"

#include "grids/text/error.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns steps per unit if the step is 1/n of a unit (0.1, 0.25, 1/120), else 0.
double whole_steps_per_unit(double step)
{
    const double n = std::round(1.0 / std::abs(step));
    return n >= 1.0 && n <= 1e5 && std::abs(n * std::abs(step) - 1.0) < 1e-9 ? n : 0.0;
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
        throw InputError(ProblemCode::invalid, "axis",
            fmt::format("invalid geometry: origin {}, step {}, {} cells (allowed: a finite origin, "
                        "a step other than 0, at least one cell)",
                first_edge, step, count));
    }
    const double last_edge = first_edge + step * static_cast<double>(count);
    const double largest = std::max(std::abs(first_edge), std::abs(last_edge));
    if (!(largest <= largest_coordinate) || !(std::abs(step) >= least_step)
        || first_edge + step == first_edge || last_edge - step == last_edge) {
        throw InputError(ProblemCode::out_of_range, "axis",
            fmt::format("out of range: {} cells from {:.6g} in steps of {:.6g} cannot be "
                        "distinguished by their coordinates",
                count, first_edge, step),
            "check the origin and the step");
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

Axis Axis::uneven(std::vector<double> edges)
{
    const auto not_usable = [](double edge) { return !(std::abs(edge) <= largest_coordinate); };
    const bool ascends
        = std::adjacent_find(edges.begin(), edges.end(), std::greater_equal()) == edges.end();
    const bool descends
        = std::adjacent_find(edges.begin(), edges.end(), std::less_equal()) == edges.end();
    if (edges.size() < 2 || std::any_of(edges.begin(), edges.end(), not_usable)
        || !(ascends || descends)) {
        throw InputError(ProblemCode::invalid, "axis",
            fmt::format("invalid geometry: {} edges (allowed: at least two finite numbers that "
                        "ascend or descend)",
                edges.size()));
    }
    Axis axis;
    axis.count_ = edges.size() - 1;
    axis.first_edge_ = edges.front();
    axis.step_ = (edges.back() - edges.front()) / static_cast<double>(axis.count_);
    axis.edges_ = std::make_shared<const std::vector<double>>(std::move(edges));
    return axis;
}

double Axis::unclamped_edge(std::size_t i) const
{
    const double offset = static_cast<double>(i);
    if (steps_per_unit_ > 0.0) {
        return (std::round(first_edge_ * steps_per_unit_) + std::copysign(offset, step_))
            / steps_per_unit_;
    }
    if (edges_) {
        const std::size_t turns = i / (count_ + 1);
        const double span = edges_->back() - edges_->front();
        return (*edges_)[i - turns * count_] + static_cast<double>(turns) * span;
    }
    return first_edge_ + step_ * offset;
}

double Axis::edge(std::size_t i) const
{
    return std::clamp(unclamped_edge(i), -limit_, limit_);
}

double Axis::narrowest() const
{
    double width = std::abs(step_);
    for (std::size_t i = 0; edges_ && i < count_; ++i) {
        width = std::min(width, std::abs(edge(i + 1) - edge(i)));
    }
    return width;
}

double Axis::widest() const
{
    double width = std::abs(step_);
    for (std::size_t i = 0; edges_ && i < count_; ++i) {
        width = std::max(width, std::abs(edge(i + 1) - edge(i)));
    }
    return width;
}

Axis Axis::part(std::size_t first, std::size_t count, double shift) const
{
    if (edges_) {
        std::vector<double> edges;
        for (std::size_t i = first; i <= first + count; ++i) {
            edges.push_back(unclamped_edge(i) + shift);
        }
        Axis axis = uneven(std::move(edges));
        axis.limit_ = limit_;
        return axis;
    }
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
            throw InputError(ProblemCode::out_of_range, subject,
                fmt::format("out of range: {} cells from {} in steps of {} extend beyond {} "
                            "degrees, and cell {} would be empty",
                    count_, first_edge_, step_, limit, i + 1));
        }
    }
    return axis;
}

bool Axis::operator==(const Axis& other) const
{
    const bool same_edges
        = edges_ && other.edges_ ? *edges_ == *other.edges_ : edges_ == other.edges_;
    return first_edge_ == other.first_edge_ && step_ == other.step_ && count_ == other.count_
        && steps_per_unit_ == other.steps_per_unit_ && limit_ == other.limit_ && same_edges;
}

} // namespace cityflux
