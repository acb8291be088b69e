#pragma once

#include <cstddef>
#include <limits>
#include <memory>
#include <string>
#include <vector>

namespace cityflux {

/// Axis of a grid: `count` cells without gaps, of equal width unless made by uneven(). Cell i lies
/// between edge(i) and edge(i + 1). The step is negative if the stored order descends. The
/// outermost edges may be clamped (half cells at the poles).
class Axis {
public:
    Axis() = default;
    /// Constructs an even axis from the outer edge of the first cell and the signed step. Throws
    /// InputError if the step is zero or not finite, there are no cells, or the coordinates exceed
    /// double precision.
    Axis(double first_edge, double step, std::size_t count);

    /// Returns an axis whose cells have their own widths. Throws InputError unless there are at
    /// least two edges, all finite, that ascend or descend.
    static Axis uneven(std::vector<double> edges);

    std::size_t count() const { return count_; }
    /// Returns the signed width of each cell; of an uneven axis the mean one.
    double step() const { return step_; }
    bool is_even() const { return edges_ == nullptr; }
    /// Returns the smallest and the largest width of the cells, before clamping if they are even.
    double narrowest() const;
    double widest() const;
    double edge(std::size_t i) const;
    double centre(std::size_t i) const { return 0.5 * (edge(i) + edge(i + 1)); }
    double low() const;
    double high() const;

    /// Returns `count` cells from cell `first` on, moved by `shift`. The range may extend beyond
    /// the last cell, as across 180 degrees, where the axis repeats.
    Axis part(std::size_t first, std::size_t count, double shift = 0.0) const;

    /// Returns the axis with edges beyond +-limit moved to that limit. Throws InputError beginning
    /// with `subject` if a cell would become empty.
    Axis clamped(double limit, const std::string& subject = "latitudes") const;

    bool operator==(const Axis& other) const;

private:
    double unclamped_edge(std::size_t i) const;

    double first_edge_ = 0.0;
    double step_ = 1.0;
    std::size_t count_ = 0;
    /// Steps in one unit if the step is 1/n of a unit (0.1 degree: 10), else 0. Keeps edges such as
    /// 30.1 exact.
    double steps_per_unit_ = 0.0;
    double limit_ = std::numeric_limits<double>::infinity();
    /// Edges of an uneven axis in stored order, count_ + 1; null if the axis is even.
    std::shared_ptr<const std::vector<double>> edges_;
};

} // namespace cityflux
