#include "grids/storage/netcdf_file.h"

#include "grids/storage/cf_grid.h"
#include "grids/storage/gmt_grid.h"
#include "grids/storage/hdf5_chunks.h"
#include "grids/storage/netcdf_handle.h"
#include "grids/storage/netcdf_packing.h"
#include "grids/storage/netcdf_variable.h"

#include <algorithm>
#include <array>
#include <functional>
#include <numeric>
#include <utility>
#include <vector>

namespace cityflux {
namespace {

using Variable = NetcdfHandle::Variable;

/// Number of numbers in a tile of slices that are stored in turn without chunks.
constexpr std::size_t numbers_of_a_tile = 1024 * 1024;

/// Part of a variable: first index and count along each dimension.
struct Slab {
    std::vector<std::size_t> start;
    std::vector<std::size_t> count;
};

/// Returns a window of the first slice of a variable with so many dimensions.
Slab slab_of(const NetcdfLocation& location, const CellWindow& window, std::size_t dimensions)
{
    Slab slab { std::vector<std::size_t>(dimensions, 0), std::vector<std::size_t>(dimensions, 1) };
    slab.start[location.y_position] = window.row;
    slab.count[location.y_position] = window.rows;
    slab.start[location.x_position] = window.column;
    slab.count[location.x_position] = window.columns;
    return slab;
}

/// Returns true if a variable is stored column by column.
bool is_transposed(const NetcdfLocation& location)
{
    return location.x_position < location.y_position;
}

bool is_one_slice(const std::vector<std::size_t>& together)
{
    return std::all_of(
        together.begin(), together.end(), [](std::size_t slices) { return slices == 1; });
}

/// Brings a window that was read column by column into grid order.
void transpose(RawBlock& block, const CellWindow& window)
{
    const std::size_t size = size_of(block.type);
    const std::size_t rows = window.rows;
    const std::size_t columns = window.columns;
    std::vector<std::byte> turned(block.bytes.size());
    for (std::size_t c = 0; c < columns; ++c) {
        for (std::size_t r = 0; r < rows; ++r) {
            std::copy_n(block.bytes.begin() + static_cast<std::ptrdiff_t>((c * rows + r) * size),
                size, turned.begin() + static_cast<std::ptrdiff_t>((r * columns + c) * size));
        }
    }
    block.bytes = std::move(turned);
}

/// Opens the chunks of each variable of `found` for raw reading. The entry of a variable is null if
/// the library must read it.
std::vector<std::shared_ptr<const Hdf5Chunks>> open_chunks(
    const NetcdfHandle& handle, const NetcdfContents& found)
{
    std::shared_ptr<Hdf5File> file;
    std::vector<std::shared_ptr<const Hdf5Chunks>> all;
    for (const NetcdfLocation& location : found.locations) {
        all.emplace_back();
        const Variable& stored = handle.variables()[location.variable];
        if (stored.chunks.empty()) {
            continue;
        }
        if (!file) {
            file = Hdf5File::open(handle.path());
        }
        std::shared_ptr<const Hdf5Chunks> chunks
            = file ? Hdf5Chunks::open(file, stored.path) : nullptr;
        std::vector<std::size_t> extent;
        for (const std::size_t d : stored.dimensions) {
            extent.push_back(handle.dimensions()[d].size);
        }
        // The library writes fill values beyond the extent of the dataset, also within a chunk.
        if (chunks && chunks->shape() == stored.chunks && chunks->extent() == extent) {
            all.back() = std::move(chunks);
        }
    }
    return all;
}

class NetcdfFile final : public GridFile {
public:
    NetcdfFile(std::unique_ptr<const NetcdfHandle> handle, NetcdfContents&& found)
        : GridFile(handle->path(), std::move(found.contents))
        , handle_(std::move(handle))
        , chunks_(open_chunks(*handle_, found))
        , locations_(std::move(found.locations))
        , flat_(found.flat)
    {
    }

    Tiling tiling(const GridVariable& variable) const override
    {
        const NetcdfLocation& location = locations_.at(index_of(variable));
        const Variable& stored = handle_->variables()[location.variable];
        if (flat_) {
            return GridFile::tiling(variable);
        }
        if (stored.chunks.empty()) {
            return has_layout(variable) ? tiling_without_chunks(variable)
                                        : GridFile::tiling(variable);
        }
        return { std::min(stored.chunks[location.y_position], grid().rows()),
            std::min(stored.chunks[location.x_position], grid().columns()) };
    }

    std::vector<std::size_t> slices_together(const GridVariable& variable) const override
    {
        const NetcdfLocation& location = locations_.at(index_of(variable));
        const Variable& stored = handle_->variables()[location.variable];
        std::vector<std::size_t> together = GridFile::slices_together(variable);
        const std::size_t outer_axis = std::min(location.x_position, location.y_position);
        for (std::size_t d = 0; d < together.size(); ++d) {
            const std::size_t position = location.further[d];
            if (!stored.chunks.empty()) {
                together[d] = stored.chunks[position];
            } else if (position > outer_axis) {
                // Slices that are stored in turn, which are next to one another in the file.
                together[d] = std::max<std::size_t>(1, variable.dimensions[d].size);
            }
        }
        return together;
    }

    void read(const GridVariable& variable, std::span<const std::size_t> slice,
        const CellWindow& window, RawBlock& block) override
    {
        const NetcdfLocation& location = locations_.at(index_of(variable));
        const Variable& stored = handle_->variables()[location.variable];
        if (flat_) {
            // Bands of the flat form are whole rows.
            const std::array start { window.row * grid().columns() };
            const std::array count { window.rows * grid().columns() };
            handle_->read(stored, start, count, block);
            return;
        }
        Slab slab = slab_of(location, window, stored.dimensions.size());
        for (std::size_t d = 0; d < slice.size(); ++d) {
            slab.start[location.further[d]] = slice[d];
        }
        if (!has_layout(variable) && read_chunk(variable, window, slab, block)) {
            return;
        }
        block.stride = 0;
        handle_->read(stored, slab.start, slab.count, block);
        if (is_transposed(location)) {
            transpose(block, window);
        }
    }

    void read_together(const GridVariable& variable, std::span<const std::size_t> slice,
        const CellWindow& window, RawBlock& block) override
    {
        if (flat_ || !has_layout(variable)) {
            return read(variable, slice, window, block);
        }
        const std::vector<std::size_t> together = slices_together(variable);
        const NetcdfLocation& location = locations_.at(index_of(variable));
        const Variable& stored = handle_->variables()[location.variable];
        Slab slab = slab_of(location, window, stored.dimensions.size());
        for (std::size_t d = 0; d < slice.size(); ++d) {
            const std::size_t position = location.further[d];
            const std::size_t first = slice[d] / together[d] * together[d];
            slab.start[position] = first;
            slab.count[position] = std::min(together[d], variable.dimensions[d].size - first);
        }
        if (read_chunk(variable, window, slab, block)) {
            slab.count = stored.chunks;
        } else {
            handle_->read(stored, slab.start, slab.count, block);
        }
        SliceLayout layout;
        layout.column_by_column = is_transposed(location);
        layout.before_rows = location.y_position - (layout.column_by_column ? 1 : 0);
        layout.before_columns = location.x_position - (layout.column_by_column ? 0 : 1);
        layout.rows = slab.count[location.y_position];
        layout.columns = slab.count[location.x_position];
        for (const std::size_t position : location.further) {
            layout.extents.push_back(slab.count[position]);
        }
        block.stride = layout.columns;
        block.slices = std::move(layout);
    }

private:
    /// Returns true if read_together() sets a layout: if slices are stored together or column by
    /// column.
    bool has_layout(const GridVariable& variable) const
    {
        return is_transposed(locations_.at(index_of(variable)))
            || !is_one_slice(slices_together(variable));
    }

    /// Returns tiles that lie in one piece in a file without chunks: whole rows or columns, or
    /// parts of one if it has too many slices.
    Tiling tiling_without_chunks(const GridVariable& variable) const
    {
        const std::vector<std::size_t> together = slices_together(variable);
        const std::size_t slices = std::accumulate(
            together.begin(), together.end(), std::size_t { 1 }, std::multiplies<>());
        const std::size_t cells = std::max<std::size_t>(1, numbers_of_a_tile / slices);
        const std::size_t rows = grid().rows();
        const std::size_t columns = grid().columns();
        if (is_transposed(locations_.at(index_of(variable)))) {
            return { std::min(cells, rows), std::clamp<std::size_t>(cells / rows, 1, columns) };
        }
        return { std::clamp<std::size_t>(cells / columns, 1, rows), std::min(cells, columns) };
    }

    bool is_chunk(const CellWindow& window, const GridVariable& variable) const
    {
        const Tiling tiles = tiling(variable);
        return window.row % tiles.rows == 0 && window.column % tiles.columns == 0
            && window.rows == std::min(tiles.rows, grid().rows() - window.row)
            && window.columns == std::min(tiles.columns, grid().columns() - window.column);
    }

    /// Reads the chunk that begins at a slab, as stored. Returns false if the library must read it,
    /// or if the window is not that of a chunk.
    bool read_chunk(const GridVariable& variable, const CellWindow& window, const Slab& slab,
        RawBlock& block) const
    {
        const std::size_t index = index_of(variable);
        const Hdf5Chunks* chunks = chunks_.at(index).get();
        if (chunks == nullptr || !is_chunk(window, variable)
            || !chunks->read(slab.start, block, path().c_str())) {
            return false;
        }
        block.type = variable.type; // with the sign that the file states
        block.stride = chunks->shape()[locations_[index].x_position];
        return true;
    }

    std::unique_ptr<const NetcdfHandle> handle_;
    std::vector<std::shared_ptr<const Hdf5Chunks>> chunks_; ///< by variable; may be null
    std::vector<NetcdfLocation> locations_; ///< by variable
    bool flat_;
};

} // namespace

std::unique_ptr<GridFile> open_netcdf(const std::string& path)
{
    auto handle = std::make_unique<const NetcdfHandle>(path);
    NetcdfContents found = is_gmt_grid(*handle) ? read_gmt_grid(*handle) : read_cf_grid(*handle);
    for (const NetcdfLocation& location : found.locations) {
        if (auto note = note_on_valid_range(handle->variables()[location.variable])) {
            found.contents.notes.push_back(std::move(*note));
        }
    }
    found.contents.grid.refuse_excess(path);
    return std::make_unique<NetcdfFile>(std::move(handle), std::move(found));
}

} // namespace cityflux
