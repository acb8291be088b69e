#include "pipeline/totals_table.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace cityflux {

std::string TotalsRow::flag() const
{
    return fmt::format("{}", fmt::join(flags, " "));
}

} // namespace cityflux
