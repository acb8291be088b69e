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

/// A raster that says where within a coarse cell emissions are likely: people, lights at night, built-up area. Only the ratios
/// of its values within a cell count, so that unit, species and period do not matter; a value is an amount in its pixel. A
/// pixel without data, or of less than 0 (noise in night lights), counts as 0.
class ProxyRaster {
public:
    /// Opens FILE or FILE:VARIABLE. Throws InputError where there is more than one map to take, no CRS, or columns that
    /// overlap.
    static ProxyRaster open(const std::string& argument, const Catalogue& catalogue);

    /// The file of such an argument.
    static std::string file_of(const std::string& argument);

    const std::string& path() const { return file_->path(); }
    const std::string& variable() const { return variable_->name; }
    const std::string& format() const { return file_->format(); }
    const Grid& grid() const { return grid_; }

    /// Values of a window, row by row; one that reaches over the end of a grid that goes around the Earth continues at its
    /// beginning. Safe from any thread.
    std::vector<double> values(const CellWindow& window) const;
    /// For each zone the sum over its pixels of value times covered fraction. Each tile that a zone touches is read once; the
    /// same for any number of threads. Fractions less than 0 count as 0.
    std::vector<double> sums(std::span<const CityCoverage* const> zones) const;
    /// Pixels of less than 0 that were met so far; one that was read twice counts twice.
    std::size_t negative_pixels() const { return *negative_pixels_; }

private:
    ProxyRaster() = default;

    /// Of a window on the grid.
    std::vector<double> read(const CellWindow& window) const;

    std::unique_ptr<GridFile> file_;
    const GridVariable* variable_ = nullptr;
    std::vector<std::size_t> slice_;
    Grid grid_;
    std::unique_ptr<std::atomic<std::size_t>> negative_pixels_;
};

} // namespace cityflux
