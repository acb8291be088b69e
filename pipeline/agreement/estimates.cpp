#include "pipeline/agreement/estimates.h"

namespace cityflux {

std::string EstimateTable::series() const
{
    return sector == "total" ? species : species + ", " + sector;
}

std::string EstimateTable::title() const
{
    return series() + ", " + std::to_string(year);
}

} // namespace cityflux
