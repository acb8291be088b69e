// The least a run can take: reads and inflates the tiles that some city touches, on all cores, and nothing else. Prints the
// seconds that took; opening the file and computing the coverage are not counted.
//   decode_floor RASTER BOUNDARIES ID_FIELD [UNIT] [PERIOD]
#include "boundaries/boundary_file.h"
#include "boundaries/coverage.h"
#include "grids/catalogue.h"
#include "grids/chunk_coding.h"
#include "grids/raster.h"
#include "grids/tile_reader.h"
#include "pipeline/tile_plan.h"

#include <chrono>
#include <cstdio>
#include <exception>

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
    if (argc < 4) {
        std::fprintf(stderr, "usage: decode_floor RASTER BOUNDARIES ID_FIELD [UNIT] [PERIOD]\n");
        return 2;
    }
    try {
        Assumptions assumptions;
        if (argc > 4) {
            assumptions.unit = argv[4];
            assumptions.species = "CO2";
        }
        if (argc > 5) {
            assumptions.period = Period::parse(argv[5], "PERIOD");
        }
        Raster raster = Raster::open(argv[1], Catalogue(), std::nullopt, assumptions);
        BoundaryRequest request;
        request.file = argv[2];
        request.id_field = argv[3];
        const CityList cities = read_boundaries(request);
        const Coverage coverage = cover(cities.cities, raster.grid());
        const TilePlan plan(coverage, raster.grid(), raster.tiling(raster.layers().front()), TilePlan::Extent::touched_tiles);
        seconds_to_decode(raster, plan);
        std::printf("%.4f\n", seconds_to_decode(raster, plan));
    } catch (const std::exception& error) {
        std::fprintf(stderr, "decode_floor: %s\n", error.what());
        return 1;
    }
    return 0;
}
