#pragma once

#include "grids/catalogue/inventory.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// Inventories that the program recognises, one TOML file each in config/inventories/.
class Catalogue {
public:
    Catalogue() = default;
    /// Loads every *.toml of a folder in order of file name. Throws InputError on duplicate
    /// inventory names.
    explicit Catalogue(const std::filesystem::path& folder);

    const std::vector<Inventory>& inventories() const { return inventories_; }

    /// Returns an inventory by its name, in upper or lower case, or from the path of a TOML file.
    /// Throws UsageError, with the nearest names, if there is none.
    Inventory find(const std::string& name_or_file) const;

    /// Returns the inventories whose file name patterns match. They provide the forms by which
    /// texts are read.
    std::vector<const Inventory*> named_like(const std::filesystem::path& file) const;

private:
    std::vector<Inventory> inventories_;
};

} // namespace cityflux
