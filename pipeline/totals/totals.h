#pragma once

#include "boundaries/coverage/coverage.h"
#include "grids/catalogue/catalogue.h"
#include "grids/layers/raster.h"
#include "pipeline/table/totals_table.h"
#include "pipeline/totals/chosen_cities.h"
#include "pipeline/totals/file_report.h"
#include "pipeline/totals/layer_query.h"
#include "pipeline/totals/layer_report.h"
#include "pipeline/totals/layer_sums.h"
#include "pipeline/totals/proxy_report.h"
#include "pipeline/totals/tile_observer.h"

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// Request of `cityflux totals`.
struct TotalsRequest {
    std::vector<std::string> rasters;
    std::optional<Inventory> inventory;
    Assumptions assumptions;
    EdgeRule edge = EdgeRule::area;
    /// Raster for allocating partly covered cells, FILE or FILE:VARIABLE; "" for
    /// none. Requires EdgeRule::area.
    std::string proxy;
    LayerQuery layers;
    bool by_year = false; ///< sum the months of a year
    /// Cities whose valid_share is below this are flagged `incomplete`.
    double least_valid_share = 0.99;
    /// Unit of the table: any mass that unit_change() of pipeline/tables/statistic_unit.h reads.
    std::string unit = "t";
    /// True for a closure of the whole grid, which must then be read. Otherwise the closure is of
    /// the tiles that cities intersect.
    bool close_whole_grid = false;
    /// Cache for coverages; std::nullopt for none.
    std::optional<std::filesystem::path> cache_folder;
    /// Limit without memory_of_program; tiles in work use what other data leave of it.
    std::size_t memory_bytes = std::size_t { 512 } << 20;
};

struct TotalsResult {
    TotalsTable table;
    std::vector<FileReport> files;
    std::vector<LayerReport> layers;
    /// Incomplete results, each a sentence. Exit code 4 if not empty.
    std::vector<std::string> shortcomings;
    /// Mass that `--edge fill` added: sum in cities minus the sum by the area
    /// rule, in t over all layers.
    double moved_by_fill_t = 0.0;
    std::optional<ProxyReport> proxy;
};

/// Returns the conversion factor from tonnes to `unit`. Throws InputError beginning with
/// `subject` if `unit` is not a mass.
double tonne_in(const std::string& unit, const Text& subject);

/// Computes city totals of the layers of all files that `request.layers` matches. Each layer has a
/// row for every chosen city, in order, unless years are summed. With EdgeRule::fill, the other
/// cities also get their part of partly covered cells and count in the closure, but have no rows.
/// `observer` may be null; otherwise it observes all tiles, with layers in the order of
/// TotalsResult::layers. Throws InputError if a file is refused, two files give the same total, or
/// a sector, species or period asked for does not occur.
TotalsResult make_totals(const TotalsRequest& request, const Catalogue& catalogue,
    const ChosenCities& chosen, const Progress& progress, TileObserver* observer = nullptr);

} // namespace cityflux
