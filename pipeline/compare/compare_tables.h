#pragma once

#include "pipeline/compare/compare.h"

#include <string>

namespace cityflux {

/// Tables of a comparison; all are CSV except the last. Masses are in t. Numbers have all their
/// digits. Missing values are empty.

/// Returns the flags of a city, separated by spaces: few-inventories, disputed, outlier.
std::string city_flags(const CityAgreement& city);

/// Returns a table with a row for each species, sector, year and city (see CityAgreement):
/// city_id,city,species,sector,period,n,median,min,max,unit,max_over_min,sd_log,lowest,highest,
/// furthest,suspect,reason,flag
std::string compared_cities_csv(const CompareResult& result);

/// Returns a table with a row for each total (see EstimateStanding). `flag` is that of the totals
/// table, `year` is the year of the total itself:
/// city_id,city,inventory,species,sector,period,year,value,unit,lower,upper,edge_share,ratio,z,
/// scale,outlier,suspect,reason,flag
std::string compared_inventories_csv(const CompareResult& result);

/// Returns a table with a row for each species, sector, year and pair of inventories (see
/// PairAgreement). Ratios are second by first:
/// first,second,species,sector,period,n,pearson_log,spearman,kendall,median_ratio,bias,lower_95,upper_95
std::string compared_pairs_csv(const CompareResult& result);

/// Returns a table with a row for each pair of inventories and city (see TrendAgreement):
/// city_id,city,first,second,species,sector,years,first_year,last_year,first_slope,second_slope,
/// first_p,second_p,same_sign,spearman_changes
std::string compared_trends_csv(const CompareResult& result);

/// Returns a table with a row for each reference and inventory (see ReferenceAgreement):
/// region_code,region,reference,inventory,species,sector,period,reference_period,cities,listed,sum,
/// reference_value,unit,share
std::string compared_references_csv(const CompareResult& result);

/// Returns the comparison as JSON for programs: inventories, cities, pairs, trends, references, the
/// correction, notes and shortcomings.
std::string comparison_json(const CompareResult& result);

} // namespace cityflux
