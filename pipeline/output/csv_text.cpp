#include "pipeline/output/csv_text.h"

#include <cmath>

#include <fmt/format.h>

namespace cityflux {

std::string csv_field(std::string_view text)
{
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
        return std::string(text);
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted.append(c == '"' ? 2 : 1, c);
    }
    return quoted + '"';
}

std::string csv_number(double value)
{
    return std::isnan(value) ? std::string() : fmt::format("{}", value);
}

} // namespace cityflux
