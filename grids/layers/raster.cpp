#include "grids/layers/raster.h"

#include "grids/layers/open.h"
#include "grids/layers/recognition.h"
#include "grids/text/error.h"

#include <utility>

#include <fmt/format.h>

namespace cityflux {
namespace {

/// File with its inventory, whose name is empty if none was recognised.
struct RecognisedFile {
    std::unique_ptr<GridFile> file;
    Inventory inventory;
};

RecognisedFile open_recognised(
    const std::string& path, const Catalogue& catalogue, const std::optional<Inventory>& declared)
{
    auto file = open_grid_file(path, catalogue, declared ? &*declared : nullptr);
    const Inventory* inventory = declared ? &*declared : recognise(catalogue, *file);
    return { std::move(file), inventory == nullptr ? Inventory() : *inventory };
}

} // namespace

Raster::Raster(std::unique_ptr<GridFile> file, Inventory inventory, LayerSet layers)
    : file_(std::move(file))
    , inventory_(std::move(inventory))
    , inventory_name_(name_of(inventory_, file_->path()))
    , set_(std::move(layers))
{
    const std::vector<std::string>& of_file = file_->oddities();
    set_.oddities.insert(set_.oddities.begin(), of_file.begin(), of_file.end());
}

Raster Raster::open(const std::string& path, const Catalogue& catalogue,
    const std::optional<Inventory>& inventory, const Assumptions& assumptions)
{
    RecognisedFile found = open_recognised(path, catalogue, inventory);
    LayerSet layers = interpret(*found.file, found.inventory, assumptions);
    return Raster(std::move(found.file), std::move(found.inventory), std::move(layers));
}

Raster Raster::open_grid(const std::string& path, const Catalogue& catalogue,
    const std::optional<Inventory>& inventory, const Assumptions& assumptions)
{
    RecognisedFile found = open_recognised(path, catalogue, inventory);
    LayerSet grid = interpret_grid(*found.file, found.inventory, assumptions);
    return Raster(std::move(found.file), std::move(found.inventory), std::move(grid));
}

CellAreas Raster::provider_areas()
{
    if (set_.area.kind != AreaConvention::Kind::provided) {
        return measured(set_.area);
    }
    const GridVariable* variable = file_->find(set_.area.variable);
    if (variable == nullptr) {
        throw InputError(
            fmt::format("{}: the inventory {} provides its cell areas in '{}', which the file does "
                        "not have; use an "
                        "inventory TOML with [area] convention = \"wgs84\" if true areas will do",
                path(), inventory_name_, set_.area.variable));
    }
    const std::vector<std::size_t> first(variable->dimensions.size(), 0);
    std::vector<double> areas = file_->values(*variable, first, { 0, grid().rows() });
    const std::string unit = variable->attributes.text("units").empty()
        ? inventory_.area_unit
        : variable->attributes.text("units");
    const double to_m2 = conversion_factor(
        unit, "m2", fmt::format("{}: unit of '{}'", path(), set_.area.variable));
    for (double& area : areas) {
        area *= to_m2;
    }
    return CellAreas(grid(), std::move(areas));
}

CellAreas Raster::measured(const AreaConvention& convention) const
{
    try {
        return CellAreas(grid(), convention);
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
