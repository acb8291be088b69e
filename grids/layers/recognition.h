#pragma once

#include "grids/catalogue/catalogue.h"

namespace cityflux {

class GridFile;

/// The inventory of the catalogue that a file belongs to by its name, variables and attributes; null if none fits. Throws
/// InputError if two fit equally well, naming both.
const Inventory* recognise(const Catalogue& catalogue, const GridFile& file);

} // namespace cityflux
