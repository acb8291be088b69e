#pragma once

#include "grids/catalogue/catalogue.h"
#include "grids/geometry/cell_areas.h"
#include "grids/layers/layer_set.h"
#include "grids/storage/grid_file.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// File of an inventory with its meaning: grid, layers and cell areas.
class Raster {
public:
    /// `layers` is what interpret() finds in `file` by `inventory`. The name of `inventory` is
    /// empty if none was recognised.
    Raster(std::unique_ptr<GridFile> file, Inventory inventory, LayerSet layers);

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
    const Grid& grid() const { return set_.grid; }
    const std::vector<Layer>& layers() const { return set_.layers; }
    /// Notes of the file's reader and of its interpretation, each a sentence.
    const std::vector<std::string>& oddities() const { return set_.oddities; }
    /// Declarations that were used, each as "unit = kg m-2 s-1".
    const std::vector<std::string>& assumed() const { return set_.assumed; }
    const AreaConvention& area_convention() const { return set_.area; }

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
    const Packing& packing(const Layer& layer) const { return set_.packings[layer.variable]; }

private:
    CellAreas measured(const AreaConvention& convention) const;

    std::unique_ptr<GridFile> file_;
    Inventory inventory_;
    std::string inventory_name_;
    LayerSet set_; ///< with the notes of the file's reader first
};

} // namespace cityflux
