#pragma once

#include <string>
#include <vector>

namespace cityflux {

/// Returns `file`, followed by its existing companion files in order of name. Companions are files
/// that readers of grids and outlines use together with `file`: world files, projections, parts of
/// a shapefile, numbers or headers of rasters of several files, SQLite's journals.
std::vector<std::string> with_companions(const std::string& file);

} // namespace cityflux
