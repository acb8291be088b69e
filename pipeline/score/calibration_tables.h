#pragma once

#include "pipeline/score/calibration.h"

#include <string>

namespace cityflux {

/// Which weights give a published ranking, for people: a table with a row for each way to make points, what the index's own
/// weights do, and which pairs the nearest weights swap where none give the ranking.
std::string calibration_markdown(const CalibrationResult& result);

/// A row for each way to make points:
/// treatment,normalisation,consistent,share,share_error,bounds,margin,pairs,swaps,swaps_bound,proven,swapped,own_swaps,refusal
/// and of each child lower_CODE,upper_CODE,weight_CODE,own_CODE. Numbers have all their digits; what is not known is blank.
/// - `consistent` is yes, no or undecided; `share` is that of all weights, `share_error` blank where it is exact;
/// - `bounds` says whether lower and upper hold the consistent weights ("exact"), some of them ("within") or more ("at most");
/// - `weight` is the centre of the region, or the nearest weights where none are consistent;
/// - `swaps` are the fewest found, `swaps_bound` the least possible, `swapped` the pairs: "A above B; C above D";
/// - `own_swaps` are those of the index's own weights.
std::string calibration_csv(const CalibrationResult& result);

/// The same for programs, with the vertices of the regions and the pairs as lists.
std::string calibration_json(const CalibrationResult& result);

} // namespace cityflux
