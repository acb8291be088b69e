#pragma once

#include "grids/catalogue/inventory.h"

#include <filesystem>
#include <string>
#include <vector>

namespace cityflux {

/// The inventories the program knows: one TOML file each in config/inventories/.
class Catalogue {
public:
    Catalogue() = default;
    /// Loads every *.toml of a folder, in the order of their names. Throws InputError on two of one name.
    explicit Catalogue(const std::filesystem::path& folder);

    const std::vector<Inventory>& inventories() const { return inventories_; }

    /// By name (upper and lower case alike), or by the path of a TOML file. Throws UsageError with the nearest names.
    Inventory find(const std::string& name_or_file) const;

    /// Inventories whose file name patterns match; for forms that need to be told how to read a text.
    std::vector<const Inventory*> named_like(const std::filesystem::path& file) const;

private:
    std::vector<Inventory> inventories_;
};

} // namespace cityflux
