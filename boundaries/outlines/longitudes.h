#pragma once

#include "boundaries/outlines/densify.h"

#include <cmath>

namespace cityflux {

/// Closes a ring that runs on around the Earth, `turns` times eastwards (1 or -1), over the pole, which is a line of this
/// height in the plane of longitude and latitude (90 or -90): it then has inside what it has on the side of the pole. Adds
/// three points, the second and third of which are the pole.
void close_over_pole(Ring& ring, int turns, double pole_y);

/// Moves a ring by whole turns around the Earth, which are the same place, next to another: a hole is to be written where the
/// ring that it lies in is.
void bring_beside(Ring& ring, const Ring& other);

/// The step from one longitude to the next by the shorter way around the Earth.
inline double shorter_step(double from, double to)
{
    return std::remainder(to - from, 360.0);
}

/// The image in longitude and latitude of a ring of another plane, densified as in densified_image(). Its longitudes run on:
/// where a map gives 179.9 and then -179.9 it goes on at 180.1. A ring around a pole, which is one that its image goes around
/// the Earth for, is closed over the pole: over the one to its left, where the inside of an outer ring is, if
/// `inside_is_left`, and over the other for a hole. Both as orient()ed, in a plane that is not a mirror image of the Earth.
template <typename Place>
Ring longitudes_and_latitudes(const Ring& ring, const Place& place, double tolerance_deg, bool inside_is_left)
{
    std::vector<detail::Mapped> walked;
    detail::walk_densified(
        ring, place, tolerance_deg, [](Point, Point, Point, Point) { return false; },
        [&](const detail::Mapped& point) { walked.push_back(point); });
    // An edge over more than half the Earth is one that jumps, unless its middle lies between its ends.
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
    const int turns = image.empty() ? 0 : static_cast<int>(std::round((x - image.front().x) / 360.0));
    if (turns != 0) {
        close_over_pole(image, turns, (turns > 0) == inside_is_left ? 90.0 : -90.0);
    }
    return image;
}

} // namespace cityflux
