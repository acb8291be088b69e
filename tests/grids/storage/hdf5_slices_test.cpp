#include "grids/storage/hdf5_chunks.h"

#include "grids/storage/chunk_coding.h"
#include "grids/storage/netcdf_file.h"
#include "grids/storage/slice_layout.h"
#include "tests/grids/storage/chunk_values.h"
#include "tests/grids/storage/chunked_file.h"

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <netcdf.h>

namespace cityflux {
namespace {

constexpr std::size_t rows = chunked_rows;
constexpr std::size_t columns = chunked_columns;

using Dimension = Dimensions::value_type;

bool on_grid(const Dimension& dimension)
{
    return dimension.first == "lat" || dimension.first == "lon";
}

/// Extents of a chunk along the dimensions that are not of the grid.
Shape slices_of_chunk(const Dimensions& dimensions, const Shape& chunks)
{
    Shape extents;
    for (std::size_t d = 0; d < dimensions.size(); ++d) {
        if (!on_grid(dimensions[d])) {
            extents.push_back(chunks[d]);
        }
    }
    return extents;
}

/// Indices of all slices of a variable, the last dimension fastest.
std::vector<Shape> slices_of(const GridVariable& variable)
{
    std::vector<Shape> slices { {} };
    for (const SliceDimension& dimension : variable.dimensions) {
        std::vector<Shape> longer;
        for (const Shape& slice : slices) {
            for (std::size_t i = 0; i < dimension.size; ++i) {
                longer.push_back(slice);
                longer.back().push_back(i);
            }
        }
        slices = std::move(longer);
    }
    return slices;
}

/// Values of a window of a slice as the library reads them, along dimensions in any order with lat
/// before lon.
std::vector<double> window_by_library(const std::string& path, const Dimensions& dimensions,
    const Shape& slice, const CellWindow& window)
{
    Shape start;
    Shape count;
    std::size_t next = 0;
    for (const Dimension& dimension : dimensions) {
        const bool is_lat = dimension.first == "lat";
        start.push_back(!on_grid(dimension) ? slice[next++] : is_lat ? window.row : window.column);
        count.push_back(!on_grid(dimension) ? 1 : is_lat ? window.rows : window.columns);
    }
    return values_by_library(path, start, count);
}

/// Expects every tile of every slice, read together with those of its chunk, to have the values of
/// the library.
void expect_slices_of_library(const std::string& path, const Dimensions& dimensions,
    const Shape& chunks, bool past_the_library)
{
    const auto file = open_netcdf(path);
    const GridVariable& variable = file->variables().at(0);
    const Shape together = slices_of_chunk(dimensions, chunks);
    ASSERT_EQ(file->slices_together(variable), together);
    const Tiling tiling = file->tiling(variable);
    RawBlock block;
    RawBlock slice;
    for (const Shape& index : slices_of(variable)) {
        Shape within = index;
        for (std::size_t d = 0; d < together.size(); ++d) {
            within[d] %= together[d];
        }
        for (std::size_t tile = 0; tile < tiling.across(file->grid()) * tiling.down(file->grid());
             ++tile) {
            SCOPED_TRACE(testing::Message()
                << "slice " << testing::PrintToString(index) << ", tile " << tile);
            const CellWindow window = tiling.window(tile, file->grid());
            file->read_together(variable, index, window, block);
            ASSERT_EQ(block.coding.has_value(), past_the_library);
            unpack(block, path.c_str());
            part_slices(block);
            take_slice(block, within, window.rows, slice);
            const auto values = unpacked_values(slice, path);
            const auto expected = window_by_library(path, dimensions, index, window);
            for (std::size_t r = 0; r < window.rows; ++r) {
                for (std::size_t c = 0; c < window.columns; ++c) {
                    ASSERT_EQ(values.at(r * slice.stride + c), expected[r * window.columns + c])
                        << r << ", " << c;
                }
            }
        }
    }
}

TEST_F(Hdf5ChunksTest, TimeFirst_IsReadPastLibrary)
{
    const ChunkedFile file(path_,
        { .dimensions = { { "time", 2 }, lat, lon },
            .storage = { .chunks = { 1, 3, 4 }, .shuffle = true, .deflate = true } });
    const auto grid_file = open_netcdf(path_);
    EXPECT_EQ(grid_file->tiling(grid_file->variables()[0]), (Tiling { 3, 4 }));
    for (const std::size_t time : { 0u, 1u }) {
        const TiledValues tiles = values_by_tiles(path_, *grid_file, { time });
        EXPECT_EQ(tiles.values, values_by_library(path_, { time, 0, 0 }, { 1, rows, columns }));
        EXPECT_EQ(tiles.coded, 9u);
    }
}

TEST_F(Hdf5ChunksTest, TimeLast_IsReadPastLibrary)
{
    const ChunkedFile file(path_,
        { .dimensions = { lat, lon, { "time", 2 } },
            .type = NC_SHORT,
            .storage = { .chunks = { 3, 4, 1 }, .shuffle = true, .deflate = true } });
    const auto grid_file = open_netcdf(path_);
    for (const std::size_t time : { 0u, 1u }) {
        const TiledValues tiles = values_by_tiles(path_, *grid_file, { time });
        EXPECT_EQ(tiles.values, values_by_library(path_, { 0, 0, time }, { rows, columns, 1 }));
        EXPECT_EQ(tiles.coded, 9u);
    }
}

TEST_F(Hdf5ChunksTest, OneOfSeveralSlices_UsesLibrary)
{
    for (const auto& [dimensions, chunks] :
        std::vector<std::pair<Dimensions, Shape>> { { { { "time", 2 }, lat, lon }, { 2, 3, 4 } },
            { { lat, lon, { "time", 2 } }, { 3, 4, 2 } } }) {
        const ChunkedFile file(path_,
            { .dimensions = dimensions,
                .storage = { .chunks = chunks, .shuffle = true, .deflate = true } });
        const auto grid_file = open_netcdf(path_);
        for (const std::size_t time : { 0u, 1u }) {
            const TiledValues tiles = values_by_tiles(path_, *grid_file, { time });
            EXPECT_EQ(tiles.values,
                window_by_library(path_, dimensions, { time }, { 0, rows, 0, columns }));
            EXPECT_EQ(tiles.coded, 0u);
        }
    }
}

TEST_F(Hdf5ChunksTest, SlicesOfAChunkAreReadTogether)
{
    const Dimension time { "time", 5 };
    const Dimension sector { "sector", 3 };
    // Chunks that hold all of a dimension, a part that divides it and one that does not, or one
    // slice of it.
    const std::vector<std::pair<Dimensions, Shape>> forms {
        { { time, lat, lon }, { 5, 3, 4 } },
        { { time, lat, lon }, { 2, 3, 4 } },
        { { time, lat, lon }, { 5, 1, 1 } },
        { { time, lat, lon }, { 4, 7, 10 } },
        { { lat, time, lon }, { 3, 2, 4 } },
        { { lat, lon, time }, { 3, 4, 2 } },
        { { lat, lon, time }, { 3, 4, 5 } },
        { { time, sector, lat, lon }, { 2, 2, 3, 4 } },
        { { time, sector, lat, lon }, { 1, 3, 3, 4 } },
        { { time, sector, lat, lon }, { 5, 1, 3, 4 } },
        { { sector, lat, time, lon }, { 2, 3, 2, 4 } },
        { { time, lat, lon, sector }, { 2, 3, 4, 2 } },
        { { lat, lon, sector, time }, { 3, 4, 2, 2 } },
        { { lat, sector, lon, time }, { 7, 2, 4, 4 } },
    };
    struct Coded {
        nc_type type;
        NetcdfStorage storage;
    };
    const std::vector<Coded> codings {
        { NC_FLOAT, { .shuffle = true, .deflate = true } },
        { NC_SHORT, { .deflate = true, .fletcher32 = true } },
        { NC_DOUBLE, { .shuffle = true } },
        { NC_BYTE, { .shuffle = true, .deflate = true } },
        { NC_FLOAT, { .shuffle = true, .deflate = true, .big_endian = true } },
    };
    for (const auto& [dimensions, chunks] : forms) {
        for (auto [type, storage] : codings) {
            storage.chunks = chunks;
            std::string words;
            for (std::size_t d = 0; d < dimensions.size(); ++d) {
                words += dimensions[d].first + " " + std::to_string(chunks[d]) + ", ";
            }
            SCOPED_TRACE(testing::Message()
                << words << "type " << type << (storage.big_endian ? ", big-endian" : ""));
            std::vector<double> values
                = running_numbers(rows * columns * 5 * (dimensions.size() == 4 ? 3 : 1));
            for (double& value : values) {
                value = type == NC_BYTE ? std::fmod(value, 101.0) : value;
            }
            const ChunkedFile file(path_,
                { .dimensions = dimensions, .type = type, .storage = storage },
                { .values = values });
            expect_slices_of_library(path_, dimensions, chunks, !storage.big_endian);
        }
    }
}

TEST_F(Hdf5ChunksTest, ChunkPastLastTime_ReadsTogether)
{
    const ChunkedFile file(path_,
        { .dimensions = { { "time", NC_UNLIMITED }, lat, lon },
            .storage = { .chunks = { 12, 3, 4 }, .shuffle = true, .deflate = true } },
        { .extents = { 3, rows, columns }, .times = 3 });
    expect_slices_of_library(path_, { { "time", 3 }, lat, lon }, { 12, 3, 4 }, true);
}

TEST_F(Hdf5ChunksTest, OnlyTimeInChunk_ReadsTogether)
{
    // Cell by cell, eleven numbers that nobody wrote stand between two that were.
    const ChunkedFile file(path_,
        { .dimensions = { lat, lon, { "time", NC_UNLIMITED } },
            .storage = { .chunks = { 3, 4, 12 }, .shuffle = true, .deflate = true } },
        { .extents = { rows, columns, 1 }, .times = 1 });
    expect_slices_of_library(path_, { lat, lon, { "time", 1 } }, { 3, 4, 12 }, true);
    const auto grid_file = open_netcdf(path_);
    EXPECT_EQ(values_by_tiles(path_, *grid_file, { 0 }).values, running_numbers(70));
}

TEST_F(Hdf5ChunksTest, UnwrittenTimes_AreFilledByLibrary)
{
    // Five times have their coordinate; of the four in the first chunk, two have their field.
    const ChunkedFile file(path_,
        { .dimensions = { { "time", NC_UNLIMITED }, lat, lon },
            .storage = { .chunks = { 4, 7, 10 }, .shuffle = true, .deflate = true } },
        { .extents = { 2, rows, columns }, .times = 5 });
    const auto grid_file = open_netcdf(path_);
    ASSERT_EQ(grid_file->variables()[0].dimensions[0].size, 5u);
    expect_slices_of_library(path_, { { "time", 5 }, lat, lon }, { 4, 7, 10 }, false);
}

TEST_F(Hdf5ChunksTest, SlicesOffChunk_UseTheLibrary)
{
    const ChunkedFile file(path_,
        { .dimensions = { { "time", 5 }, lat, lon },
            .storage = { .chunks = { 2, 3, 4 }, .shuffle = true, .deflate = true } });
    const auto grid_file = open_netcdf(path_);
    RawBlock block;
    // A chunk first, so that what it leaves in the block cannot be taken for the window's.
    grid_file->read_together(grid_file->variables()[0], Shape { 0 }, { 0, 3, 0, 4 }, block);
    ASSERT_TRUE(block.coding);
    grid_file->read_together(grid_file->variables()[0], Shape { 3 }, { 1, 4, 2, 5 }, block);
    EXPECT_FALSE(block.coding);
    part_slices(block);
    RawBlock slice;
    for (const std::size_t time : { 2u, 3u }) {
        take_slice(block, Shape { time - 2 }, 4, slice);
        EXPECT_EQ(slice.stride, 5u);
        EXPECT_EQ(
            unpacked_values(slice, path_), values_by_library(path_, { time, 1, 2 }, { 1, 4, 5 }));
    }
}

} // namespace
} // namespace cityflux
