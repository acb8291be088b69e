#pragma once

#include "grids/geometry/grid.h"
#include "grids/quantity/time_axis.h"
#include "grids/storage/raw_block.h"
#include "grids/storage/tiling.h"
#include "grids/text/attributes.h"

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace cityflux {

/// A dimension of a variable besides the two of the grid: time, sector, level ...
struct SliceDimension {
    std::string name;
    std::size_t size = 1;
    /// What each index stands for, in the file's own words; may be empty.
    std::vector<std::string> labels;
    /// The steps of the dimension where it is a time axis that could be read; otherwise empty.
    std::vector<TimeStep> steps;
    /// A time axis whose coordinate could not be read: why. Empty where there is no such trouble.
    std::string trouble;
    bool time = false;
};

/// One gridded variable of a file, or one band.
struct GridVariable {
    std::string name;
    Attributes attributes;
    Packing packing;
    ElementType type = ElementType::float32;
    /// In stored order, without the dimensions of the grid.
    std::vector<SliceDimension> dimensions;
};

/// A window of whole rows of the grid, in stored order.
struct RowWindow {
    std::size_t first = 0;
    std::size_t count = 0;
};

/// What a file of gridded numbers holds, whatever way it is stored. It knows nothing of inventories: that is a Raster.
/// Reading is safe from several threads at once.
class GridFile {
public:
    virtual ~GridFile() = default;
    GridFile(const GridFile&) = delete;
    GridFile& operator=(const GridFile&) = delete;

    /// Path as the user gave it.
    const std::string& path() const { return path_; }
    /// The way it is stored, e.g. "netCDF-4" or "GeoTIFF".
    const std::string& format() const { return format_; }
    const Grid& grid() const { return grid_; }
    const Attributes& attributes() const { return attributes_; }
    const std::vector<GridVariable>& variables() const { return variables_; }
    /// Things a careful reader would want to know, each a sentence.
    const std::vector<std::string>& oddities() const { return oddities_; }
    /// Which further variables hold numbers per cell that are not layers, such as provided cell areas.
    const GridVariable* find(const std::string& name) const;

    /// How the cells of a variable are stored together: what is read and decoded at once. By default bands of whole rows.
    virtual Tiling tiling(const GridVariable& variable) const;
    /// How many slices are stored together along each further dimension of a variable: a chunk may hold several time steps.
    /// Slices whose indices have the same quotients by these are together; there may be fewer than that in the file. By default
    /// 1 for each.
    virtual std::vector<std::size_t> slices_together(const GridVariable& variable) const;
    /// Reads a window of one slice of a variable as stored: `slice` has one index for each of its dimensions. The block is
    /// in grid order and may be coded as in the file (RawBlock::coding). Windows of the tiling are read best. Throws
    /// InputError on truncated or corrupt files.
    virtual void read(
        const GridVariable& variable, std::span<const std::size_t> slice, const CellWindow& window, RawBlock& block)
        = 0;
    /// The same for a slice and all that are stored together with it, in one block (RawBlock::slices, unless there is only
    /// one).
    virtual void read_together(
        const GridVariable& variable, std::span<const std::size_t> slice, const CellWindow& window, RawBlock& block);
    /// Reads and decodes whole rows in one go.
    std::vector<double> values(const GridVariable& variable, std::span<const std::size_t> slice, RowWindow window);

protected:
    explicit GridFile(std::string path)
        : path_(std::move(path))
    {
    }

    std::string path_;
    std::string format_;
    Grid grid_;
    Attributes attributes_;
    std::vector<GridVariable> variables_;
    std::vector<std::string> oddities_;
};

} // namespace cityflux
