#pragma once

#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/city.h"
#include "grids/catalogue/catalogue.h"
#include "grids/layers/raster.h"
#include "grids/quantity/period.h"
#include "grids/text/error.h"

#include <cstddef>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace cityflux {

class CommandSyntax;

/// Calls `read` for the value of an option and rethrows its InputError as UsageError. An invalid
/// value is wrong usage in an option, and wrong input in a file.
template <typename Read> auto option_value(const Read& read)
{
    try {
        return read();
    } catch (const InputError& error) {
        throw UsageError(error.message());
    }
}

/// Input rasters, and the facts that the user declares about them: --inventory
/// and the --assume options.
struct RasterOptions {
    std::vector<std::string> rasters;
    std::string inventory;
    std::string unit;
    std::string crs;
    std::string period;
    std::string species;

    void add_to(CommandSyntax& command);
    /// Adds only the options that describe the grid: no unit, period or species.
    void add_grid_to(CommandSyntax& command);
    /// Returns the paths of the rasters. Replaces "sample" and "sample-coarse" by the embedded
    /// illustration grids, unless such a file exists. Throws InputError if a file does not exist.
    std::vector<std::string> files() const;
    /// Returns the inventory of --inventory, from a TOML file or the catalogue. Returns
    /// std::nullopt without that option.
    std::optional<Inventory> declared_inventory(const Catalogue& catalogue) const;
    /// Returns the declarations. They win over the file if `overrides` is true.
    Assumptions assumptions(bool overrides) const;
};

/// Adds --override, which lets declarations win over what a file declares.
void add_override_to(CommandSyntax& command, bool& overrides);

/// Options that select layers of the rasters and set the least valid share of a complete city.
struct LayerOptions {
    std::vector<std::string> sectors;
    std::vector<std::string> species;
    std::vector<std::string> periods;
    double least_valid_share = 0.99;

    void add_to(CommandSyntax& command);
    /// Returns the periods of --period. Throws UsageError if one is not a year or month.
    std::vector<Period> chosen_periods() const;
};

/// Options for the outlines of cities and the selection of cities.
struct BoundaryOptions {
    std::string boundaries = "china35";
    std::string id_field;
    std::string name_field;
    std::string datum = "wgs84";
    std::string crs;
    bool overrides = false; ///< true if declarations win over what a file declares
    std::vector<std::string> only;

    void add_to(CommandSyntax& command);
    /// Reads the cities, through the cache if `cache_folder` is given.
    CityList read(const std::optional<std::filesystem::path>& cache_folder = std::nullopt) const;
    /// Returns the indices of the cities of --only in ascending order, or of all cities without
    /// it. A city is found by its id, a name in the list, or a name in the gazetteer. Throws
    /// UsageError if a name is unknown (with the nearest names), ambiguous, or repeated.
    std::vector<std::size_t> chosen(const CityList& cities) const;
};

/// Options for partly covered cells (--edge, --proxy) and for the cache.
struct CoverageOptions {
    std::string edge = "area";
    std::string proxy; ///< FILE or FILE:VARIABLE; "" if there is no proxy
    std::string cache;

    void add_to(CommandSyntax& command);
    /// Adds --proxy, for commands that support it.
    void add_proxy_to(CommandSyntax& command, const char* help);
    /// Adds only --cache.
    void add_cache_to(CommandSyntax& command);
    /// Returns the rule of --edge. Throws UsageError if --proxy and --edge fill are both given.
    EdgeRule rule() const;
    /// Returns the cache folder, or std::nullopt if there is none.
    std::optional<std::filesystem::path> folder() const;
};

/// Options for messages and threads.
struct RunOptions {
    int threads = 0;
    bool quiet = false;
    bool no_progress = false;
    bool json = false;

    void add_to(CommandSyntax& command);
    /// Adds --json, for commands that print results.
    void add_json_to(CommandSyntax& command);
    bool shows_progress() const { return !quiet && !no_progress; }
    /// Runs `work` with the messages and at most the threads asked for, and returns its exit code.
    int run(const std::function<int()>& work) const;
};

/// Throws UsageError if the output is one of its own inputs and would overwrite it.
void check_output_is_no_input(const std::string& output, const std::vector<std::string>& rasters,
    const std::string& boundaries);

} // namespace cityflux
