#pragma once

#include "grids/catalogue/catalogue.h"

namespace cityflux {

class GridFile;

/// Returns the inventory of the catalogue whose name patterns, variables and attributes fit a file
/// best, or nullptr if none fits. Throws InputError, naming them, if several fit equally well.
const Inventory* recognise(const Catalogue& catalogue, const GridFile& file);

} // namespace cityflux
