#include "pipeline/clip/colour_scale.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double light = 0.96; ///< lightness at position 0
constexpr double dark = 0.28; ///< lightness at position 1
constexpr double first_hue = 105.0; ///< degrees, at position 0: yellow
constexpr double last_hue = -60.0; ///< degrees, at position 1: violet, by way of red
constexpr double least_decades = 1.0;
constexpr double most_decades = 6.0;
constexpr double below_scale = 0.02; ///< part of the values that may lie below the scale

using Linear = std::array<double, 3>; ///< red, green, blue before gamma; 0..1 within sRGB

/// Converts OKLCH to linear sRGB by the matrices of Ottosson 2020. `hue` is in degrees.
Linear linear_of(double lightness, double chroma, double hue)
{
    const double radians = hue * std::numbers::pi / 180.0;
    const double a = chroma * std::cos(radians);
    const double b = chroma * std::sin(radians);
    const double l = std::pow(lightness + 0.3963377774 * a + 0.2158037573 * b, 3);
    const double m = std::pow(lightness - 0.1055613458 * a - 0.0638541728 * b, 3);
    const double s = std::pow(lightness - 0.0894841775 * a - 1.2914855480 * b, 3);
    return { 4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
        -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
        -0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s };
}

bool displayable(const Linear& colour)
{
    return std::all_of(colour.begin(), colour.end(), [](double c) { return c >= 0.0 && c <= 1.0; });
}

std::uint8_t with_gamma(double linear)
{
    const double c
        = linear <= 0.0031308 ? 12.92 * linear : 1.055 * std::pow(linear, 1.0 / 2.4) - 0.055;
    return static_cast<std::uint8_t>(std::lround(255.0 * std::clamp(c, 0.0, 1.0)));
}

double without_gamma(std::uint8_t value)
{
    const double c = value / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

} // namespace

Colour sequential_colour(double position)
{
    const double p = std::clamp(position, 0.0, 1.0);
    const double lightness = light + p * (dark - light);
    const double hue = first_hue + p * (last_hue - first_hue);
    // Chroma is highest in the middle, because sRGB has few colours near white and near black.
    double chroma = 0.06 + 0.13 * std::sin(std::numbers::pi * (0.15 + 0.7 * p));
    while (!displayable(linear_of(lightness, chroma, hue)) && chroma > 0.0) {
        chroma -= 0.002;
    }
    const Linear linear = linear_of(lightness, std::max(chroma, 0.0), hue);
    return { with_gamma(linear[0]), with_gamma(linear[1]), with_gamma(linear[2]) };
}

double lightness_of(Colour colour)
{
    const double r = without_gamma(colour.red);
    const double g = without_gamma(colour.green);
    const double b = without_gamma(colour.blue);
    return 0.2104542553 * std::cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
        + 0.7936177850 * std::cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
        - 0.0040720468 * std::cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
}

LogScale::LogScale(std::span<const double> values)
{
    std::vector<double> above;
    std::copy_if(values.begin(), values.end(), std::back_inserter(above),
        [](double v) { return v > 0.0 && !std::isinf(v); });
    if (above.empty()) {
        return;
    }
    high_ = *std::max_element(above.begin(), above.end());
    const auto at = above.begin()
        + static_cast<std::ptrdiff_t>(below_scale * static_cast<double>(above.size() - 1));
    std::nth_element(above.begin(), at, above.end());
    low_ = std::clamp(
        *at, high_ * std::pow(10.0, -most_decades), high_ * std::pow(10.0, -least_decades));
    cut_ = *std::min_element(above.begin(), above.end()) < low_;
}

double LogScale::position_of(double value) const
{
    return std::clamp(std::log(value / low_) / std::log(high_ / low_), 0.0, 1.0);
}

std::vector<double> LogScale::ticks() const
{
    std::vector<double> ticks;
    if (empty()) {
        return ticks;
    }
    const int first = static_cast<int>(std::floor(std::log10(low_)));
    const int last = static_cast<int>(std::floor(std::log10(high_)));
    for (const std::initializer_list<double> steps :
        { std::initializer_list<double> { 1.0 }, { 1.0, 2.0, 5.0 } }) {
        ticks.clear();
        for (int decade = first; decade <= last; ++decade) {
            for (const double step : steps) {
                const double tick = step * std::pow(10.0, decade);
                if (tick >= low_ * (1.0 - 1e-12) && tick <= high_ * (1.0 + 1e-12)) {
                    ticks.push_back(tick);
                }
            }
        }
        if (ticks.size() >= 3) {
            break;
        }
    }
    return ticks;
}

std::string tick_text(double value)
{
    const int decade = static_cast<int>(std::floor(std::log10(value) + 1e-9));
    if (decade >= -3 && decade < 4) {
        return fmt::format("{:.6g}", value);
    }
    // Superscript digits in UTF-8.
    constexpr const char* raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
    std::string power = decade < 0 ? "⁻" : "";
    for (const char digit : std::to_string(std::abs(decade))) {
        power += raised[digit - '0'];
    }
    const double factor = value / std::pow(10.0, decade);
    return std::abs(factor - 1.0) < 1e-9 ? "10" + power
                                         : fmt::format("{:.3g} × 10{}", factor, power);
}

} // namespace cityflux
