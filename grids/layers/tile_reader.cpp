#include "grids/layers/tile_reader.h"

#include "grids/storage/chunk_coding.h"
#include "grids/storage/slice_layout.h"

#include <map>
#include <utility>

namespace cityflux {

std::vector<std::vector<std::size_t>> stored_together(
    const Raster& raster, const std::vector<Layer>& layers)
{
    std::vector<std::vector<std::size_t>> groups;
    std::map<std::pair<std::size_t, std::vector<std::size_t>>, std::size_t> known;
    for (std::size_t l = 0; l < layers.size(); ++l) {
        const std::vector<std::size_t> together = raster.slices_together(layers[l]);
        std::vector<std::size_t> place = layers[l].slice;
        for (std::size_t d = 0; d < place.size(); ++d) {
            place[d] /= together[d];
        }
        const auto [group, added]
            = known.try_emplace({ layers[l].variable, std::move(place) }, groups.size());
        if (added) {
            groups.emplace_back();
        }
        groups[group->second].push_back(l);
    }
    return groups;
}

void TileReader::read(const Layer& layer, const CellWindow& window)
{
    window_ = window;
    raster_.read_together(layer, window, together_);
    unpack(together_, raster_.path().c_str());
    part_slices(together_);
}

RawBlock& TileReader::block_of(const Layer& layer)
{
    if (!together_.slices) {
        return together_;
    }
    std::vector<std::size_t> index = raster_.slices_together(layer);
    for (std::size_t d = 0; d < index.size(); ++d) {
        index[d] = layer.slice[d] % index[d];
    }
    take_slice(together_, index, window_.rows, slice_);
    return slice_;
}

} // namespace cityflux
