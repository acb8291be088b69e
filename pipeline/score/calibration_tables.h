#pragma once

#include "pipeline/score/calibration.h"

#include <string>

namespace cityflux {

/// Returns the weights that give a published ranking as Markdown: a table with a row for each
/// method. Then follow the result of the index's own weights, and the pairs that the nearest
/// weights swap if no weights give the ranking.
std::string calibration_markdown(const CalibrationResult& result);

/// Returns a table with a row for each method:
/// treatment,normalisation,consistent,share,share_error,bounds,margin,pairs,swaps,swaps_bound,
/// proven,swapped,own_swaps,refusal
/// and for each child lower_CODE,upper_CODE,weight_CODE,own_CODE. Numbers have all their digits.
/// Unknown values are empty.
/// - `consistent` is yes, no or undecided;
/// - `share` is the part of all weights; `share_error` is empty if it is exact;
/// - `bounds` is "exact" if lower and upper enclose the consistent weights, "within" for some of
///   them, "at most" for more;
/// - `weight` is the centre of the region, or the nearest weights if none are consistent;
/// - `swaps` is the lowest number found, `swaps_bound` the lowest possible;
/// - `swapped` lists the pairs: "A above B; C above D";
/// - `own_swaps` is the number for the index's own weights.
std::string calibration_csv(const CalibrationResult& result);

/// Returns the results as JSON for programs, with the vertices of regions, and pairs as lists.
std::string calibration_json(const CalibrationResult& result);

} // namespace cityflux
