#pragma once

#include "boundaries/outlines/densify.h"

#include <cmath>

namespace cityflux {

/// Closes a ring that goes around the Earth, `turns` times eastwards (1 or -1), over the pole. In
/// the plane of longitude and latitude the pole is a line at `pole_y` (90 or -90). The inside of
/// the ring is then its side of the pole. Adds three points, the second and third on the pole.
void close_over_pole(Ring& ring, int turns, double pole_y);

/// Rotates a ring that goes around the Earth to begin at its point nearest to the pole, from where
/// the way to the pole crosses no edge. `turns` and `pole_y` as in close_over_pole().
void begin_nearest_to_pole(Ring& ring, int turns, double pole_y);

/// Moves a ring by whole turns around the Earth until it is nearest to another. A hole must have
/// longitudes in the range of its outer ring.
void bring_beside(Ring& ring, const Ring& other);

/// Returns the step from one longitude to another on the shorter way around the Earth.
inline double shorter_step(double from, double to)
{
    return std::remainder(to - from, 360.0);
}

/// Returns the image in longitude and latitude of a ring of another plane, densified as in
/// densified_image(). Longitudes are continuous: 179.9 is followed by 180.1 instead of -179.9. A
/// ring whose image goes around the Earth encloses a pole and is closed over it. The pole is the
/// one on its left if `inside_is_left`, otherwise the other. `inside_is_left` is true for outer
/// rings and false for holes, oriented by orient(). Requires: the plane is not a mirror image of
/// the Earth.
template <typename Place>
Ring longitudes_and_latitudes(
    const Ring& ring, const Place& place, double tolerance_deg, bool inside_is_left)
{
    std::vector<detail::Mapped> walked;
    detail::walk_densified(
        ring, place, tolerance_deg, [](Point, Point, Point, Point) { return false; },
        [&](const detail::Mapped& point) { walked.push_back(point); });
    // An edge that spans more than half the Earth is a jump, unless its middle lies between its
    // ends.
    const auto step = [&](const detail::Mapped& a, const detail::Mapped& b) {
        const double there = b.image.x - a.image.x;
        if (std::abs(there) <= 180.0) {
            return there;
        }
        const Point middle { 0.5 * (a.point.x + b.point.x), 0.5 * (a.point.y + b.point.y) };
        const double x = place(middle).x;
        return (x - a.image.x) * (x - b.image.x) < 0.0 ? there : shorter_step(a.image.x, b.image.x);
    };
    Ring image;
    double x = walked.empty() ? 0.0 : walked.front().image.x;
    for (std::size_t i = 0; i < walked.size(); ++i) {
        image.push_back({ x, walked[i].image.y });
        x += step(walked[i], walked[(i + 1) % walked.size()]);
    }
    const int turns
        = image.empty() ? 0 : static_cast<int>(std::round((x - image.front().x) / 360.0));
    if (turns != 0) {
        const double pole = (turns > 0) == inside_is_left ? 90.0 : -90.0;
        begin_nearest_to_pole(image, turns, pole);
        close_over_pole(image, turns, pole);
    }
    return image;
}

} // namespace cityflux
