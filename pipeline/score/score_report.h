#pragma once

#include "pipeline/score/score.h"

#include <string>

namespace cityflux {

/// A scored index as a person reads it, in Markdown: the ranking with its 90 % intervals, the leaders of each domain, which
/// choices matter, what is missing, and for each city where it gains and loses. Numbers are rounded here, and only here.
std::string score_report(const ScoreResult& result);

} // namespace cityflux
