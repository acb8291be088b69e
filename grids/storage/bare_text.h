#pragma once

#include "grids/catalogue/inventory.h"
#include "grids/storage/grid_file.h"

#include <memory>
#include <string>

namespace cityflux {

/// Opens a text of bare numbers whose geometry `form` declares. Throws InputError, with the line
/// number, on anything that is not a number. Throws InputError if the count of numbers is not rows
/// x columns.
std::unique_ptr<GridFile> open_bare_text(const std::string& path, const BareTextForm& form);

} // namespace cityflux
