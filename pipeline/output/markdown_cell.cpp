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
    return std::isnan(value) ? std::string() : fmt::format("{:.2f}", value);
}

} // namespace cityflux
