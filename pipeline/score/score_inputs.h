#pragma once

#include "pipeline/score/score.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// The file of an index: a path, or the name of one in config/index. Throws InputError with the nearest names.
std::filesystem::path index_file(const std::string& name_or_path);

/// All files that a score is made of: the index, the tables and their descriptions, the policy register,
/// the names of cities.
std::vector<std::string> files_of(const ScoreRequest& request);

} // namespace cityflux
