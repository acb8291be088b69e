#pragma once

#include "grids/catalogue/inventory.h"
#include "grids/storage/grid_file.h"

#include <memory>
#include <string>

namespace cityflux {

/// A text of bare numbers whose geometry is declared in `form`. Throws InputError with the line number on anything that is
/// no number, and where the count of numbers is not rows x columns.
std::unique_ptr<GridFile> open_bare_text(const std::string& path, const BareTextForm& form);

} // namespace cityflux
