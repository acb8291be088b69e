#pragma once

#include "pipeline/table/totals_table.h"

#include <string>
#include <vector>

namespace cityflux {

/// Adds the months of each year up, by city, inventory, species and sector; rows that are years already stay. A year with
/// months missing is flagged `incomplete`, and a sentence that names the months is added to `shortcomings`. Shares are
/// weighted: edge_share by value, valid_share by the number of months. Throws InputError where a year stands beside its
/// own months.
TotalsTable add_up_years(const TotalsTable& table, std::vector<std::string>& shortcomings);

} // namespace cityflux
