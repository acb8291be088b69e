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

/// Reads the value of an option: one that cannot be read is wrong usage, where in a file it would be refused input.
template <typename Read> auto option_value(const Read& read)
{
    try {
        return read();
    } catch (const InputError& error) {
        throw UsageError(error.what());
    }
}

/// Options by which a command is told what a file does not say: --inventory and the --assume family.
struct RasterOptions {
    std::vector<std::string> rasters;
    std::string inventory;
    std::string unit;
    std::string crs;
    std::string period;
    std::string species;

    void add_to(CommandSyntax& command);
    /// Those that matter where only the grid does.
    void add_grid_to(CommandSyntax& command);
    /// The files; "sample" stands for the embedded illustration grid. Throws InputError for one that is not there.
    std::vector<std::string> files() const;
    /// Loads the TOML or finds the entry of the catalogue.
    std::optional<Inventory> declared_inventory(const Catalogue& catalogue) const;
    Assumptions assumptions() const;
};

/// Options by which a command is told which layers of its rasters to take, and when a city is complete.
struct LayerOptions {
    std::vector<std::string> sectors;
    std::vector<std::string> species;
    std::vector<std::string> periods;
    double least_valid_share = 0.99;

    void add_to(CommandSyntax& command);
    /// Throws UsageError for what is no year or month.
    std::vector<Period> chosen_periods() const;
};

/// Options by which a command is told where the cities are.
struct BoundaryOptions {
    std::string boundaries = "china35";
    std::string id_field;
    std::string name_field;
    std::string datum = "wgs84";
    std::string crs;
    std::vector<std::string> only;

    void add_to(CommandSyntax& command);
    /// Through the cache in a folder, where one is given.
    CityList read(const std::optional<std::filesystem::path>& cache_folder = std::nullopt) const;
    /// Positions of the cities of --only (by id, a name of the list, or one that the gazetteer knows), or all. Throws
    /// UsageError with the nearest names.
    std::vector<std::size_t> chosen(const CityList& cities) const;
};

/// Options by which a command is told how cells at the edges of cities count, and where what is computed once is kept.
struct CoverageOptions {
    std::string edge = "area";
    std::string proxy; ///< FILE or FILE:VARIABLE, "" for none
    std::string cache;

    void add_to(CommandSyntax& command);
    /// --proxy, for a command that takes it.
    void add_proxy_to(CommandSyntax& command, const char* what);
    /// --cache alone.
    void add_cache_to(CommandSyntax& command);
    /// Throws UsageError where a proxy and the rule contradict each other.
    EdgeRule rule() const;
    /// Nothing where coverages are not kept.
    std::optional<std::filesystem::path> folder() const;
};

/// Messages and threads.
struct RunOptions {
    int threads = 0;
    bool quiet = false;
    bool no_progress = false;
    bool json = false;

    void add_to(CommandSyntax& command);
    /// --json, for a command that has results to print.
    void add_json_to(CommandSyntax& command);
    bool shows_progress() const { return !quiet && !no_progress; }
    /// Does the work with no more threads and messages than asked for; returns its exit code.
    int run(const std::function<int()>& work) const;
};

/// Throws UsageError where an output would take the place of something it is made from.
void check_output_is_no_input(
    const std::string& output, const std::vector<std::string>& rasters, const std::string& boundaries);

} // namespace cityflux
