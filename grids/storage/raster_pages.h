#pragma once

#include "grids/storage/grid_file.h"

#include <memory>
#include <string>
#include <vector>

namespace cityflux {

/// Renames the variables of a page, which counts from 1, so that no two pages of a file have the
/// same: "page 2", or "page 2 band 3" if it has several. A name that the file itself gives stays
/// unless it is in `taken`.
void name_by_page(
    std::vector<GridVariable>& variables, int page, const std::vector<GridVariable>& taken);

/// Returns one file with the variables of all pages in order. `path` is that of the file; format,
/// grid and attributes are those of the first page; `notes` are added to its own. Requires: all
/// pages have the same grid.
std::unique_ptr<GridFile> join_pages(const std::string& path,
    std::vector<std::unique_ptr<GridFile>> pages, const std::vector<std::string>& notes);

} // namespace cityflux
