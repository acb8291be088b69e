#pragma once

#include "boundaries/city.h"
#include "pipeline/file_report.h"

#include <cstddef>
#include <string>
#include <vector>

namespace cityflux {

/// Lines of one kind on the standard error before the rest is only counted; the manifest has them all.
inline constexpr std::size_t most_lines = 40;

/// Says what was odd about the boundaries and the files, and warns of each shortcoming.
void say_notes(const CityList& cities, const std::vector<FileReport>& files, const std::vector<std::string>& shortcomings);

} // namespace cityflux
