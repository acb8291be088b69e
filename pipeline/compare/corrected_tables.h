#pragma once

#include "pipeline/compare/compare.h"
#include "pipeline/program/manifest.h"
#include "pipeline/table/totals_table.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// The name of the inventory that a correction makes.
inline constexpr const char* corrected_inventory = "corrected";

/// The corrected totals, in t: inventory `corrected`, lower and upper the 95 % interval (where a row is not flagged
/// own-interval or no-interval), the flags of CorrectedCity.
/// `chosen` says where in the list each compared city stands.
TotalsTable corrected_totals(const CompareResult& result, const std::vector<std::size_t>& chosen);

/// The tables of a correction, as CSV. Masses are in t; numbers have all their digits; what is missing is blank.

/// A row for each corrected total; change is corrected by primary, the three columns after it those of CityBlend, notes are
/// sentences:
/// city_id,city,species,sector,period,method,primary,corrected,lower,upper,unit,change,tau2,variance,degrees,flag,notes
std::string corrections_csv(const CompareResult& result);

/// A row for each thing that moved a total (see Contribution): city_id,city,species,sector,period,what,weight,log_shift,
/// moved,unit
std::string contributions_csv(const CompareResult& result);

/// A row for each correction tried without an inventory (see HeldOutScore); made is yes for the correction that was made:
/// species,sector,period,method,primary,trusted,held_out,made,cities,bias,median_absolute_error,rmse,spread,with_interval,
/// coverage,pattern_coverage,median_half_width,refused
std::string held_out_csv(const CompareResult& result);

/// What it takes besides these tables and inventories.csv to derive the corrected totals again: the options, and by species,
/// sector and year the groups of scale, the coefficients of regress, or the biases, sigmas and covariance of blend.
Json manifest_of_corrections(const CompareResult& result);

/// All that for programs: the same, and the corrected totals with what moved them.
Json correction_json(const CompareResult& result);

} // namespace cityflux
