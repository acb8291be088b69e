#pragma once

#include "grids/catalogue/catalogue.h"
#include "grids/geometry/cell_areas.h"
#include "grids/quantity/quantity.h"
#include "grids/storage/grid_file.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Declarations of the user about facts that the file lacks. Each is written into the manifest.
struct Assumptions {
    std::optional<std::string> unit;
    std::optional<std::string> crs;
    std::optional<Period> period;
    std::optional<std::string> species;
};

/// One map of a raster: a slice of a variable and the meaning of its numbers.
struct Layer {
    std::size_t variable = 0; ///< index into GridFile::variables()
    std::vector<std::size_t> slice; ///< one index for each further dimension of the variable
    std::string sector;
    Quantity quantity;
    /// Tonnes of the species in the period per stored unit, and per m2 of cell if `per_area`.
    double tonnes_per_unit = 1.0;
    bool per_area = false;
    /// Declared total of this layer in the file, in t.
    std::optional<double> declared_t;

    const std::string& species() const { return quantity.species; }
    const Period& period() const { return quantity.period; }
};

/// File of an inventory with its meaning: grid, layers and cell areas.
class Raster {
public:
    /// Opens a file and recognises its inventory, unless `inventory` names one. Throws InputError
    /// if the unit, period or species of a layer is unknown; the message names the missing
    /// declaration.
    static Raster open(const std::string& path, const Catalogue& catalogue,
        const std::optional<Inventory>& inventory, const Assumptions& assumptions);

    /// Opens a file for its grid alone. Units, periods and species are not checked, and layers() is
    /// empty.
    static Raster open_grid(const std::string& path, const Catalogue& catalogue,
        const std::optional<Inventory>& inventory, const Assumptions& assumptions);

    /// Returns the name of the inventory, or the file's stem if none was recognised.
    const std::string& inventory_name() const { return inventory_name_; }
    /// Returns the entry of the catalogue; its name is empty if none was recognised.
    const Inventory& inventory() const { return inventory_; }
    const std::string& path() const { return file_->path(); }
    GridFile& file() { return *file_; }
    const GridFile& file() const { return *file_; }
    const Grid& grid() const { return grid_; }
    const std::vector<Layer>& layers() const { return layers_; }
    /// Notes of the file's reader and of the layer builder, each a sentence.
    const std::vector<std::string>& oddities() const { return oddities_; }
    /// Declarations that were used, each as "unit = kg m-2 s-1".
    const std::vector<std::string>& assumed() const { return assumed_; }
    const AreaConvention& area_convention() const { return area_; }

    /// Returns the areas by which fluxes of this inventory become masses: WGS84, a sphere, or
    /// provided by the file. Throws InputError if the provided areas are missing.
    CellAreas provider_areas();
    /// Returns true areas on WGS84. Throws InputError if a cell of the grid is not on the Earth.
    CellAreas true_areas() const { return measured({}); }

    /// Returns the tiling of a layer: cells that are read and decoded at once.
    Tiling tiling(const Layer& layer) const;
    /// Returns the number of slices in the same chunk along each further dimension of a layer's
    /// variable.
    std::vector<std::size_t> slices_together(const Layer& layer) const;
    /// Reads a window of a layer as stored, possibly coded. Safe from any thread.
    void read(const Layer& layer, const CellWindow& window, RawBlock& block);
    /// Reads a window of a layer and of all slices in the same chunk. Safe from any thread.
    void read_together(const Layer& layer, const CellWindow& window, RawBlock& block);
    /// Returns the nodata rules, scale and offset of a layer.
    const Packing& packing(const Layer& layer) const { return packings_[layer.variable]; }

private:
    Raster() = default;
    friend class LayerBuilder;

    /// Returns a raster with file and inventory, without grid and layers.
    static Raster opened(const std::string& path, const Catalogue& catalogue,
        const std::optional<Inventory>& inventory);
    CellAreas measured(const AreaConvention& convention) const;

    std::unique_ptr<GridFile> file_;
    Inventory inventory_;
    std::string inventory_name_;
    Grid grid_;
    AreaConvention area_;
    std::vector<Layer> layers_;
    std::vector<Packing> packings_; ///< by variable, with the inventory's nodata rules
    std::vector<std::string> oddities_;
    std::vector<std::string> assumed_;
};

} // namespace cityflux
