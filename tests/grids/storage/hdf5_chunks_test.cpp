#include "grids/storage/hdf5_chunks.h"

#include "grids/storage/netcdf_file.h"
#include "tests/grids/storage/chunk_values.h"
#include "tests/grids/storage/chunked_file.h"
#include "tests/hdf5_chunk_place.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"

#include <algorithm>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <netcdf.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

/// Expects one chunk to have the values of the library in the cells that lie on the grid.
void expect_chunk_of_library(
    const std::string& path, const Hdf5Chunks& chunks, std::size_t row, std::size_t column)
{
    RawBlock block;
    ASSERT_TRUE(chunks.read(Shape { row, column }, block, "a.nc"));
    const std::size_t width = chunks.shape()[1];
    const auto values = unpacked_values(block, path);
    ASSERT_EQ(values.size(), chunks.shape()[0] * width)
        << "whole chunks, also at the edges of the grid";
    const std::size_t rows = std::min(chunks.shape()[0], chunked_rows - row);
    const std::size_t columns = std::min(width, chunked_columns - column);
    const auto expected = values_by_library(path, { row, column }, { rows, columns });
    for (std::size_t r = 0; r < rows; ++r) {
        for (std::size_t c = 0; c < columns; ++c) {
            EXPECT_EQ(values[r * width + c], expected[r * columns + c])
                << row + r << ", " << column + c;
        }
    }
}

/// Expects all chunks of a file of lat and lon to have the values of the library.
void expect_values_of_library(const std::string& path, const std::unique_ptr<Hdf5Chunks>& chunks)
{
    ASSERT_NE(chunks, nullptr);
    for (std::size_t row = 0; row < chunked_rows; row += chunks->shape()[0]) {
        for (std::size_t column = 0; column < chunked_columns; column += chunks->shape()[1]) {
            expect_chunk_of_library(path, *chunks, row, column);
        }
    }
}

TEST_F(Hdf5ChunksTest, EachTypeAndCoding_MatchesLibrary)
{
    for (const nc_type type : { NC_BYTE, NC_UBYTE, NC_SHORT, NC_USHORT, NC_INT, NC_UINT, NC_INT64,
             NC_UINT64, NC_FLOAT, NC_DOUBLE }) {
        for (const unsigned filters : { 0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u }) {
            const NetcdfStorage storage { .chunks = { 3, 5 },
                .shuffle = (filters & 1u) != 0,
                .deflate = (filters & 2u) != 0,
                .fletcher32 = (filters & 4u) != 0 };
            SCOPED_TRACE(testing::Message()
                << "type " << type << (storage.shuffle ? ", shuffle" : "")
                << (storage.deflate ? ", deflate" : "")
                << (storage.fletcher32 ? ", fletcher32" : ""));
            const auto chunks = ChunkedFile(path_, { .type = type, .storage = storage }).chunks();
            ASSERT_NE(chunks, nullptr);
            EXPECT_EQ(chunks->shape(), (Shape { 3, 5 }));
            expect_values_of_library(path_, chunks);
        }
    }
}

TEST_F(Hdf5ChunksTest, ChunksOfEachShape)
{
    for (const Shape& shape : { Shape { 1, 10 }, Shape { 7, 10 }, Shape { 7, 1 }, Shape { 1, 1 },
             Shape { 4, 10 }, Shape { 7, 6 } }) {
        SCOPED_TRACE(testing::Message() << shape[0] << " x " << shape[1]);
        const ChunkedFile file(
            path_, { .storage = { .chunks = shape, .shuffle = true, .deflate = true } });
        expect_values_of_library(path_, file.chunks());
    }
}

TEST_F(Hdf5ChunksTest, ChunksLargerThanTheGrid)
{
    // Only along dimensions without limit does the library allow it.
    const ChunkedFile file(path_,
        { .dimensions = { { "lat", NC_UNLIMITED }, { "lon", NC_UNLIMITED } },
            .storage = { .chunks = { 16, 32 }, .shuffle = true, .deflate = true } });
    expect_values_of_library(path_, file.chunks());
    const auto grid_file = open_netcdf(path_);
    EXPECT_EQ(values_by_tiles(path_, *grid_file).values, running_numbers(70));
    EXPECT_EQ(
        grid_file->values(grid_file->variables()[0], {}, { 0, chunked_rows }), running_numbers(70))
        << "the chunk reaches beyond the rows";
}

TEST_F(Hdf5ChunksTest, UnwrittenChunk_IsMissing)
{
    // The first two columns of chunks are written, the third never.
    const ChunkedFile file(path_, { .storage = { .chunks = { 7, 4 }, .deflate = true } },
        { .values = std::vector<double>(7 * 8, 5.0), .extents = { 7, 8 } });
    const auto chunks = file.chunks();
    ASSERT_NE(chunks, nullptr);
    RawBlock block;
    EXPECT_TRUE(chunks->read(Shape { 0, 0 }, block, "a.nc"));
    EXPECT_TRUE(chunks->read(Shape { 0, 4 }, block, "a.nc"));
    EXPECT_FALSE(chunks->read(Shape { 0, 8 }, block, "a.nc"));
    // Through the file the library fills it, in whatever block it is read.
    const auto grid_file = open_netcdf(path_);
    const TiledValues tiles = values_by_tiles(path_, *grid_file);
    EXPECT_EQ(tiles.coded, 2u);
    EXPECT_EQ(tiles.values[7], 5.0);
    EXPECT_EQ(tiles.values[8], static_cast<double>(NC_FILL_FLOAT));
    EXPECT_EQ(tiles.values[69], static_cast<double>(NC_FILL_FLOAT));
}

TEST_F(Hdf5ChunksTest, UnsupportedLayout_IsLeftToLibrary)
{
    struct Case {
        const char* words;
        ChunkedLayout layout;
    };
    const std::vector<Case> cases {
        { "contiguous", {} },
        { "big-endian",
            { .storage = { .chunks = { 3, 4 }, .deflate = true, .big_endian = true } } },
        { "big-endian short",
            { .type = NC_SHORT,
                .storage
                = { .chunks = { 3, 4 }, .shuffle = true, .deflate = true, .big_endian = true } } },
    };
    for (const auto& [words, layout] : cases) {
        SCOPED_TRACE(words);
        const ChunkedFile file(path_, layout);
        EXPECT_EQ(file.chunks(), nullptr);
        const auto grid_file = open_netcdf(path_);
        const TiledValues tiles = values_by_tiles(path_, *grid_file);
        EXPECT_EQ(tiles.values, running_numbers(70));
        EXPECT_EQ(tiles.coded, 0u);
    }
}

TEST_F(Hdf5ChunksTest, MissingDataset_IsNotOpened)
{
    EXPECT_EQ(Hdf5File::open(folder_.file("nowhere.nc")), nullptr);
    EXPECT_EQ(Hdf5File::open(folder_.write("text.nc", "no HDF5")), nullptr);
    NetcdfWriter(path_, NC_CLASSIC_MODEL).axis("lat", "degrees_north", { 1, 2 }).close();
    EXPECT_EQ(Hdf5File::open(path_), nullptr) << "netCDF-3";
    const ChunkedFile file(path_, { .storage = { .chunks = { 3, 4 } } });
    EXPECT_EQ(Hdf5Chunks::open(Hdf5File::open(path_), "nothing"), nullptr);
}

TEST_F(Hdf5ChunksTest, LongitudeBeforeLatitudeIsTurned)
{
    const ChunkedFile file(path_,
        { .dimensions = { lon, lat },
            .storage = { .chunks = { 4, 3 }, .shuffle = true, .deflate = true } });
    const auto grid_file = open_netcdf(path_);
    const auto values = values_by_tiles(path_, *grid_file).values;
    ASSERT_EQ(grid_file->grid().columns(), chunked_columns);
    EXPECT_EQ(values[1], 1.0 + chunked_rows);
    EXPECT_EQ(values[chunked_columns], 2.0);
}

TEST_F(Hdf5ChunksTest, WindowOffChunk_UsesTheLibrary)
{
    const ChunkedFile file(
        path_, { .storage = { .chunks = { 3, 4 }, .shuffle = true, .deflate = true } });
    const auto grid_file = open_netcdf(path_);
    RawBlock block;
    // A chunk first, so that what it leaves in the block cannot be taken for the window's.
    for (const CellWindow& window : { CellWindow { 1, 3, 4, 4 }, { 0, 3, 2, 4 }, { 3, 2, 4, 4 },
             { 0, 7, 0, 10 }, { 6, 1, 8, 1 } }) {
        grid_file->read(grid_file->variables()[0], {}, { 0, 3, 0, 4 }, block);
        ASSERT_TRUE(block.coding);
        grid_file->read(grid_file->variables()[0], {}, window, block);
        EXPECT_FALSE(block.coding);
        EXPECT_EQ(block.stride, 0u);
        EXPECT_EQ(unpacked_values(block, path_),
            values_by_library(
                path_, { window.row, window.column }, { window.rows, window.columns }));
    }
}

TEST_F(Hdf5ChunksTest, VariableNamedAsDimension_IsRead)
{
    // netCDF stores it as "_nc4_non_coord_emi": the dataset "emi" is the dimension.
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 30.5, 31.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5 })
        .dimension("emi", NC_UNLIMITED)
        .field("emi", { "lat", "lon" }, { 1, 2, 3, 4 })
        .close();
    const auto grid_file = open_netcdf(path_);
    EXPECT_EQ(values_by_tiles(path_, *grid_file).values, running_numbers(4));
}

TEST_F(Hdf5ChunksTest, DamagedChunk_IsRefusedWithFile)
{
    const ChunkedFile file(path_, { .storage = { .chunks = { 7, 10 }, .deflate = true } });
    const ChunkPlace chunk = first_chunk(path_, "emi");
    ASSERT_GT(chunk.size, 60u);
    overwrite_bytes(path_, chunk.address + 20, std::string(30, '\x5a'));
    const auto grid_file = open_netcdf(path_);
    const std::string message = refusal_of([&] { values_by_tiles(path_, *grid_file); });
    EXPECT_THAT(message, HasSubstr(path_));
    EXPECT_THAT(message, HasSubstr("damaged"));
}

TEST_F(Hdf5ChunksTest, ManyThreadsReadTheSameNumbers)
{
    const ChunkedFile file(path_,
        { .dimensions = { { "time", 4 }, lat, lon },
            .storage = { .chunks = { 1, 3, 4 }, .shuffle = true, .deflate = true } });
    const auto grid_file = open_netcdf(path_);
    std::vector<std::vector<double>> got(4);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int times = 0; times < 20; ++times) {
                got[t] = values_by_tiles(path_, *grid_file, { t }).values;
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (std::size_t t = 0; t < 4; ++t) {
        EXPECT_EQ(
            got[t], values_by_library(path_, { t, 0, 0 }, { 1, chunked_rows, chunked_columns }));
    }
}

} // namespace
} // namespace cityflux
