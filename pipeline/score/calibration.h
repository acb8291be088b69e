#pragma once

#include "pipeline/index/calibrate.h"
#include "pipeline/index/ranking_table.h"
#include "pipeline/score/score.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Request of `cityflux calibrate`.
struct CalibrationRequest {
    ScoreRequest score; ///< index, tables and register
    std::filesystem::path ranking;
    std::string ranking_name; ///< "" if the file holds only one ranking
    std::string node; ///< code of a domain; "" for the index itself
    /// Calibrate the weights of all indicators below instead of those of the children.
    bool leaves = false;
    bool others_beyond = true; ///< see published_ranking()
    CalibrationOptions options;
};

/// Weights that give the ranking under one treatment and normalisation.
struct CalibratedMethod {
    /// Treatment of all indicators; "as defined" if each has its own of the index.
    std::string treatment;
    std::string normalisation;
    /// Reason, a sentence, if the method is not defined on the values; all
    /// that follows is then empty.
    std::string refusal;
    Calibration calibration;
    std::vector<CityPair> swapped_by_own; ///< pairs that the index's own weights swap

    /// Relation of `region` to the weights that give the ranking.
    enum class Bounds {
        exact, ///< exactly these weights, except for a set without volume in the simplex
        within, ///< all these weights give the ranking, and perhaps others
        at_most ///< no other weights give the ranking
    };
    Bounds bounds() const;
    const WeightRegion& region() const;
    /// Returns the part of the simplex if it is known exactly. Otherwise returns std::nullopt, and
    /// `calibration.sampled` has an estimate.
    std::optional<double> exact_share() const;
};

struct CalibrationResult {
    ScoreResult score;
    RankingTable ranking;
    PublishedRanking published;
    std::size_t node = 0; ///< node whose score is ranked
    std::vector<std::size_t> weighed; ///< nodes whose weights are calibrated
    std::vector<double> own_weights; ///< weights of `weighed` in the index, scaled to sum to 1
    std::vector<CalibratedMethod> methods; ///< the first is the index's own method
    std::vector<std::string> notes; ///< indicators and cities that are left out, each a sentence
};

/// Finds the weights of a node's children that give a published ranking of the node's scores.
/// Points are first those of the index. If all children are indicators, each of 4 treatments with
/// each of 3 normalisations follows. Children without a score in any city are left out, and so are
/// cities without a score at the node. Throws InputError in the same cases as make_score() and the
/// readers of rankings. Also throws for a node that is not a domain, and if nothing is left to
/// compare. Also throws for a mean that is not arithmetic at the node or, with `leaves`, below it.
CalibrationResult make_calibration(
    const CalibrationRequest& request, const std::vector<NamedCity>& cities);

} // namespace cityflux
