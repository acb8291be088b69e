#pragma once

#include "pipeline/program/provenance.h"
#include "pipeline/score/score.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Version of the algorithm. It increases if the same index and tables give other bytes in
/// the files of a scored index.
inline constexpr int score_algorithm_version = 3;

/// Returns the files of a scored index, without their folder. Throws InputError if
/// the index cannot be read.
std::vector<std::string> score_files(const ScoreRequest& request);

/// Writes the tables, the report and manifest.json into a folder. Creates the folder if it does not
/// exist. Removes tables of earlier runs that this one does not have.
void write_score(const std::filesystem::path& folder, const ScoreRequest& request,
    const ScoreResult& result, const Provenance& provenance);

/// Prints the names in the tables that match no city, warnings and notes.
void say_gathered(const Gathered& gathered);

/// Prints unmatched names, notes and the cities without a score.
void say_score(const ScoreResult& result);

} // namespace cityflux
