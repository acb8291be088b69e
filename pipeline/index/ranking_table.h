#pragma once

#include "pipeline/index/calibrate.h"
#include "pipeline/tables/city_names.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// A city of a published ranking.
struct RankedName {
    std::size_t position = 0; ///< 1 for the one that is named first
    std::string city;
    std::string place; ///< FILE:ROW
};

/// A ranking as a file gives it: a row for each city that is named, with the columns `position` and `city`; `direction` says
/// "best first" (which is meant where nothing is said) or "worst first", and `ranking` names it where a file holds several.
struct RankingTable {
    std::filesystem::path file;
    std::string name; ///< "" where the file does not name it
    bool best_first = true;
    std::vector<RankedName> cities; ///< by position

    /// Whether the positions are 1, 2, 3 ... without a gap: then all cities that are not named come after.
    bool without_gaps() const;
    /// "FILE, ranking NAME".
    std::string title() const;
};

/// The ranking of a name, or the only one of the file where `name` is "". Throws InputError naming file and row: for a ranking
/// that is not there, with those that are; a position that is no whole number from 1, or given twice; a direction of values
/// ("lowest first"), which says nothing of scores.
RankingTable read_ranking(const std::filesystem::path& file, const std::string& name);

/// The same by positions of cities. Cities that are not named come after the last where the ranking has no gaps and
/// `others_beyond` is set; otherwise nothing is said of them. Throws InputError for a name that is none of the cities (with the
/// nearest), that may be several, or that is a city named before.
PublishedRanking published_ranking(const RankingTable& table, const CityNames& names, bool others_beyond);

} // namespace cityflux
