#pragma once

#include "grids/layers/raster.h"

#include <cstddef>
#include <vector>

namespace cityflux {

/// Groups layers whose slices lie in the same chunk of the file, because they are read at once.
/// Each group holds indices of layers in ascending order. Groups are in order of their first
/// layers.
std::vector<std::vector<std::size_t>> stored_together(
    const Raster& raster, const std::vector<Layer>& layers);

/// Reader of tiles that reads each chunk once for all layers in it, and returns the layers one by
/// one. Keeps its buffers from tile to tile. Serves one thread at a time.
class TileReader {
public:
    explicit TileReader(Raster& raster)
        : raster_(raster)
    {
    }

    /// Reads and unpacks a window of a layer and of all layers in the same chunk. Throws InputError
    /// on damaged files.
    void read(const Layer& layer, const CellWindow& window);
    /// Returns the unpacked numbers of a layer in the window and chunk that read() read last. The
    /// caller may change them. They are valid until the next call.
    RawBlock& block_of(const Layer& layer);

private:
    Raster& raster_;
    CellWindow window_;
    RawBlock together_;
    RawBlock slice_;
};

} // namespace cityflux
