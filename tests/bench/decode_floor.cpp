// The least a run can take: reads and inflates the tiles that some city touches, on all cores, and
// nothing else. Prints the seconds that took; opening the file and computing the coverage are not
// counted.
//   decode_floor BOUNDARIES ID_FIELD INVENTORY.toml|- RASTER...
#include "boundaries/coverage/coverage.h"
#include "boundaries/outlines/boundary_file.h"
#include "grids/catalogue/catalogue.h"
#include "grids/layers/raster.h"
#include "grids/layers/tile_reader.h"
#include "grids/storage/chunk_coding.h"
#include "pipeline/totals/tile_plan.h"

#include <chrono>
#include <cstdio>
#include <exception>
#include <optional>
#include <string>

#include <tbb/enumerable_thread_specific.h>
#include <tbb/parallel_for.h>

namespace {

using namespace cityflux;

/// Layers of which the file stores several slices in one chunk are read once for all of them.
double seconds_to_decode(Raster& raster, const TilePlan& plan)
{
    const auto groups = stored_together(raster, raster.layers());
    const std::size_t work = groups.size() * plan.tiles();
    tbb::enumerable_thread_specific<RawBlock> blocks;
    const auto begin = std::chrono::steady_clock::now();
    tbb::parallel_for(std::size_t { 0 }, work, [&](std::size_t i) {
        RawBlock& block = blocks.local();
        const Layer& layer = raster.layers()[groups[i / plan.tiles()].front()];
        raster.read_together(layer, plan.window(i % plan.tiles()), block);
        unpack(block, raster.path().c_str());
    });
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
}

} // namespace

int main(int argc, char** argv)
{
    if (argc < 5) {
        std::fprintf(
            stderr, "usage: decode_floor BOUNDARIES ID_FIELD INVENTORY.toml|- RASTER...\n");
        return 2;
    }
    try {
        BoundaryRequest request;
        request.file = argv[1];
        request.id_field = argv[2];
        const CityList cities = read_boundaries(request);
        const std::string declared = argv[3];
        const auto inventory
            = declared == "-" ? std::nullopt : std::optional(Inventory::load(declared));
        std::optional<TilePlan> plan;
        Grid planned;
        double seconds = 0.0;
        for (int r = 4; r < argc; ++r) {
            Raster raster = Raster::open(argv[r], Catalogue(), inventory, {});
            const Tiling tiling = raster.tiling(raster.layers().front());
            if (!plan || !(planned == raster.grid()) || !(plan->tiling() == tiling)) {
                planned = raster.grid();
                plan.emplace(cover(cities.cities, planned), planned, tiling,
                    TilePlan::Extent::touched_tiles);
                seconds_to_decode(raster, *plan); // brings threads and files to life
            }
            seconds += seconds_to_decode(raster, *plan);
        }
        std::printf("%.4f\n", seconds);
    } catch (const std::exception& error) {
        std::fprintf(stderr, "decode_floor: %s\n", error.what());
        return 1;
    }
    return 0;
}
