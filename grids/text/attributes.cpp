#include "grids/text/attributes.h"

#include <cstdlib>

namespace cityflux {

std::string Attributes::text(const std::string& name) const
{
    const auto found = values_.find(name);
    return found == values_.end() ? std::string() : found->second.text;
}

std::optional<double> Attributes::number(const std::string& name) const
{
    const auto found = values_.find(name);
    if (found == values_.end()) {
        return std::nullopt;
    }
    if (!found->second.numbers.empty()) {
        return found->second.numbers.front();
    }
    const char* begin = found->second.text.c_str();
    char* end = nullptr;
    const double value = std::strtod(begin, &end);
    return end == begin ? std::nullopt : std::optional(value);
}

std::vector<double> Attributes::numbers(const std::string& name) const
{
    const auto found = values_.find(name);
    return found == values_.end() ? std::vector<double>() : found->second.numbers;
}

} // namespace cityflux
