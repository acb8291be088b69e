#pragma once

#include "pipeline/score/score.h"

#include <string>

namespace cityflux {

/// Returns a report on a scored index in Markdown. It has the ranking with 90 % intervals, the
/// leaders of each domain, the choices that matter, and missing values. For each city it lists
/// gains and losses. Numbers are rounded only here.
std::string score_report(const ScoreResult& result);

} // namespace cityflux
