#include "pipeline/output/markdown_cell.h"

#include <cmath>

#include <fmt/format.h>

namespace cityflux {

std::string markdown_cell(std::string text)
{
    for (std::size_t at = text.find('|'); at != std::string::npos; at = text.find('|', at + 2)) {
        text.insert(at, 1, '\\');
    }
    return text;
}

std::string markdown_number(double value)
{
    constexpr double least_of_two_decimals = 0.01;
    return std::isnan(value)                                      ? std::string()
        : value != 0.0 && std::abs(value) < least_of_two_decimals ? fmt::format("{:.2g}", value)
                                                                  : fmt::format("{:.2f}", value);
}

} // namespace cityflux
