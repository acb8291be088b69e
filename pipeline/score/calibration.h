#pragma once

#include "pipeline/index/calibrate.h"
#include "pipeline/index/ranking_table.h"
#include "pipeline/score/score.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// What `cityflux calibrate` is asked for.
struct CalibrationRequest {
    ScoreRequest score; ///< index, tables and register
    std::filesystem::path ranking;
    std::string ranking_name; ///< "" where the file holds one
    std::string node; ///< code of a domain; "" for the index itself
    bool leaves = false; ///< weights of all indicators below instead of those of the children
    bool others_beyond = true; ///< see published_ranking()
    CalibrationOptions options;
};

/// Which weights give the ranking when values become points in one way.
struct CalibratedMethod {
    std::string treatment; ///< of all indicators; "as defined" where each has its own of the index
    std::string normalisation;
    std::string refusal; ///< why this way is not defined on the values: a sentence; all that follows is empty then
    Calibration calibration;
    std::vector<CityPair> swapped_by_own; ///< pairs that the weights of the index itself swap

    /// What `region` is of the weights that give the ranking.
    enum class Bounds {
        exact, ///< these weights and no others, or but for those that a sampling of the simplex cannot tell
        within, ///< all these weights do, and perhaps others
        at_most ///< no others do
    };
    Bounds bounds() const;
    const WeightRegion& region() const;
    /// Whether the share of the simplex is known exactly; otherwise it is `calibration.sampled`.
    std::optional<double> exact_share() const;
};

struct CalibrationResult {
    ScoreResult score;
    RankingTable ranking;
    PublishedRanking published;
    std::size_t node = 0; ///< whose score is ranked
    std::vector<std::size_t> weighed; ///< nodes whose weights are looked for
    std::vector<double> own_weights; ///< of these, of the index, scaled to sum to 1
    std::vector<CalibratedMethod> methods; ///< the first is the index's own
    std::vector<std::string> notes; ///< what takes no part, each a sentence
};

/// Finds the weights of a node's children that give a published ranking of the node's scores: with points as the index defines
/// them and, where all children are indicators, with each of 4 treatments and 3 normalisations. Children that no city has are
/// left out, and so are cities to which the index gives no score there for want of data. Throws InputError as make_score() and
/// the readers of rankings do; for a node that is no domain, or whose mean (or that of a domain below, with `leaves`) is not
/// arithmetic; and where nothing is left to compare.
CalibrationResult make_calibration(const CalibrationRequest& request, const std::vector<NamedCity>& cities);

} // namespace cityflux
