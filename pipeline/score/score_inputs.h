#pragma once

#include "pipeline/score/score.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Returns the file of an index: a path, or a name in config/index. Throws InputError with the
/// nearest names if there is none.
std::filesystem::path index_file(const std::string& name_or_path);

/// Returns all input files of a score: the index, the tables and their descriptions, the policy
/// register, and the names of cities.
std::vector<std::string> files_of(const ScoreRequest& request);

} // namespace cityflux
