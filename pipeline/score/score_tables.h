#pragma once

#include "pipeline/score/score.h"

#include <string>

namespace cityflux {

/// The tables of a scored index, as CSV but for the last. Numbers have all their digits; what is missing is blank.

/// Positions of the cities by rank, those without a score last.
std::vector<std::size_t> cities_by_rank(const ScoreResult& result);

/// A row for each city and node, cities in their order, nodes in the tree's:
/// city_id,city,code,name_zh,name_en,level,value,lower,upper,unit,treated,score,rank,of,weight,present,flag
/// - `level` is 0 for the index, 1 for its domains and so on; value to treated are of indicators only;
/// - `of` counts the cities that have a rank, `weight` is the effective one, `present` the share of the weight below that is
///   not missing.
std::string scores_csv(const ScoreResult& result);

/// A row for each city, the best first: city_id,city,rank,score and the score of every node below the index under its code.
std::string scores_wide_csv(const ScoreResult& result);
/// The same with ranks instead of scores.
std::string ranks_wide_csv(const ScoreResult& result);

/// Where each city gains and loses (see Standing):
/// city_id,city,code,name_zh,name_en,score,median,best,against_median,against_best
std::string profiles_csv(const ScoreResult& result);

/// Where each value comes from: city_id,city,code,source; a row for each source of a value.
std::string sources_csv(const ScoreResult& result);

/// How far to trust each rank (see CityTrust):
/// city_id,city,rank,rank_median,rank_05,rank_95,score,score_mean,top_five_share,no_score_share
std::string robustness_csv(const ScoreResult& result);
/// Which choice matters (see ChoiceShare): output,city_id,city,choice,first,first_error,total,total_error. `output` is
/// "rank shift" for the whole index and "score" for a city, whose errors are not known.
std::string sensitivity_csv(const ScoreResult& result);

/// Where each city stands on its way from GDP (see CityDecoupling):
/// city_id,city,class,class_zh,class_en,reason,peak_year,last_year,years_since_peak,below_peak,slope_since_peak,p_since_peak,
/// slope,p,co2_change,gdp_change,elasticity,state,co2_per_inhabitant,co2_year,population_year,medians
/// - slopes are Sen's, in the unit of the plan a year, p those of Mann and Kendall; changes and `below_peak` are shares.
std::string decoupling_csv(const ScoreResult& result);

/// The ranking for programs: of each city its rank, score, the scores and ranks of all nodes by code, and how far to trust
/// them.
std::string score_json(const ScoreResult& result);

} // namespace cityflux
