#include "grids/layers/raster.h"

#include "grids/layers/layer_builder.h"
#include "grids/layers/open.h"
#include "grids/layers/recognition.h"
#include "grids/text/error.h"

#include <filesystem>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// Returns the file name without folder, .gz and suffix.
std::string stem_of(const std::string& path)
{
    std::filesystem::path name = std::filesystem::path(path).filename();
    if (name.extension() == ".gz") {
        name = name.stem();
    }
    return name.stem().string();
}

} // namespace

Raster Raster::opened(
    const std::string& path, const Catalogue& catalogue, const std::optional<Inventory>& inventory)
{
    Raster raster;
    raster.file_ = open_grid_file(path, catalogue, inventory ? &*inventory : nullptr);
    const Inventory* recognised = inventory ? &*inventory : recognise(catalogue, *raster.file_);
    if (recognised != nullptr) {
        raster.inventory_ = *recognised;
    }
    raster.inventory_name_ = recognised != nullptr ? recognised->name : stem_of(path);
    raster.oddities_ = raster.file_->oddities();
    return raster;
}

Raster Raster::open(const std::string& path, const Catalogue& catalogue,
    const std::optional<Inventory>& inventory, const Assumptions& assumptions)
{
    Raster raster = opened(path, catalogue, inventory);
    if (raster.inventory_.name.empty()) {
        raster.oddities_.emplace_back("no inventory of the catalogue fits: read by its own "
                                      "attributes (cityflux inventories lists "
                                      "them; --inventory declares one)");
    }
    LayerBuilder(raster, assumptions).build();
    return raster;
}

Raster Raster::open_grid(const std::string& path, const Catalogue& catalogue,
    const std::optional<Inventory>& inventory, const Assumptions& assumptions)
{
    Raster raster = opened(path, catalogue, inventory);
    LayerBuilder(raster, assumptions).build_grid();
    return raster;
}

CellAreas Raster::provider_areas()
{
    if (area_.kind != AreaConvention::Kind::provided) {
        return measured(area_);
    }
    const GridVariable* variable = file_->find(area_.variable);
    if (variable == nullptr) {
        throw InputError(
            fmt::format("{}: the inventory {} provides its cell areas in '{}', which the file does "
                        "not have; use an "
                        "inventory TOML with [area] convention = \"wgs84\" if true areas will do",
                path(), inventory_name_, area_.variable));
    }
    const std::vector<std::size_t> first(variable->dimensions.size(), 0);
    std::vector<double> areas = file_->values(*variable, first, { 0, grid_.rows() });
    const std::string unit = variable->attributes.text("units").empty()
        ? inventory_.area_unit
        : variable->attributes.text("units");
    const double to_m2
        = conversion_factor(unit, "m2", fmt::format("{}: unit of '{}'", path(), area_.variable));
    for (double& area : areas) {
        area *= to_m2;
    }
    return CellAreas(grid_, std::move(areas));
}

CellAreas Raster::measured(const AreaConvention& convention) const
{
    try {
        return CellAreas(grid_, convention);
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: {}", path(), error.what()));
    }
}

Tiling Raster::tiling(const Layer& layer) const
{
    return file_->tiling(file_->variables()[layer.variable]);
}

std::vector<std::size_t> Raster::slices_together(const Layer& layer) const
{
    return file_->slices_together(file_->variables()[layer.variable]);
}

void Raster::read(const Layer& layer, const CellWindow& window, RawBlock& block)
{
    file_->read(file_->variables()[layer.variable], layer.slice, window, block);
}

void Raster::read_together(const Layer& layer, const CellWindow& window, RawBlock& block)
{
    file_->read_together(file_->variables()[layer.variable], layer.slice, window, block);
}

} // namespace cityflux
