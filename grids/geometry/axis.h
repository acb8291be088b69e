#pragma once

#include <cstddef>
#include <limits>
#include <span>
#include <string>

namespace cityflux {

/// Regular axis of a grid: `count` cells of equal width. Cell i lies between edge(i) and edge(i +
/// 1). The step is negative if the stored order descends. The outermost edges may be clamped (half
/// cells at the poles).
class Axis {
public:
    Axis() = default;
    /// Constructs the axis from the outer edge of the first cell and the signed step. Throws
    /// InputError if the step is zero or not finite, there are no cells, or the coordinates exceed
    /// double precision.
    Axis(double first_edge, double step, std::size_t count);

    /// Constructs an axis from cell centres of a file. Removes float32 noise and recognises half
    /// cells at the poles (`limit` is 90 for latitudes). Throws InputError on irregular axes, with
    /// the position; `name` is the name of the axis in messages. A single centre needs
    /// `known_step`.
    static Axis from_centres(std::span<const double> centres, const std::string& name,
        double limit = std::numeric_limits<double>::infinity(), double known_step = 0.0);

    std::size_t count() const { return count_; }
    double step() const { return step_; }
    double edge(std::size_t i) const;
    double centre(std::size_t i) const { return 0.5 * (edge(i) + edge(i + 1)); }
    double low() const;
    double high() const;

    /// Returns `count` cells from cell `first` on, moved by `shift`. The range may extend beyond
    /// the last cell, as across 180 degrees.
    Axis part(std::size_t first, std::size_t count, double shift = 0.0) const;

    /// Returns the axis with edges beyond +-limit moved to that limit. Throws InputError beginning
    /// with `subject` if a cell would become empty.
    Axis clamped(double limit, const std::string& subject = "latitudes") const;

    bool operator==(const Axis&) const = default;

private:
    double unclamped_edge(std::size_t i) const;

    double first_edge_ = 0.0;
    double step_ = 1.0;
    std::size_t count_ = 0;
    /// Steps in one unit if the step is 1/n of a unit (0.1 degree: 10), else 0. Keeps edges such as
    /// 30.1 exact.
    double steps_per_unit_ = 0.0;
    double limit_ = std::numeric_limits<double>::infinity();
};

} // namespace cityflux
