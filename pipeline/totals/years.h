#pragma once

#include "pipeline/table/totals_table.h"

#include <string>
#include <vector>

namespace cityflux {

/// Sums the months of each year by city, inventory, species and sector. Rows that are years
/// are kept. A year with missing months is flagged `incomplete`, and a sentence that names
/// the months is added to `shortcomings`. edge_share is weighted by value; valid_share is
/// the mean over the months. A year has all flags of its months, so one incomplete month makes it
/// incomplete whatever its own valid_share. Throws InputError if a year occurs together with its
/// own months, or a month occurs twice.
TotalsTable add_up_years(const TotalsTable& table, std::vector<std::string>& shortcomings);

} // namespace cityflux
