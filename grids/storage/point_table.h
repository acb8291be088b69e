#pragma once

#include "grids/catalogue/inventory.h"
#include "grids/storage/grid_file.h"

#include <memory>
#include <string>

namespace cityflux {

/// A text table with a cell in each line ("lat;lon;value", "lon,lat,value", "x,y,value"; separated by semicolon, comma,
/// tab or blanks; header lines before it). The regular grid is told from the points, or from `form` where it says so; each
/// value column is a variable. Every header line is an attribute "header 1", "header 2" ...
/// Throws InputError with the line number on anything that does not parse, on points off the grid and on cells given twice.
std::unique_ptr<GridFile> open_point_table(const std::string& path, const TableForm& form);

} // namespace cityflux
