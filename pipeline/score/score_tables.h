#pragma once

#include "pipeline/score/score.h"

#include <string>

namespace cityflux {

/// Tables of a scored index; all are CSV except the last. Numbers have all their digits.
/// Missing values are empty.

/// Returns the positions of the cities by rank, with those without a score last.
std::vector<std::size_t> cities_by_rank(const ScoreResult& result);

/// Returns a table with a row for each city and node, cities in their order,
/// nodes in that of the tree:
/// city_id,city,code,name_zh,name_en,level,value,lower,upper,unit,treated,score,rank,of,weight,present,flag
/// - `level` is 0 for the index, 1 for its domains and so on;
/// - `value` to `treated` are empty except for indicators;
/// - `of` is the number of cities with a rank;
/// - `weight` is the effective one;
/// - `present` is the part of the weight below that is not missing.
std::string scores_csv(const ScoreResult& result);

/// Returns a table with a row for each city, the best first: city_id,city,rank,score and the score
/// of every node below the index under its code.
std::string scores_wide_csv(const ScoreResult& result);
/// Returns the table of scores_wide_csv() with ranks instead of scores of nodes.
std::string ranks_wide_csv(const ScoreResult& result);

/// Returns a table of the gains and losses of each city (see Standing):
/// city_id,city,code,name_zh,name_en,score,median,best,against_median,against_best
std::string profiles_csv(const ScoreResult& result);

/// Returns a table of the sources of values: city_id,city,code,source, with a row
/// for each source of a value.
std::string sources_csv(const ScoreResult& result);

/// Returns a table of the reliability of each rank (see CityTrust):
/// city_id,city,rank,rank_median,rank_05,rank_95,score,score_mean,top_five_share,no_score_share
std::string robustness_csv(const ScoreResult& result);
/// Returns a table of the influence of each choice (see ChoiceShare):
/// output,city_id,city,choice,first,first_error,total,total_error
/// `output` is "rank shift" for the whole index and "score" for a city.
/// Errors of scores are not known.
std::string sensitivity_csv(const ScoreResult& result);

/// Returns a table of the decoupling of each city (see CityDecoupling):
/// city_id,city,class,class_zh,class_en,reason,peak_year,last_year,years_since_peak,below_peak,
/// slope_since_peak,p_since_peak,slope,p,co2_change,gdp_change,elasticity,state,co2_per_inhabitant,
/// co2_year,population_year,medians
/// - slopes are Sen's, in the plan's unit per year; p values are those of Mann and Kendall;
/// - changes and `below_peak` are fractions.
std::string decoupling_csv(const ScoreResult& result);

/// Returns the ranking as JSON for programs. Each city has its rank, score, the scores and ranks of
/// all nodes by code, and the reliability of its rank.
std::string score_json(const ScoreResult& result);

} // namespace cityflux
