#include "boundaries/outlines/datum.h"

#include "grids/text/error.h"

#include <cmath>
#include <numbers>

#include <fmt/format.h>

namespace cityflux {
namespace {

constexpr double pi = std::numbers::pi;

/// Returns the offset of GCJ-02 in metre-like units, before scaling to degrees. The polynomial and
/// sine terms have been in public use since 2010. Requires: x and y are degrees east of 105 E and
/// north of 35 N.
double latitude_offset(double x, double y)
{
    double d
        = -100.0 + 2.0 * x + 3.0 * y + 0.2 * y * y + 0.1 * x * y + 0.2 * std::sqrt(std::abs(x));
    d += (20.0 * std::sin(6.0 * x * pi) + 20.0 * std::sin(2.0 * x * pi)) * 2.0 / 3.0;
    d += (20.0 * std::sin(y * pi) + 40.0 * std::sin(y / 3.0 * pi)) * 2.0 / 3.0;
    d += (160.0 * std::sin(y / 12.0 * pi) + 320.0 * std::sin(y * pi / 30.0)) * 2.0 / 3.0;
    return d;
}

double longitude_offset(double x, double y)
{
    double d = 300.0 + x + 2.0 * y + 0.1 * x * x + 0.1 * x * y + 0.1 * std::sqrt(std::abs(x));
    d += (20.0 * std::sin(6.0 * x * pi) + 20.0 * std::sin(2.0 * x * pi)) * 2.0 / 3.0;
    d += (20.0 * std::sin(x * pi) + 40.0 * std::sin(x / 3.0 * pi)) * 2.0 / 3.0;
    d += (150.0 * std::sin(x / 12.0 * pi) + 300.0 * std::sin(x / 30.0 * pi)) * 2.0 / 3.0;
    return d;
}

Point gcj02_of_wgs84(Point p)
{
    if (p.x < 72.004 || p.x > 137.8347 || p.y < 0.8293 || p.y > 55.8271) {
        return p;
    }
    // Ellipsoid Krasovsky 1940.
    constexpr double a = 6378245.0;
    constexpr double e2 = 0.00669342162296594323;
    const double phi = p.y / 180.0 * pi;
    const double w2 = 1.0 - e2 * std::sin(phi) * std::sin(phi);
    const double w = std::sqrt(w2);
    const double dx
        = longitude_offset(p.x - 105.0, p.y - 35.0) * 180.0 / (a / w * std::cos(phi) * pi);
    const double dy
        = latitude_offset(p.x - 105.0, p.y - 35.0) * 180.0 / ((a * (1.0 - e2)) / (w2 * w) * pi);
    return { p.x + dx, p.y + dy };
}

constexpr double bd_turn = pi * 3000.0 / 180.0;

Point bd09_of_gcj02(Point p)
{
    const double radius = std::hypot(p.x, p.y) + 0.00002 * std::sin(p.y * bd_turn);
    const double angle = std::atan2(p.y, p.x) + 0.000003 * std::cos(p.x * bd_turn);
    return { radius * std::cos(angle) + 0.0065, radius * std::sin(angle) + 0.006 };
}

} // namespace

Datum parse_datum(std::string_view name, const Text& subject)
{
    if (name == "wgs84") {
        return Datum::wgs84;
    }
    if (name == "gcj02") {
        return Datum::gcj02;
    }
    if (name == "bd09") {
        return Datum::bd09;
    }
    throw InputError(ProblemCode::unknown, subject,
        fmt::format("unknown datum '{}' (known: wgs84, gcj02, bd09)", name));
}

std::string_view name_of(Datum datum)
{
    return datum == Datum::wgs84 ? "wgs84" : datum == Datum::gcj02 ? "gcj02" : "bd09";
}

Point from_wgs84(Point p, Datum datum)
{
    switch (datum) {
    case Datum::gcj02:
        return gcj02_of_wgs84(p);
    case Datum::bd09:
        return bd09_of_gcj02(gcj02_of_wgs84(p));
    case Datum::wgs84:
        break;
    }
    return p;
}

Point to_wgs84(Point shifted, Datum datum)
{
    if (datum == Datum::wgs84) {
        return shifted;
    }
    Point guess = shifted;
    for (int step = 0; step < 30; ++step) {
        const Point image = from_wgs84(guess, datum);
        const Point miss { shifted.x - image.x, shifted.y - image.y };
        guess = { guess.x + miss.x, guess.y + miss.y };
        if (std::abs(miss.x) < 1e-11 && std::abs(miss.y) < 1e-11) {
            break;
        }
    }
    return guess;
}

} // namespace cityflux
