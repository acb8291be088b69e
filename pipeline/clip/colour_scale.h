#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// A colour of the sRGB space.
struct Colour {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    bool operator==(const Colour&) const = default;
};

/// A sequential scale for `position` 0 (light yellow) to 1 (dark violet): equal steps look equal, and it reads in grey and to
/// the colour-blind, for its lightness falls evenly. Made in OKLCH (Ottosson 2020, "A perceptual color space for image
/// processing"); colours that sRGB does not have are taken less saturated.
Colour sequential_colour(double position);

/// The lightness L of OKLCH that a colour has, 0..1.
double lightness_of(Colour colour);

/// A logarithmic scale for the values above 0 of a map.
class LogScale {
public:
    /// From the largest value down to that which 2 % of those above 0 do not reach, but no further than six powers of ten and
    /// at least one. Without a value above 0 the scale is empty.
    explicit LogScale(std::span<const double> values);

    bool empty() const { return !(high_ > 0.0); }
    double low() const { return low_; }
    double high() const { return high_; }
    /// Whether there are values above 0 and below the scale: they have the colour of its low end.
    bool cut() const { return cut_; }
    /// 0..1 for a value above 0.
    double position_of(double value) const;
    /// Round numbers within the scale: powers of ten, with 2 and 5 times these where fewer than three are within.
    std::vector<double> ticks() const;

private:
    double low_ = 0.0;
    double high_ = 0.0;
    bool cut_ = false;
};

/// "0.02", "500", "2 x 10^6": how a tick is written.
std::string tick_text(double value);

} // namespace cityflux
