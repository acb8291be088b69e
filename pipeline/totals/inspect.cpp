#include "pipeline/totals/inspect.h"

#include "pipeline/output/json_text.h"
#include "pipeline/program/setting_words.h"
#include "pipeline/totals/layer_sums.h"
#include "pipeline/totals/plausibility.h"
#include "pipeline/totals/totals_notes.h"

#include <algorithm>
#include <cmath>
#include <list>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

/// Relative difference between the sum of the cells and the declared total
/// above which a note is made.
constexpr double declared_tolerance = 0.01;

/// Memory limit for tiles in work, in bytes.
constexpr std::size_t memory_bytes = std::size_t { 256 } << 20;

} // namespace

Inspection inspect(const std::string& path, const Catalogue& catalogue,
    const std::optional<Inventory>& inventory, const Assumptions& assumptions,
    const std::function<void(double)>& progress)
{
    Raster raster = Raster::open(path, catalogue, inventory, assumptions);
    Inspection inspection;
    inspection.path = path;
    inspection.format = raster.file().format();
    inspection.inventory = raster.inventory_name();
    inspection.inventory_title = raster.inventory().title;
    inspection.grid = raster.grid().description();
    inspection.crs = raster.grid().crs->name;
    inspection.cell_areas = raster.area_convention().description();
    inspection.assumed = raster.assumed();
    for (const Message& note : raster.oddities()) {
        inspection.oddities.push_back(sentence_of(note, FrontEnd::command_line));
    }

    const CellAreas areas = raster.provider_areas();
    std::list<TilePlan> nobody;
    const auto whole_grid = [&](const Tiling& tiling) -> const TilePlan& {
        return nobody.emplace_back(
            Coverage {}, raster.grid(), tiling, TilePlan::Extent::whole_grid);
    };
    const std::vector<LayerTotals> totals = sum_layers(
        { raster, raster.layers(), { areas, areas }, memory_bytes, progress }, whole_grid);
    for (std::size_t l = 0; l < totals.size(); ++l) {
        const Layer& layer = raster.layers()[l];
        LayerInspection row;
        row.variable = raster.file().variables()[layer.variable].name;
        row.species = layer.species();
        row.sector = layer.sector;
        row.period = layer.period();
        row.unit
            = layer.quantity.unit.text + (layer.quantity.basis == Basis::carbon ? " (carbon)" : "");
        row.kind = layer.quantity.unit.kind();
        row.total_t = totals[l].closure.grid_t;
        row.declared_t = layer.declared_t;
        row.cells_without_data = totals[l].closure.cells_without_data;
        if (row.declared_t
            && std::abs(row.total_t - *row.declared_t)
                > declared_tolerance * std::abs(*row.declared_t)) {
            inspection.oddities.push_back(fmt::format(
                "inconsistent total of '{}': the cells sum to {:.6g} t, the file declares {:.6g} t "
                "({:.4g} times as much)",
                row.variable, row.total_t, *row.declared_t, *row.declared_t / row.total_t));
        }
        inspection.total_t += row.total_t;
        inspection.layers.push_back(std::move(row));
    }
    for (const auto& note :
        { nodata_note(totals), configured_plausibility().warning(raster.layers(), totals) }) {
        if (note) {
            inspection.oddities.push_back(sentence_of(*note, FrontEnd::command_line));
        }
    }
    return inspection;
}

std::string to_text(const Inspection& inspection)
{
    std::string text = fmt::format("{}\n", inspection.path);
    const auto line = [&](const char* name, const std::string& value) {
        text += fmt::format("  {:<11}{}\n", name, value);
    };
    line("format", inspection.format);
    line("inventory",
        inspection.inventory_title.empty()
            ? "not recognised"
            : inspection.inventory + ": " + inspection.inventory_title);
    line("grid", inspection.grid);
    line("crs", inspection.crs);
    line("cell areas", inspection.cell_areas);
    for (const std::string& assumed : inspection.assumed) {
        line("declared", assumed);
    }
    std::size_t sector = 6;
    std::size_t unit = 4;
    for (const LayerInspection& layer : inspection.layers) {
        sector = std::max(sector, layer.sector.size());
        unit = std::max(unit, layer.unit.size());
    }
    text += fmt::format("  layers\n    {:<8} {:<{}} {:<8} {:<{}} {:>18} {:>18} {:>10}\n", "species",
        "sector", sector, "period", "unit", unit, "own total [t]", "declared [t]", "no data");
    for (const LayerInspection& layer : inspection.layers) {
        text += fmt::format("    {:<8} {:<{}} {:<8} {:<{}} {:>18.2f} {:>18} {:>10}\n",
            layer.species, layer.sector, sector, layer.period.text(), layer.unit, unit,
            layer.total_t, layer.declared_t ? fmt::format("{:.2f}", *layer.declared_t) : "-",
            layer.cells_without_data);
    }
    if (inspection.layers.size() > 1) {
        text += fmt::format("    {:<8} {:<{}} {:<8} {:<{}} {:>18.2f}\n", "all", "", sector, "", "",
            unit, inspection.total_t);
    }
    for (const std::string& oddity : inspection.oddities) {
        line("note", oddity);
    }
    return text;
}

std::string to_json(const std::vector<Inspection>& inspections)
{
    Json all = Json::array();
    for (const Inspection& inspection : inspections) {
        Json file;
        file["file"] = inspection.path;
        file["format"] = inspection.format;
        file["inventory"]
            = inspection.inventory_title.empty() ? Json() : Json(inspection.inventory);
        file["grid"] = inspection.grid;
        file["crs"] = inspection.crs;
        file["cell_areas"] = inspection.cell_areas;
        file["declared"] = inspection.assumed;
        file["total_t"] = inspection.total_t;
        file["layers"] = Json::array();
        for (const LayerInspection& layer : inspection.layers) {
            Json row;
            row["variable"] = layer.variable;
            row["species"] = layer.species;
            row["sector"] = layer.sector;
            row["period"] = layer.period.text();
            row["unit"] = layer.unit;
            row["kind"] = layer.kind;
            row["total_t"] = layer.total_t;
            row["declared_t"] = layer.declared_t ? Json(*layer.declared_t) : Json();
            row["cells_without_data"] = layer.cells_without_data;
            file["layers"].push_back(std::move(row));
        }
        file["notes"] = inspection.oddities;
        all.push_back(std::move(file));
    }
    return json_text(all) + "\n";
}

} // namespace cityflux
