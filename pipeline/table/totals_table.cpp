#include "pipeline/table/totals_table.h"

#include "grids/text/joined.h"

#include <algorithm>

namespace cityflux {

std::string TotalsRow::flag() const
{
    return joined(flags, " ");
}

std::uint32_t TotalsTable::place_of(const TotalsSeries& wanted)
{
    const auto found = std::find(series.begin(), series.end(), wanted);
    const auto place = static_cast<std::uint32_t>(found - series.begin());
    if (found == series.end()) {
        series.push_back(wanted);
    }
    return place;
}

} // namespace cityflux
