#pragma once

#include "grids/catalogue/inventory.h"
#include "grids/geometry/cell_areas.h"
#include "grids/geometry/grid.h"
#include "grids/layers/assumptions.h"
#include "grids/quantity/quantity.h"
#include "grids/storage/grid_file.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// One map of a raster: a slice of a variable and the meaning of its numbers.
struct Layer {
    std::size_t variable = 0; ///< index into GridFile::variables()
    std::vector<std::size_t> slice {}; ///< one index for each further dimension of the variable
    std::string sector {};
    Quantity quantity {};
    /// Tonnes of the species in the period per stored unit, and per m2 of cell if `per_area`.
    double tonnes_per_unit = 1.0;
    bool per_area = false;
    /// Declared total of this layer in the file, in t.
    std::optional<double> declared_t {};

    const std::string& species() const { return quantity.species; }
    const Period& period() const { return quantity.period; }
};

/// Layers of a grid file with everything that their masses depend on.
struct LayerSet {
    Grid grid; ///< always with a CRS
    AreaConvention area;
    std::vector<Layer> layers;
    std::vector<Packing> packings; ///< by variable, with the inventory's nodata rules
    /// Notes for the user, each a sentence.
    std::vector<std::string> oddities;
    /// Declarations that were used, each as "unit = kg m-2 s-1".
    std::vector<std::string> assumed;
};

/// Finds the layers of a file by its inventory and the user's declarations: which variables are
/// layers, and the unit, species, sector and period of each slice. The name of `inventory` is empty
/// if none was recognised. Throws InputError, which names the missing declaration, if the CRS or a
/// property of a layer is unknown, and if two layers are alike or there are none.
LayerSet interpret(
    const GridFile& file, const Inventory& inventory, const Assumptions& assumptions);

/// Finds the grid and its area convention alone. Layers and packings are empty. Throws InputError
/// if the CRS is unknown.
LayerSet interpret_grid(
    const GridFile& file, const Inventory& inventory, const Assumptions& assumptions);

} // namespace cityflux
