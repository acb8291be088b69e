#pragma once

#include "pipeline/index/calibrate.h"
#include "pipeline/tables/city_names.h"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// City in a published ranking.
struct RankedName {
    std::size_t position = 0; ///< 1 for the city that is named first
    std::string city;
    std::string place; ///< FILE:ROW
};

/// Published ranking in a file: a row for each named city, with the columns `position` and `city`.
/// `direction` is "best first" (the default) or "worst first"; `ranking` is its name if a file has
/// several.
struct RankingTable {
    std::filesystem::path file;
    std::string name; ///< "" if the file has no name for it
    bool best_first = true;
    std::vector<RankedName> cities; ///< by position

    /// Returns true if the positions are 1, 2, 3 ... without a gap. All cities that are not named
    /// then rank after the last.
    bool without_gaps() const;
    /// Returns "FILE, ranking NAME".
    std::string title() const;
};

/// Returns the ranking of a name, or the only one of the file if `name` is "". Throws InputError,
/// with file and row, in these cases:
/// - the ranking is missing (lists the existing ones);
/// - a position is not a whole number from 1, or is given twice;
/// - the direction orders values ("lowest first") and not scores.
RankingTable read_ranking(const std::filesystem::path& file, const std::string& name);

/// Returns the ranking by indices of cities. Cities that are not named rank after the last if the
/// ranking has no gaps and `others_beyond` is set; otherwise they are not compared. Throws
/// InputError on a name that matches no city (with the nearest), several cities, or a city already
/// named.
PublishedRanking published_ranking(
    const RankingTable& table, const CityNames& names, bool others_beyond);

} // namespace cityflux
