// Time of single inner steps of a run: covering a city, unpacking a chunk, summing a tile.
//   bench_kernels [--benchmark_filter=REGEX] [--benchmark_format=json] ...
#include "boundaries/coverage/coverage.h"
#include "boundaries/coverage/grid_plane.h"
#include "grids/catalogue/catalogue.h"
#include "grids/layers/raster.h"
#include "grids/storage/chunk_coding.h"
#include "pipeline/totals/tile_plan.h"
#include "pipeline/totals/tile_sums.h"
#include "tests/netcdf_writer.h"
#include "tests/temporary_folder.h"

#include <cmath>
#include <cstring>
#include <numbers>
#include <random>

#include <benchmark/benchmark.h>
#include <libdeflate.h>

namespace cityflux {
namespace {

constexpr std::size_t chunk_rows = 200;
constexpr std::size_t chunk_columns = 400;
constexpr std::size_t chunk_cells = chunk_rows * chunk_columns;

/// A wavy outline of 200 points about half a degree from its centre.
MultiPolygon outline(Point centre)
{
    constexpr int points = 200;
    Ring ring;
    for (int i = 0; i < points; ++i) {
        const double angle = 2.0 * std::numbers::pi * i / points;
        const double radius = 0.5 + 0.07 * std::sin(5.0 * angle) + 0.03 * std::sin(17.0 * angle);
        ring.push_back(
            { centre.x + radius * std::cos(angle), centre.y + radius * std::sin(angle) });
    }
    return { { ring, {} } };
}

Grid world(std::size_t cells_per_degree)
{
    const double step = 1.0 / static_cast<double>(cells_per_degree);
    return { Axis(-180.0, step, 360 * cells_per_degree), Axis(-90.0, step, 180 * cells_per_degree),
        Crs {} };
}

/// Emissions as inventories have them: most cells are 0, the others differ by orders of magnitude.
std::vector<float> emissions()
{
    std::mt19937 random(20101);
    std::lognormal_distribution<float> amount(0.0F, 2.0F);
    std::bernoulli_distribution land(0.4);
    std::vector<float> values(chunk_cells);
    for (float& value : values) {
        value = land(random) ? amount(random) : 0.0F;
    }
    return values;
}

std::vector<std::byte> shuffled(const std::vector<float>& values)
{
    std::vector<std::byte> plain(values.size() * sizeof(float));
    std::memcpy(plain.data(), values.data(), plain.size());
    std::vector<std::byte> parted(plain.size());
    for (std::size_t i = 0; i < plain.size(); ++i) {
        parted[i % sizeof(float) * values.size() + i / sizeof(float)] = plain[i];
    }
    return parted;
}

std::vector<std::byte> deflated(const std::vector<std::byte>& bytes)
{
    constexpr int level_of_most_files = 4;
    libdeflate_compressor* compressor = libdeflate_alloc_compressor(level_of_most_files);
    std::vector<std::byte> packed(libdeflate_zlib_compress_bound(compressor, bytes.size()));
    packed.resize(libdeflate_zlib_compress(
        compressor, bytes.data(), bytes.size(), packed.data(), packed.size()));
    libdeflate_free_compressor(compressor);
    return packed;
}

void count_bytes(benchmark::State& state, std::size_t bytes)
{
    state.SetBytesProcessed(
        static_cast<std::int64_t>(static_cast<std::size_t>(state.iterations()) * bytes));
}

void count_items(benchmark::State& state, std::size_t items)
{
    state.SetItemsProcessed(
        static_cast<std::int64_t>(static_cast<std::size_t>(state.iterations()) * items));
}

/// A city of 200 points on a world of so many cells in a degree, with its way into the plane of the
/// grid. Items are cities.
void cover_city(benchmark::State& state)
{
    const Grid grid = world(static_cast<std::size_t>(state.range(0)));
    const GridPlane plane(grid);
    const Projection projection(*grid.crs);
    const MultiPolygon city = outline({ 116.4, 39.9 });
    for ([[maybe_unused]] const auto _ : state) {
        benchmark::DoNotOptimize(cover(plane.image(city, projection), plane));
    }
    count_items(state, 1);
}
BENCHMARK(cover_city)
    ->ArgName("cells_per_degree")
    ->Arg(10)
    ->Arg(120)
    ->Unit(benchmark::kMicrosecond);

/// Inflating and unshuffling a chunk of 200 x 400 floats. Bytes are those of the plain chunk.
void unpack_chunk(benchmark::State& state)
{
    const std::vector<std::byte> packed = deflated(shuffled(emissions()));
    constexpr std::size_t plain_bytes = chunk_cells * sizeof(float);
    RawBlock block;
    for ([[maybe_unused]] const auto _ : state) {
        block.bytes = packed;
        block.coding = ChunkCoding { { ChunkFilter::shuffle, ChunkFilter::deflate }, plain_bytes };
        unpack(block, "kernel");
        benchmark::DoNotOptimize(block.bytes.data());
    }
    count_bytes(state, plain_bytes);
}
BENCHMARK(unpack_chunk)->Unit(benchmark::kMicrosecond);

void unshuffle_chunk(benchmark::State& state)
{
    const std::vector<std::byte> parted = shuffled(emissions());
    std::vector<std::byte> plain(parted.size());
    for ([[maybe_unused]] const auto _ : state) {
        unshuffle(parted, sizeof(float), plain);
        benchmark::DoNotOptimize(plain.data());
    }
    count_bytes(state, plain.size());
}
BENCHMARK(unshuffle_chunk)->Unit(benchmark::kMicrosecond);

/// Summing a tile of 200 x 400 plain floats of 0.1 degree over so many cities. Bytes are those of
/// the tile, items the pieces of cities.
void sum_tile_of_cities(benchmark::State& state)
{
    constexpr double step = 0.1;
    constexpr Point corner { 80.0, 20.0 };
    const std::vector<float> values = emissions();
    std::vector<double> latitudes(chunk_rows);
    std::vector<double> longitudes(chunk_columns);
    for (std::size_t r = 0; r < chunk_rows; ++r) {
        latitudes[r] = corner.y + step * (static_cast<double>(r) + 0.5);
    }
    for (std::size_t c = 0; c < chunk_columns; ++c) {
        longitudes[c] = corner.x + step * (static_cast<double>(c) + 0.5);
    }
    const TemporaryFolder folder;
    NetcdfWriter(folder.file("tile.nc"))
        .axis("lat", "degrees_north", latitudes)
        .axis("lon", "degrees_east", longitudes)
        .field("co2", { "lat", "lon" }, { values.begin(), values.end() })
        .attribute("co2", "units", "kg m-2 s-1")
        .attribute("", "year", "2019")
        .close();
    Raster raster = Raster::open(folder.file("tile.nc"), Catalogue(), std::nullopt, {});
    const Layer& layer = raster.layers().front();

    std::mt19937 random(35);
    std::uniform_real_distribution<double> x(corner.x + 1.0, corner.x + step * chunk_columns - 1.0);
    std::uniform_real_distribution<double> y(corner.y + 1.0, corner.y + step * chunk_rows - 1.0);
    std::vector<City> cities(static_cast<std::size_t>(state.range(0)));
    for (City& city : cities) {
        city.shape = outline({ x(random), y(random) });
    }
    const TilePlan plan(cover(cities, raster.grid()), raster.grid(), { chunk_rows, chunk_columns },
        TilePlan::Extent::whole_grid);
    const CellAreas areas(raster.grid(), AreaConvention {});
    RawBlock block;
    raster.read(layer, plan.window(0), block);
    unpack(block, "kernel");
    for ([[maybe_unused]] const auto _ : state) {
        benchmark::DoNotOptimize(sum_tile(raster, layer, block, { plan, 0 }, { areas, areas }));
    }
    count_bytes(state, chunk_cells * sizeof(float));
    count_items(state, plan.pieces(0).size());
}
BENCHMARK(sum_tile_of_cities)->ArgName("cities")->Arg(10)->Arg(160)->Unit(benchmark::kMicrosecond);

} // namespace
} // namespace cityflux

BENCHMARK_MAIN();
