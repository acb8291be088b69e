#include "tests/pipeline/totals/native_files.h"

#include <algorithm>
#include <array>

#include <fmt/format.h>

namespace cityflux {

double share_of_month(std::size_t month)
{
    return static_cast<double>(month) / 78.0;
}

double days_of_month(std::size_t month)
{
    constexpr std::array days { 31.0, 29.0, 31.0, 30.0, 31.0, 30.0, 31.0, 31.0, 30.0, 31.0, 30.0,
        31.0 };
    return days.at(month - 1);
}

std::vector<double> scaled(std::vector<double> values, double factor)
{
    std::transform(
        values.begin(), values.end(), values.begin(), [&](double value) { return value * factor; });
    return values;
}

std::string table_line(double a, double b, double value, char separator)
{
    return fmt::format("{0:.10g}{3}{1:.10g}{3}{2:.9g}\n", a, b, value, separator);
}

} // namespace cityflux
