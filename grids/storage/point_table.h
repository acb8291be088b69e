#pragma once

#include "grids/catalogue/inventory.h"
#include "grids/storage/grid_file.h"

#include <memory>
#include <string>

namespace cityflux {

/// Opens a text table with one cell a line ("lat;lon;value", "lon,lat,value", "x,y,value"), after
/// optional header lines. Fields are separated by semicolon, comma, tab or spaces. The regular grid
/// is inferred from the points unless `form` declares it. Each value column is a variable. Header
/// lines become attributes "header 1", "header 2" ... Throws InputError, with the line number, on
/// lines that do not parse, on points off the grid and on duplicate cells.
std::unique_ptr<GridFile> open_point_table(const std::string& path, const TableForm& form);

} // namespace cityflux
