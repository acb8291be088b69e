#pragma once

#include "pipeline/compare/compare.h"
#include "pipeline/program/manifest.h"
#include "pipeline/table/totals_table.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Name of the inventory of corrected totals.
inline constexpr const char* corrected_inventory = "corrected";

/// Returns the corrected totals in t: inventory `corrected`, with the flags of CorrectedCity.
/// `lower` and `upper` are the 95 % interval, unless a row is flagged own-interval or no-interval.
/// `chosen` has the position of each compared city in the list.
TotalsTable corrected_totals(const CompareResult& result, const std::vector<std::size_t>& chosen);

/// Tables of a correction, as CSV. Masses are in t. Numbers have all their digits.
/// Missing values are empty.

/// Returns a table with a row for each corrected total. `interval_of` is what the interval is for:
/// another-inventory, truth, trusted, or own (that of the primary, not 95 %). `change` is corrected
/// by primary; the three columns after it are those of CityBlend; `notes` are sentences:
/// city_id,city,species,sector,period,method,primary,corrected,lower,upper,interval_of,unit,change,tau2,
/// variance,degrees,flag,notes
std::string corrections_csv(const CompareResult& result);

/// Returns a table with a row for each contribution to the change of a total (see Contribution):
/// city_id,city,species,sector,period,what,weight,log_shift,moved,unit
std::string contributions_csv(const CompareResult& result);

/// Returns a table with a row for each correction tried without an inventory (see HeldOutScore).
/// `made` is yes for the correction that was made:
/// species,sector,period,method,primary,trusted,held_out,made,cities,bias,median_absolute_error,
/// rmse,spread,with_interval,coverage,pattern_coverage,median_half_width,refused
std::string held_out_csv(const CompareResult& result);

/// Returns the options of the corrections. Each species, sector and year has the groups of scale,
/// the coefficients of regress, or the biases, sigmas and covariance of blend. With these tables
/// and inventories.csv, the corrected totals can be derived again.
Json manifest_of_corrections(const CompareResult& result);

/// Returns manifest_of_corrections() with the corrected totals and their
/// contributions, for programs.
Json correction_json(const CompareResult& result);

} // namespace cityflux
