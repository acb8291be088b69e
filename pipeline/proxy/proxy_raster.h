#pragma once

#include "boundaries/coverage/coverage.h"
#include "grids/catalogue/catalogue.h"
#include "grids/storage/grid_file.h"
#include "grids/storage/tiling.h"

#include <atomic>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// Raster that shows where emissions are likely within a coarse cell: population, night
/// lights, built-up area. A value is an amount in its pixel. Only ratios of values within a
/// cell count, so unit, species and period do not matter. A pixel without data or below 0
/// (noise in night lights) counts as 0.
class ProxyRaster {
public:
    /// Opens FILE or FILE:VARIABLE. Throws InputError if the file has several maps to choose from,
    /// no CRS, or columns that overlap.
    static ProxyRaster open(const std::string& argument, const Catalogue& catalogue);

    /// Returns the file of such an argument.
    static std::string file_of(const std::string& argument);

    const std::string& path() const { return file_->path(); }
    const std::string& variable() const { return variable_->name; }
    const std::string& format() const { return file_->format(); }
    const Grid& grid() const { return grid_; }

    /// Returns the values of a window, row by row. If the grid goes around the Earth, a window
    /// beyond its last column continues at its first. Thread-safe.
    std::vector<double> values(const CellWindow& window) const;
    /// Returns for each zone the sum over its pixels of value times covered fraction. Fractions
    /// below 0 count as 0. Each tile that a zone intersects is read once. The result is the same
    /// for any number of threads.
    std::vector<double> sums(std::span<const CityCoverage* const> zones) const;
    /// Returns the number of pixels below 0 read so far. A pixel that was read twice counts twice.
    std::size_t negative_pixels() const { return *negative_pixels_; }

private:
    ProxyRaster() = default;

    /// Reads a window that lies on the grid.
    std::vector<double> read(const CellWindow& window) const;

    std::unique_ptr<GridFile> file_;
    const GridVariable* variable_ = nullptr;
    std::vector<std::size_t> slice_;
    Grid grid_;
    std::unique_ptr<std::atomic<std::size_t>> negative_pixels_;
};

} // namespace cityflux
