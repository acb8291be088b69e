#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Colour in the sRGB space.
struct Colour {
    std::uint8_t red = 0;
    std::uint8_t green = 0;
    std::uint8_t blue = 0;

    bool operator==(const Colour&) const = default;
};

/// Returns a colour of a sequential scale from `position` 0 (light yellow) to 1 (dark violet).
/// Equal steps look equal. The scale is readable in grey and for the colour-blind, because its
/// lightness falls evenly. It is made in OKLCH (Ottosson 2020, "A perceptual color space for image
/// processing"). Colours outside sRGB are taken less saturated.
Colour sequential_colour(double position);

/// Returns the lightness L of a colour in OKLCH, 0..1.
double lightness_of(Colour colour);

/// Logarithmic scale for the values above 0 of a map.
class LogScale {
public:
    /// Makes a scale from the 2nd percentile of the values above 0 to the largest value. It spans
    /// at least one and at most six powers of ten. Without a value above 0 the scale is empty.
    explicit LogScale(std::span<const double> values);

    bool empty() const { return !(high_ > 0.0); }
    double low() const { return low_; }
    double high() const { return high_; }
    /// Returns true if values above 0 lie below the scale. They have the colour of its low end.
    bool cut() const { return cut_; }
    /// Returns the position of a value above 0 on the scale, 0..1.
    double position_of(double value) const;
    /// Returns round numbers within the scale: powers of ten, and also 2 and 5 times these if there
    /// would be fewer than three.
    std::vector<double> ticks() const;

private:
    double low_ = 0.0;
    double high_ = 0.0;
    bool cut_ = false;
};

/// Returns the text of a tick: "0.02", "500", "2 x 10^6".
std::string tick_text(double value);

} // namespace cityflux
