#pragma once

#include "grids/layers/raster.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Layers sorted by what is read at once: each group has the indices, in order, of those whose slices the file stores
/// together; groups in the order of their first layers.
std::vector<std::vector<std::size_t>> stored_together(const Raster& raster, const std::vector<Layer>& layers);

/// Reads tiles of all layers that are stored together once, and gives them one by one. Keeps its buffers from tile to tile;
/// serves one thread at a time.
class TileReader {
public:
    explicit TileReader(Raster& raster)
        : raster_(raster)
    {
    }

    /// Reads and unpacks a window of a layer and of all that are stored together with it. Throws InputError.
    void read(const Layer& layer, const CellWindow& window);
    /// The plain numbers of a layer that is stored together with the one read, in that window; they may be changed, and stay
    /// until the next call.
    RawBlock& block_of(const Layer& layer);

private:
    Raster& raster_;
    CellWindow window_;
    RawBlock together_;
    RawBlock slice_;
};

} // namespace cityflux
