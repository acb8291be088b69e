#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/city.h"
#include "grids/catalogue/catalogue.h"
#include "grids/layers/raster.h"
#include "pipeline/proxy/proxy_weights.h"
#include "pipeline/table/totals_table.h"
#include "pipeline/totals/apply.h"
#include "pipeline/totals/cell_watcher.h"
#include "pipeline/totals/file_report.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

/// What `cityflux totals` is asked for.
struct TotalsRequest {
    std::vector<std::string> rasters;
    std::optional<Inventory> inventory;
    Assumptions assumptions;
    EdgeRule edge = EdgeRule::area;
    /// The raster by which cells at edges are shared out, FILE or FILE:VARIABLE; "" for the rule alone. With EdgeRule::area
    /// only.
    std::string proxy;
    std::vector<std::string> sectors; ///< empty: all
    std::vector<std::string> species;
    std::vector<Period> periods; ///< a year takes its months too
    bool by_year = false; ///< add up the months of a year
    /// Cities whose valid_share is below this are flagged `incomplete`.
    double least_valid_share = 0.99;
    std::string unit = "t"; ///< of the table: any mass that unit_change() of pipeline/tables/statistic_unit.h reads
    /// Whether the closure is that of the whole grid, which has to be read for it, or of the tiles that cities touch.
    bool close_whole_grid = false;
    std::optional<std::filesystem::path> cache_folder; ///< what is kept between runs
    std::size_t memory_bytes = std::size_t { 512 } << 20; ///< for all but memory_of_program; tiles in work take what is left
};

/// The proxy of a run, for messages and the manifest.
struct ProxyReport {
    std::string path;
    std::string format;
    std::string variable;
    std::string grid;
    std::string crs;
    ProxyUse use; ///< over all grids of the run
    std::size_t negative_pixels = 0; ///< that were met; they count as 0
};

/// What a city has of a layer with and without a proxy.
struct WithAndWithout {
    std::uint32_t city = 0; ///< of the table
    double with_t = 0.0;
    double without_t = 0.0; ///< by area
};

/// How one layer was used, for the manifest.
struct LayerReport {
    std::string file;
    std::string variable;
    std::string inventory;
    std::string species;
    std::string sector;
    Period period;
    std::string unit;
    std::string kind;
    double tonnes_per_unit = 1.0;
    double period_days = 0.0;
    Closure closure;
    std::optional<double> declared_t;
    std::vector<WithAndWithout> proxied; ///< with a proxy, each city that has rows and data
};

struct TotalsResult {
    TotalsTable table;
    std::vector<FileReport> files;
    std::vector<LayerReport> layers;
    /// What is missing or incomplete, each a sentence; not empty means exit code 4.
    std::vector<std::string> shortcomings;
    /// What `--edge fill` moved: mass in cities less what the area rule gives, in t over all layers.
    double moved_by_fill_t = 0.0;
    std::optional<ProxyReport> proxy;
};

/// What a tonne is in the unit of a table. Throws InputError beginning with `subject` for what is no mass.
double tonne_in(const std::string& unit, const std::string& subject);

/// City totals of all layers of all files. `chosen` are positions in `cities.cities`; the others take part in the sharing
/// of edges and in the closure, but get no rows. Throws InputError where a file is refused, where a sector, species or
/// period asked for is nowhere, and where two files give the same total. `watcher`, where there is one, sees all cells; layers
/// come in the order of TotalsResult::layers, and each has a row for every chosen city, in order, unless years are added up.
TotalsResult make_totals(const TotalsRequest& request, const Catalogue& catalogue, const CityList& cities,
    const std::vector<std::size_t>& chosen, const Progress& progress, CellWatcher* watcher = nullptr);

} // namespace cityflux
