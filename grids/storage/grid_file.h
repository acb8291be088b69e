#pragma once

#include "grids/geometry/cell_positions.h"
#include "grids/geometry/grid.h"
#include "grids/quantity/time_axis.h"
#include "grids/storage/raw_block.h"
#include "grids/storage/tiling.h"
#include "grids/text/attributes.h"
#include "grids/text/message.h"

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace cityflux {

/// Dimension of a variable in addition to the two of the grid: time, sector, level ...
struct SliceDimension {
    std::string name;
    std::size_t size = 1;
    /// Label of each index, as in the file; may be empty.
    std::vector<std::string> labels;
    /// Steps of a time axis; empty if the dimension is not a time axis or could not be read.
    std::vector<TimeStep> steps;
    /// Error if the coordinate of a time axis could not be read.
    std::optional<Message> time_error;
    bool time = false;
    /// Month of the year of each index, 1 to 12, if the dimension counts months without a year;
    /// else empty.
    std::vector<int> months {};
};

/// One gridded variable, or one band, of a file.
struct GridVariable {
    std::string name;
    Attributes attributes;
    Packing packing;
    ElementType type = ElementType::float32;
    /// Dimensions in stored order, without those of the grid.
    std::vector<SliceDimension> dimensions;
    /// Time coordinate of one number that is not a dimension; its size is 1.
    std::optional<SliceDimension> scalar_time {};
};

/// Meaning of the numbers of the axes, if the file declares it.
enum class AxisMeaning {
    undeclared,
    degrees, ///< of longitude and latitude
    rotated_degrees, ///< about a shifted pole
    metres, ///< in the plane of a map
    counts, ///< numbers of rows and columns, which are no places
};

/// Description of a file of gridded numbers, as its reader found it.
struct GridContents {
    /// Storage format, e.g. "netCDF-4" or "GeoTIFF".
    std::string format;
    Grid grid {};
    Attributes attributes {};
    std::vector<GridVariable> variables {};
    /// Notes about the file for the user, each a sentence.
    std::vector<std::string> notes {};
    AxisMeaning axis_meaning = AxisMeaning::undeclared;
    /// Cause and remedy if the file declares a CRS that cannot be read. `grid` then has none.
    std::optional<Message> crs_error {};
    /// Positions of the cells of a grid without CRS, if the file has them for each cell. Unless the
    /// axes are in metres, they count rows and columns.
    std::optional<CellPositions> positions {};
};

/// Window of whole rows of a grid, in stored order.
struct RowWindow {
    std::size_t first = 0;
    std::size_t count = 0;
};

/// Content of a file of gridded numbers, independent of its format. It knows no inventories; see
/// Raster for those. Reading is safe from several threads at once.
class GridFile {
public:
    virtual ~GridFile() = default;
    GridFile(const GridFile&) = delete;
    GridFile& operator=(const GridFile&) = delete;

    /// Returns the path as given by the user.
    const std::string& path() const { return path_; }
    const std::string& format() const { return contents_.format; }
    const Grid& grid() const { return contents_.grid; }
    const Attributes& attributes() const { return contents_.attributes; }
    const std::vector<GridVariable>& variables() const { return contents_.variables; }
    const std::vector<std::string>& notes() const { return contents_.notes; }
    AxisMeaning axis_meaning() const { return contents_.axis_meaning; }
    const std::optional<CellPositions>& positions() const { return contents_.positions; }
    /// Returns the reason why grid() has no CRS, if the file declares one.
    const std::optional<Message>& crs_error() const { return contents_.crs_error; }
    /// Returns the variable of this name, or nullptr if there is none.
    const GridVariable* find(const std::string& name) const;

    /// Returns the tiling of a variable: cells that are read and decoded at once. Default: bands of
    /// whole rows.
    virtual Tiling tiling(const GridVariable& variable) const;
    /// Returns the number of slices in the same chunk along each further dimension of a variable. A
    /// chunk may hold several time steps; without chunks, slices may be stored in turn. Slices
    /// whose indices have the same quotients by these numbers share a chunk. The last chunk may
    /// hold fewer. Default: 1 for each dimension.
    virtual std::vector<std::size_t> slices_together(const GridVariable& variable) const;
    /// Reads a window of one slice of a variable as stored. `slice` has one index for each
    /// dimension of the variable. The block is in grid order and may be coded as in the file
    /// (RawBlock::coding). Windows of the tiling are fastest. Throws InputError on truncated or
    /// corrupt files.
    virtual void read(const GridVariable& variable, std::span<const std::size_t> slice,
        const CellWindow& window, RawBlock& block)
        = 0;
    /// Reads a window of a slice and of all slices in the same chunk into one block. Sets
    /// RawBlock::slices unless the chunk holds only one slice, row by row. Default: read().
    virtual void read_together(const GridVariable& variable, std::span<const std::size_t> slice,
        const CellWindow& window, RawBlock& block);
    /// Reads and decodes whole rows.
    std::vector<double> values(
        const GridVariable& variable, std::span<const std::size_t> slice, RowWindow window);

protected:
    GridFile(std::string path, GridContents contents)
        : path_(std::move(path))
        , contents_(std::move(contents))
    {
    }

    /// Returns the index of one of variables().
    std::size_t index_of(const GridVariable& variable) const
    {
        return static_cast<std::size_t>(&variable - contents_.variables.data());
    }

private:
    std::string path_;
    GridContents contents_;
};

} // namespace cityflux
