#pragma once

#include "boundaries/outlines/city.h"
#include "pipeline/program/file_hashes.h"
#include "pipeline/score/score.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Raised when the same index and tables give other bytes in the files of a scored index.
inline constexpr int score_algorithm_version = 2;

/// The files that a scored index is written to, without their folder. Throws InputError where the index cannot be read.
std::vector<std::string> score_files(const ScoreRequest& request);

/// Writes the tables, the report and manifest.json into a folder, which is made where it is not there; tables that an earlier
/// run left are removed where this one has none of the kind.
void write_score(const std::filesystem::path& folder, const ScoreRequest& request, const ScoreResult& result,
    const CityList& cities, FileHashes& hashes, const std::vector<std::string>& command);

/// Says what the tables hold that found no city, and what is odd.
void say_gathered(const Gathered& gathered);

/// The same, and which cities have no score.
void say_score(const ScoreResult& result);

} // namespace cityflux
