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

/// What a user knows and a file does not say. Each is written into the manifest.
struct Assumptions {
    std::optional<std::string> unit;
    std::optional<std::string> crs;
    std::optional<Period> period;
    std::optional<std::string> species;
};

/// One map of a raster: a slice of a variable, with what its numbers mean.
struct Layer {
    std::size_t variable = 0; ///< index into GridFile::variables()
    std::vector<std::size_t> slice; ///< one index for each of its further dimensions
    std::string sector;
    Quantity quantity;
    /// Tonnes of the species in the period per stored unit, and per m2 of cell if `per_area`.
    double tonnes_per_unit = 1.0;
    bool per_area = false;
    /// The total that the file declares of this layer, in t.
    std::optional<double> declared_t;

    const std::string& species() const { return quantity.species; }
    const Period& period() const { return quantity.period; }
};

/// A file of an inventory, understood: its grid, its layers and the area of its cells.
class Raster {
public:
    /// Opens a file and recognises its inventory, unless `inventory` names one. A layer that cannot be understood (unknown
    /// unit, no period, no species) is refused with an InputError that says what to declare.
    static Raster open(const std::string& path, const Catalogue& catalogue, const std::optional<Inventory>& inventory,
        const Assumptions& assumptions);

    /// The same for the grid alone: units, periods and species do not matter, and layers() is empty.
    static Raster open_grid(const std::string& path, const Catalogue& catalogue, const std::optional<Inventory>& inventory,
        const Assumptions& assumptions);

    /// Name of the inventory; the file's stem where none was recognised.
    const std::string& inventory_name() const { return inventory_name_; }
    /// The entry of the catalogue; its name is empty where none was recognised.
    const Inventory& inventory() const { return inventory_; }
    const std::string& path() const { return file_->path(); }
    GridFile& file() { return *file_; }
    const GridFile& file() const { return *file_; }
    const Grid& grid() const { return grid_; }
    const std::vector<Layer>& layers() const { return layers_; }
    /// Everything odd that was met, by the reader and here; each a sentence.
    const std::vector<std::string>& oddities() const { return oddities_; }
    /// The declared assumptions that were used, each as "unit = kg m-2 s-1".
    const std::vector<std::string>& assumed() const { return assumed_; }
    const AreaConvention& area_convention() const { return area_; }

    /// Areas by which fluxes of this inventory become masses: WGS84, a sphere, or provided by the file.
    CellAreas provider_areas();
    /// True areas on WGS84. Throws InputError for a grid with cells that are not on the Earth.
    CellAreas true_areas() const { return measured({}); }

    /// How the cells of a layer are stored together.
    Tiling tiling(const Layer& layer) const;
    /// How many slices are stored together along each further dimension of a layer's variable.
    std::vector<std::size_t> slices_together(const Layer& layer) const;
    /// Reads a window of a layer as stored, perhaps coded. Safe from any thread.
    void read(const Layer& layer, const CellWindow& window, RawBlock& block);
    /// The same with all slices that are stored together with the layer's.
    void read_together(const Layer& layer, const CellWindow& window, RawBlock& block);
    /// Which stored numbers of a layer are no data, and how the others become values.
    const Packing& packing(const Layer& layer) const { return packings_[layer.variable]; }

private:
    Raster() = default;
    friend class LayerBuilder;

    /// With its file and inventory, nothing of which is understood yet.
    static Raster opened(const std::string& path, const Catalogue& catalogue, const std::optional<Inventory>& inventory);
    CellAreas measured(const AreaConvention& convention) const;

    std::unique_ptr<GridFile> file_;
    Inventory inventory_;
    std::string inventory_name_;
    Grid grid_;
    AreaConvention area_;
    std::vector<Layer> layers_;
    std::vector<Packing> packings_; ///< by variable, with the inventory's own nodata rules
    std::vector<std::string> oddities_;
    std::vector<std::string> assumed_;
};

} // namespace cityflux
