#pragma once

#include "grids/catalogue/catalogue.h"

#include <string>

namespace cityflux {

class GridFile;

/// Returns the inventory of the catalogue whose name patterns, variables and attributes fit a file
/// best, or nullptr if none fits. Throws InputError, naming them, if several fit equally well.
const Inventory* recognise(const Catalogue& catalogue, const GridFile& file);

/// Returns the name of an inventory. If it is empty, because none was recognised, returns the
/// file's name without folder, .gz and suffix.
std::string name_of(const Inventory& inventory, const std::string& path);

} // namespace cityflux
