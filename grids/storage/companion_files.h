#pragma once

#include <string>
#include <vector>

namespace cityflux {

/// A file and those beside it that readers of grids and outlines take into account with it (world files, projections, the
/// parts of a shapefile, what SQLite keeps beside a database), as far as they are there, in the order of their names.
std::vector<std::string> with_companions(const std::string& file);

} // namespace cityflux
