#include "pipeline/agreement/student.h"

#include <cmath>
#include <limits>
#include <stdexcept>

namespace cityflux {
namespace {

/// Returns the continued fraction of the incomplete beta function (DLMF 8.17.22) by Lentz's
/// modified method. It converges fast for x < (a + 1) / (a + b + 2).
double beta_fraction(double a, double b, double x)
{
    constexpr double tiny = 1e-300;
    const auto kept_from_zero = [](double value) { return std::abs(value) < tiny ? tiny : value; };
    double c = 1.0;
    double d = 1.0 / kept_from_zero(1.0 - (a + b) * x / (a + 1.0));
    double fraction = d;
    for (int m = 1; m < 10000; ++m) {
        const double even = m * (b - m) * x / ((a + 2.0 * m - 1.0) * (a + 2.0 * m));
        d = 1.0 / kept_from_zero(1.0 + even * d);
        c = kept_from_zero(1.0 + even / c);
        fraction *= d * c;
        const double odd = -(a + m) * (a + b + m) * x / ((a + 2.0 * m) * (a + 2.0 * m + 1.0));
        d = 1.0 / kept_from_zero(1.0 + odd * d);
        c = kept_from_zero(1.0 + odd / c);
        fraction *= d * c;
        if (std::abs(d * c - 1.0) < 1e-16) {
            break;
        }
    }
    return fraction;
}

/// Returns I_x(a, b), the regularised incomplete beta function. `rest` is 1 - x, passed separately
/// to keep its digits.
double incomplete_beta(double a, double b, double x, double rest)
{
    if (x <= 0.0 || rest <= 0.0) {
        return x <= 0.0 ? 0.0 : 1.0;
    }
    const double front = std::exp(std::lgamma(a + b) - std::lgamma(a) - std::lgamma(b)
        + a * std::log(x) + b * std::log(rest));
    return x < (a + 1.0) / (a + b + 2.0) ? front * beta_fraction(a, b, x) / a
                                         : 1.0 - front * beta_fraction(b, a, rest) / b;
}

/// Returns the share of the distribution beyond -t and t.
double outside(double t, double degrees)
{
    if (std::isinf(degrees)) {
        return std::erfc(t / std::sqrt(2.0));
    }
    const double square = t * t;
    return incomplete_beta(
        degrees / 2.0, 0.5, degrees / (degrees + square), square / (degrees + square));
}

} // namespace

double student_quantile(double share, double degrees)
{
    if (!(share > 0.0 && share < 1.0) || !(degrees > 0.0)) {
        throw std::invalid_argument(
            "student_quantile: the share must be between 0 and 1, degrees of freedom above 0");
    }
    double low = 0.0;
    double high = 1.0;
    while (
        outside(high, degrees) > 1.0 - share && high < std::numeric_limits<double>::max() / 4.0) {
        high *= 2.0;
    }
    for (double middle = 0.5 * (low + high); middle > low && middle < high;
         middle = 0.5 * (low + high)) {
        (outside(middle, degrees) > 1.0 - share ? low : high) = middle;
    }
    return high;
}

} // namespace cityflux
