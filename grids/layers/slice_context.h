#pragma once

#include "grids/catalogue/inventory.h"
#include "grids/layers/assumptions.h"
#include "grids/storage/grid_file.h"

#include <cstddef>
#include <map>
#include <string>
#include <vector>

namespace cityflux {

/// Parts of a name by placeholder, as NamePattern::match() returns them.
using NameParts = std::map<std::string, std::string>;

/// File with its inventory and the user's declarations, which must outlive it.
struct FileContext {
    FileContext(const GridFile& file, const Inventory& inventory, const Assumptions& assumptions);

    const GridFile& file;
    const Inventory& inventory;
    const Assumptions& assumptions;
    NameParts in_file_name;
    NameParts in_header; ///< parts of the header lines of a text table
};

/// One slice of a variable, from which the properties of a layer are found.
struct SliceContext {
    const FileContext& source;
    const GridVariable& variable;
    const NameParts& in_variable_name;
    std::vector<std::size_t> slice; ///< one index for each dimension of the variable
    std::string subject; ///< "FILE, layer NAME" for messages
    /// True if the variable's name is its sector: other variables share its species and unit.
    bool name_is_sector = false;
};

} // namespace cityflux
