#include "grids/text/joined.h"

#include <fmt/format.h>

namespace cityflux {

std::string number_text(double number)
{
    return fmt::format("{}", number);
}

std::string number_text(long long number)
{
    return fmt::format("{}", number);
}

std::string number_text(unsigned long long number)
{
    return fmt::format("{}", number);
}

} // namespace cityflux
