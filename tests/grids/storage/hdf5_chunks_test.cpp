#include "grids/storage/hdf5_chunks.h"

#include "grids/storage/chunk_coding.h"
#include "grids/storage/hdf5_lock.h"
#include "grids/storage/netcdf_file.h"
#include "grids/storage/slice_layout.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <fstream>
#include <numeric>
#include <optional>
#include <ostream>
#include <string>
#include <thread>
#include <vector>

#include <gtest/gtest.h>
#include <hdf5.h>
#include <netcdf.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Shape = std::vector<std::size_t>;

void check(int status)
{
    if (status != NC_NOERR) {
        throw std::runtime_error(nc_strerror(status));
    }
}

/// How a variable "emi" is stored.
struct Storage {
    nc_type type = NC_FLOAT;
    Shape chunks {}; ///< empty: contiguous
    bool shuffle = false;
    bool deflate = false;
    bool fletcher32 = false;
    bool big_endian = false;
};

using Dimensions = std::vector<std::pair<std::string, std::size_t>>;

/// A netCDF-4 file with "emi" along dimensions in any order, lat and lon among them; its numbers run on.
class File {
public:
    static constexpr std::size_t rows = 7;
    static constexpr std::size_t columns = 10;

    /// A length of 0 is without limit. `written` is where numbers are put, from the first index on; empty: everywhere.
    /// `times` is how many times without limit get a coordinate.
    File(const std::string& path, const Dimensions& dimensions, const Storage& storage, const std::vector<double>& values,
        Shape written = {}, std::size_t times = 0)
        : path_(path)
    {
        int id = -1;
        check(nc_create(path.c_str(), NC_NETCDF4 | NC_CLOBBER, &id));
        std::vector<int> ids;
        for (const auto& [name, size] : dimensions) {
            int dimension = -1;
            check(nc_def_dim(id, name.c_str(), size, &dimension));
            ids.push_back(dimension);
        }
        std::vector<int> coordinates;
        for (std::size_t d = 0; d < dimensions.size(); ++d) {
            const std::string& name = dimensions[d].first;
            const std::string units = name == "lat" ? "degrees_north"
                : name == "lon"                     ? "degrees_east"
                : name == "time"                    ? "days since 2019-01-01"
                                                    : "1";
            int coordinate = -1;
            check(nc_def_var(id, name.c_str(), NC_DOUBLE, 1, &ids[d], &coordinate));
            check(nc_put_att_text(id, coordinate, "units", units.size(), units.c_str()));
            coordinates.push_back(coordinate);
        }
        int variable = -1;
        check(nc_def_var(id, "emi", storage.type, static_cast<int>(ids.size()), ids.data(), &variable));
        check(nc_put_att_text(id, variable, "units", 1, "t"));
        if (!storage.chunks.empty()) {
            check(nc_def_var_chunking(id, variable, NC_CHUNKED, storage.chunks.data()));
        } else {
            check(nc_def_var_chunking(id, variable, NC_CONTIGUOUS, nullptr));
        }
        if (storage.shuffle || storage.deflate) {
            check(nc_def_var_deflate(id, variable, storage.shuffle ? 1 : 0, storage.deflate ? 1 : 0, 4));
        }
        if (storage.fletcher32) {
            check(nc_def_var_fletcher32(id, variable, NC_FLETCHER32));
        }
        if (storage.big_endian) {
            check(nc_def_var_endian(id, variable, NC_ENDIAN_BIG));
        }
        check(nc_enddef(id));
        for (std::size_t d = 0; d < dimensions.size(); ++d) {
            const std::size_t size = dimensions[d].second != 0 ? dimensions[d].second
                : dimensions[d].first == "lat"                 ? rows
                : dimensions[d].first == "lon"                 ? columns
                                                               : times;
            for (std::size_t i = 0; i < size; ++i) {
                const double centre
                    = dimensions[d].first == "time" ? 31.0 * static_cast<double>(i) : 30.5 + static_cast<double>(i);
                check(nc_put_var1_double(id, coordinates[d], &i, &centre));
            }
        }
        if (written.empty()) {
            for (const auto& [name, size] : dimensions) {
                written.push_back(size != 0 ? size : name == "lat" ? rows : columns);
            }
        }
        const Shape start(dimensions.size(), 0);
        check(nc_put_vara_double(id, variable, start.data(), written.data(), values.data()));
        check(nc_close(id));
    }

    std::unique_ptr<Hdf5Chunks> chunks() const
    {
        const auto file = Hdf5File::open(path_);
        return file ? Hdf5Chunks::open(file, "emi") : nullptr;
    }

private:
    std::string path_;
};

/// 1, 2, 3 ... with a fraction where the type has one.
std::vector<double> numbers(std::size_t count)
{
    std::vector<double> values(count);
    std::iota(values.begin(), values.end(), 1.0);
    return values;
}

const Dimensions lat_lon { { "lat", File::rows }, { "lon", File::columns } };

/// What nc_get_vara_double gives of "emi".
std::vector<double> by_library(const std::string& path, const Shape& start, const Shape& count)
{
    int id = -1;
    int variable = -1;
    check(nc_open(path.c_str(), NC_NOWRITE, &id));
    check(nc_inq_varid(id, "emi", &variable));
    std::vector<double> values(std::accumulate(count.begin(), count.end(), std::size_t { 1 }, std::multiplies<>()));
    check(nc_get_vara_double(id, variable, start.data(), count.data(), values.data()));
    check(nc_close(id));
    return values;
}

class Hdf5ChunksTest : public testing::Test {
protected:
    TemporaryFolder folder_;
    std::string path_ = folder_.file("a.nc");

    std::vector<double> unpacked(RawBlock& block) const
    {
        unpack(block, path_.c_str());
        std::vector<double> values(block.count());
        decode(block, {}, values);
        return values;
    }

    /// Every chunk, cell by cell where it is on the grid, against the library.
    void expect_numbers_of_the_library(const Hdf5Chunks& chunks)
    {
        const std::size_t high = chunks.shape()[0];
        const std::size_t wide = chunks.shape()[1];
        for (std::size_t row = 0; row < File::rows; row += high) {
            for (std::size_t column = 0; column < File::columns; column += wide) {
                RawBlock block;
                ASSERT_TRUE(chunks.read(Shape { row, column }, block, "a.nc"));
                const auto values = unpacked(block);
                ASSERT_EQ(values.size(), high * wide) << "whole chunks, also at the edges of the grid";
                const std::size_t rows = std::min(high, File::rows - row);
                const std::size_t columns = std::min(wide, File::columns - column);
                const auto expected = by_library(path_, { row, column }, { rows, columns });
                for (std::size_t r = 0; r < rows; ++r) {
                    for (std::size_t c = 0; c < columns; ++c) {
                        EXPECT_EQ(values[r * wide + c], expected[r * columns + c]) << row + r << ", " << column + c;
                    }
                }
            }
        }
    }

    /// All windows of the tiling of a file's first variable, each slice, put together; counts the coded blocks.
    std::vector<double> by_tiles(GridFile& file, std::vector<std::size_t> slice, std::size_t* coded = nullptr)
    {
        const GridVariable& variable = file.variables().at(0);
        const Grid& grid = file.grid();
        const Tiling tiling = file.tiling(variable);
        std::vector<double> all(grid.cells(), -777.0);
        RawBlock block;
        for (std::size_t tile = 0; tile < tiling.across(grid) * tiling.down(grid); ++tile) {
            const CellWindow window = tiling.window(tile, grid);
            file.read(variable, slice, window, block);
            if (coded != nullptr) {
                *coded += block.coding ? 1 : 0;
            }
            const auto values = unpacked(block);
            const std::size_t stride = block.stride == 0 ? window.columns : block.stride;
            for (std::size_t r = 0; r < window.rows; ++r) {
                for (std::size_t c = 0; c < window.columns; ++c) {
                    all[(window.row + r) * grid.columns() + window.column + c] = values.at(r * stride + c);
                }
            }
        }
        return all;
    }

    /// Every tile of every slice of the first variable, read together with those of its chunk, against the library.
    void expect_slices_together_of_the_library(const Dimensions& dimensions, const Shape& chunks, bool past_the_library)
    {
        const auto file = open_netcdf(path_);
        const GridVariable& variable = file->variables().at(0);
        const Grid& grid = file->grid();
        Shape together;
        for (std::size_t d = 0; d < dimensions.size(); ++d) {
            if (dimensions[d].first != "lat" && dimensions[d].first != "lon") {
                together.push_back(chunks[d]);
            }
        }
        ASSERT_EQ(file->slices_together(variable), together);
        std::size_t slices = 1;
        for (const SliceDimension& dimension : variable.dimensions) {
            slices *= dimension.size;
        }
        const Tiling tiling = file->tiling(variable);
        RawBlock block;
        RawBlock slice;
        for (std::size_t s = 0; s < slices; ++s) {
            Shape index(together.size());
            Shape within(together.size());
            for (std::size_t d = together.size(), rest = s; d-- > 0; rest /= variable.dimensions[d].size) {
                index[d] = rest % variable.dimensions[d].size;
                within[d] = index[d] % together[d];
            }
            for (std::size_t tile = 0; tile < tiling.across(grid) * tiling.down(grid); ++tile) {
                const CellWindow window = tiling.window(tile, grid);
                file->read_together(variable, index, window, block);
                ASSERT_EQ(block.coding.has_value(), past_the_library);
                unpack(block, path_.c_str());
                part_slices(block);
                take_slice(block, within, window.rows, slice);
                const auto values = unpacked(slice);
                Shape start;
                Shape count;
                for (std::size_t d = 0, next = 0; d < dimensions.size(); ++d) {
                    const bool lat = dimensions[d].first == "lat";
                    const bool lon = dimensions[d].first == "lon";
                    start.push_back(lat ? window.row : lon ? window.column : index[next++]);
                    count.push_back(lat ? window.rows : lon ? window.columns : 1);
                }
                const auto expected = by_library(path_, start, count);
                for (std::size_t r = 0; r < window.rows; ++r) {
                    for (std::size_t c = 0; c < window.columns; ++c) {
                        ASSERT_EQ(values.at(r * slice.stride + c), expected[r * window.columns + c])
                            << "slice " << s << ", tile " << tile << ", " << r << ", " << c;
                    }
                }
            }
        }
    }
};

TEST_F(Hdf5ChunksTest, EachTypeAndCodingGivesTheNumbersOfTheLibrary)
{
    for (const nc_type type :
        { NC_BYTE, NC_UBYTE, NC_SHORT, NC_USHORT, NC_INT, NC_UINT, NC_INT64, NC_UINT64, NC_FLOAT, NC_DOUBLE }) {
        for (const unsigned filters : { 0u, 1u, 2u, 3u, 4u, 5u, 6u, 7u }) {
            const bool shuffle = (filters & 1u) != 0;
            const bool deflate = (filters & 2u) != 0;
            const bool fletcher32 = (filters & 4u) != 0;
            SCOPED_TRACE(testing::Message() << "type " << type << (shuffle ? ", shuffle" : "") << (deflate ? ", deflate" : "")
                                            << (fletcher32 ? ", fletcher32" : ""));
            const File file(path_, lat_lon, { type, { 3, 5 }, shuffle, deflate, fletcher32 }, numbers(70));
            const auto chunks = file.chunks();
            ASSERT_NE(chunks, nullptr);
            EXPECT_EQ(chunks->shape(), (Shape { 3, 5 }));
            expect_numbers_of_the_library(*chunks);
        }
    }
}

TEST_F(Hdf5ChunksTest, ChunksOfEachShape)
{
    for (const Shape& shape :
        { Shape { 1, 10 }, Shape { 7, 10 }, Shape { 7, 1 }, Shape { 1, 1 }, Shape { 4, 10 }, Shape { 7, 6 } }) {
        SCOPED_TRACE(testing::Message() << shape[0] << " x " << shape[1]);
        const File file(path_, lat_lon, { NC_FLOAT, shape, true, true }, numbers(70));
        const auto chunks = file.chunks();
        ASSERT_NE(chunks, nullptr);
        expect_numbers_of_the_library(*chunks);
    }
}

TEST_F(Hdf5ChunksTest, ChunksLargerThanTheGrid)
{
    // Only along dimensions without limit does the library allow it.
    const File file(path_, { { "lat", NC_UNLIMITED }, { "lon", NC_UNLIMITED } }, { NC_FLOAT, { 16, 32 }, true, true },
        numbers(70), { File::rows, File::columns });
    const auto chunks = file.chunks();
    ASSERT_NE(chunks, nullptr);
    expect_numbers_of_the_library(*chunks);
    const auto grid_file = open_netcdf(path_);
    EXPECT_EQ(by_tiles(*grid_file, {}), numbers(70));
    EXPECT_EQ(grid_file->values(grid_file->variables()[0], {}, { 0, File::rows }), numbers(70))
        << "the chunk reaches beyond the rows";
}

TEST_F(Hdf5ChunksTest, AChunkThatWasNeverWrittenIsNotThere)
{
    // The first two columns of chunks are written, the third never.
    const File file(path_, lat_lon, { NC_FLOAT, { 7, 4 }, false, true }, std::vector<double>(7 * 8, 5.0), { 7, 8 });
    const auto chunks = file.chunks();
    ASSERT_NE(chunks, nullptr);
    RawBlock block;
    EXPECT_TRUE(chunks->read(Shape { 0, 0 }, block, "a.nc"));
    EXPECT_TRUE(chunks->read(Shape { 0, 4 }, block, "a.nc"));
    EXPECT_FALSE(chunks->read(Shape { 0, 8 }, block, "a.nc"));
    // Through the file the library fills it, in whatever block it is read.
    const auto grid_file = open_netcdf(path_);
    std::size_t coded = 0;
    const auto values = by_tiles(*grid_file, {}, &coded);
    EXPECT_EQ(coded, 2u);
    EXPECT_EQ(values[7], 5.0);
    EXPECT_EQ(values[8], static_cast<double>(NC_FILL_FLOAT));
    EXPECT_EQ(values[69], static_cast<double>(NC_FILL_FLOAT));
}

TEST_F(Hdf5ChunksTest, WhatTheLibraryHasToReadIsNotOpened)
{
    const std::vector<std::pair<std::string, Storage>> storages { { "contiguous", {} },
        { "big-endian", { NC_FLOAT, { 3, 4 }, false, true, false, true } },
        { "big-endian short", { NC_SHORT, { 3, 4 }, true, true, false, true } } };
    for (const auto& [words, storage] : storages) {
        SCOPED_TRACE(words);
        const File file(path_, lat_lon, storage, numbers(70));
        EXPECT_EQ(file.chunks(), nullptr);
        const auto grid_file = open_netcdf(path_);
        std::size_t coded = 0;
        EXPECT_EQ(by_tiles(*grid_file, {}, &coded), numbers(70));
        EXPECT_EQ(coded, 0u);
    }
}

TEST_F(Hdf5ChunksTest, WhatIsNoFileOrNoDatasetIsNotOpened)
{
    EXPECT_EQ(Hdf5File::open(folder_.file("nowhere.nc")), nullptr);
    EXPECT_EQ(Hdf5File::open(folder_.write("text.nc", "no HDF5")), nullptr);
    NetcdfWriter(path_, NC_CLASSIC_MODEL).axis("lat", "degrees_north", { 1, 2 }).close();
    EXPECT_EQ(Hdf5File::open(path_), nullptr) << "netCDF-3";
    const File file(path_, lat_lon, { NC_FLOAT, { 3, 4 } }, numbers(70));
    EXPECT_EQ(Hdf5Chunks::open(Hdf5File::open(path_), "nothing"), nullptr);
}

/// Filters and orders of filters that netCDF does not offer, with HDF5 itself.
class Hdf5Filters : public testing::Test {
protected:
    static constexpr std::size_t rows = 9;
    static constexpr std::size_t columns = 7;
    static constexpr std::size_t chunk_rows = 5; ///< of whole rows: the second chunk reaches beyond the rows

    /// Writes a dataset "emi" of 9 x 7 with what `filter` adds to its properties; false where the filter is not there.
    template <typename Filter> bool write(hid_t type, const Filter& filter, const std::vector<int>& values = five())
    {
        const std::lock_guard guard(hdf5_lock());
        const hid_t file = H5Fcreate(path_.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT);
        const hsize_t size[] { rows, columns };
        const hsize_t chunk[] { chunk_rows, columns };
        const hid_t space = H5Screate_simple(2, size, nullptr);
        const hid_t properties = H5Pcreate(H5P_DATASET_CREATE);
        H5Pset_chunk(properties, 2, chunk);
        bool there = filter(properties) >= 0;
        if (there) {
            const hid_t dataset = H5Dcreate2(file, "emi", type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
            there = dataset >= 0 && H5Dwrite(dataset, H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0;
            if (dataset >= 0) {
                H5Dclose(dataset);
            }
        }
        H5Pclose(properties);
        H5Sclose(space);
        H5Fclose(file);
        return there;
    }

    static std::vector<int> five() { return std::vector<int>(rows * columns, 5); }
    static std::vector<int> running()
    {
        std::vector<int> values(rows * columns);
        std::iota(values.begin(), values.end(), 1);
        return values;
    }
    /// Numbers that do not deflate.
    static std::vector<int> noise()
    {
        std::vector<int> values(rows * columns);
        std::uint32_t state = 9;
        for (int& value : values) {
            state = state * 1664525u + 1013904223u;
            value = static_cast<int>(state ^ state >> 16);
        }
        return values;
    }

    bool opens() const
    {
        const auto file = Hdf5File::open(path_);
        return file && Hdf5Chunks::open(file, "emi");
    }

    /// The numbers past the library, or none where it has to read.
    std::vector<double> past_the_library() const
    {
        const auto file = Hdf5File::open(path_);
        const auto chunks = file ? Hdf5Chunks::open(file, "emi") : nullptr;
        std::vector<double> all;
        for (std::size_t row = 0; chunks && row < rows; row += chunk_rows) {
            RawBlock block;
            if (!chunks->read(Shape { row, 0 }, block, path_.c_str())) {
                return {};
            }
            unpack(block, path_.c_str());
            std::vector<double> values(block.count());
            decode(block, {}, values);
            values.resize(std::min(chunk_rows, rows - row) * columns);
            all.insert(all.end(), values.begin(), values.end());
        }
        return all;
    }

    /// The numbers that HDF5 itself reads; none where it refuses.
    std::vector<double> through_the_library() const
    {
        const std::lock_guard guard(hdf5_lock());
        const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
        const hid_t dataset = H5Dopen2(file, "emi", H5P_DEFAULT);
        std::vector<double> values(rows * columns);
        const bool read = H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()) >= 0;
        H5Dclose(dataset);
        H5Fclose(file);
        return read ? values : std::vector<double>();
    }

    /// Changes the bytes of the first chunk in the file, which are given to `change` as they are.
    template <typename Change> void change_first_chunk(const Change& change) const
    {
        haddr_t address = HADDR_UNDEF;
        hsize_t size = 0;
        {
            const std::lock_guard guard(hdf5_lock());
            const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
            const hid_t dataset = H5Dopen2(file, "emi", H5P_DEFAULT);
            const hsize_t offset[] { 0, 0 };
            unsigned mask = 0;
            ASSERT_GE(H5Dget_chunk_info_by_coord(dataset, offset, &mask, &address, &size), 0);
            H5Dclose(dataset);
            H5Fclose(file);
        }
        std::fstream file(path_, std::ios::in | std::ios::out | std::ios::binary);
        std::string bytes(size, '\0');
        file.seekg(static_cast<std::streamoff>(address));
        file.read(bytes.data(), static_cast<std::streamsize>(size));
        change(bytes);
        file.seekp(static_cast<std::streamoff>(address));
        file.write(bytes.data(), static_cast<std::streamsize>(size));
    }

    TemporaryFolder folder_;
    std::string path_ = folder_.file("a.h5");
};

herr_t add(hid_t properties, const std::vector<ChunkFilter>& filters)
{
    herr_t status = 0;
    for (const ChunkFilter filter : filters) {
        status += filter == ChunkFilter::shuffle ? H5Pset_shuffle(properties)
            : filter == ChunkFilter::deflate     ? H5Pset_deflate(properties, 4)
                                                 : H5Pset_fletcher32(properties);
    }
    return status;
}

TEST_F(Hdf5Filters, EachOrderOfThemGivesTheNumbersOfTheLibrary)
{
    constexpr ChunkFilter shuffle = ChunkFilter::shuffle;
    constexpr ChunkFilter deflate = ChunkFilter::deflate;
    constexpr ChunkFilter checksum = ChunkFilter::fletcher32;
    // Chunks of 35 bytes, 70, 140 and 280: also an odd number, and what is no whole number with its checksum.
    for (const hid_t type : { H5T_NATIVE_INT8, H5T_NATIVE_INT16, H5T_NATIVE_INT, H5T_NATIVE_FLOAT, H5T_NATIVE_DOUBLE }) {
        for (const auto& filters : std::vector<std::vector<ChunkFilter>> { {}, { checksum }, { shuffle, checksum },
                 { checksum, shuffle }, { shuffle, deflate }, { deflate, shuffle }, { shuffle, deflate, checksum },
                 { shuffle, checksum, deflate }, { checksum, shuffle, deflate }, { checksum, deflate, shuffle },
                 { deflate, shuffle, checksum }, { deflate, checksum, shuffle }, { checksum, deflate, checksum } }) {
            // Deflate leaves out what does not get smaller: the filter mask of the chunk tells.
            for (const auto& values : { running(), five(), noise() }) {
                std::string words;
                for (const ChunkFilter filter : filters) {
                    words += filter == shuffle ? "shuffle " : filter == deflate ? "deflate " : "fletcher32 ";
                }
                SCOPED_TRACE(testing::Message() << words << "of " << H5Tget_size(type) << " bytes");
                ASSERT_TRUE(write(
                    type, [&](hid_t p) { return add(p, filters); }, values));
                const auto expected = through_the_library();
                ASSERT_EQ(expected.size(), rows * columns);
                EXPECT_EQ(past_the_library(), expected);
            }
        }
    }
}

TEST_F(Hdf5Filters, WhatIsDeflatedTwiceIsNotOpened)
{
    ASSERT_TRUE(write(H5T_NATIVE_INT, [](hid_t p) { return add(p, { ChunkFilter::deflate, ChunkFilter::deflate }); }));
    EXPECT_FALSE(opens());
}

TEST_F(Hdf5Filters, AFilterThatAChunkWasWrittenWithoutIsNotUndone)
{
    for (const unsigned mask : { 7u, 6u, 4u, 3u, 1u, 2u }) {
        SCOPED_TRACE(mask);
        const std::vector<ChunkFilter> filters { ChunkFilter::shuffle, ChunkFilter::fletcher32, ChunkFilter::deflate };
        // The bytes of a chunk with the filters that the mask leaves.
        std::vector<ChunkFilter> left;
        for (std::size_t f = 0; f < filters.size(); ++f) {
            if ((mask >> f & 1u) == 0) {
                left.push_back(filters[f]);
            }
        }
        ASSERT_TRUE(write(
            H5T_NATIVE_INT, [&](hid_t p) { return add(p, left); }, running()));
        RawBlock block;
        {
            const auto chunks = Hdf5Chunks::open(Hdf5File::open(path_), "emi");
            ASSERT_TRUE(chunks && chunks->read(Shape { 0, 0 }, block, "a.h5"));
            ASSERT_EQ(block.coding->filters, left);
        }
        ASSERT_TRUE(write(H5T_NATIVE_INT, [&](hid_t p) { return add(p, filters); }));
        {
            const std::lock_guard guard(hdf5_lock());
            const hid_t file = H5Fopen(path_.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
            const hid_t dataset = H5Dopen2(file, "emi", H5P_DEFAULT);
            const hsize_t offset[] { 0, 0 };
            ASSERT_GE(H5Dwrite_chunk(dataset, H5P_DEFAULT, mask, offset, block.bytes.size(), block.bytes.data()), 0);
            H5Dclose(dataset);
            H5Fclose(file);
        }
        const auto expected = through_the_library();
        ASSERT_EQ(expected.size(), rows * columns);
        EXPECT_EQ(expected[1], running()[1]) << "not the fives";
        EXPECT_EQ(past_the_library(), expected);
    }
}

TEST_F(Hdf5Filters, ADamagedByteIsRefusedAsTheLibraryRefusesIt)
{
    ASSERT_TRUE(write(H5T_NATIVE_INT, [](hid_t p) { return add(p, { ChunkFilter::shuffle, ChunkFilter::fletcher32 }); }));
    ASSERT_EQ(past_the_library(), through_the_library());
    change_first_chunk([](std::string& bytes) { bytes[70] = static_cast<char>(bytes[70] ^ 1); });
    EXPECT_TRUE(through_the_library().empty());
    EXPECT_THAT(refusal_of([&] { past_the_library(); }),
        testing::AllOf(testing::StartsWith(path_ + ": the chunk of 'emi' from index 0,0 does not have the checksum"),
            HasSubstr("fetch it again")));
}

TEST_F(Hdf5Filters, TheChecksumOfOldLibrariesIsAcceptedAsTheLibraryAcceptsIt)
{
    ASSERT_TRUE(write(
        H5T_NATIVE_INT, [](hid_t p) { return add(p, { ChunkFilter::fletcher32 }); }, noise()));
    change_first_chunk([](std::string& bytes) {
        std::swap(bytes[bytes.size() - 4], bytes[bytes.size() - 3]);
        std::swap(bytes[bytes.size() - 2], bytes[bytes.size() - 1]);
    });
    ASSERT_EQ(through_the_library().size(), rows * columns);
    EXPECT_EQ(past_the_library(), through_the_library());
}

TEST_F(Hdf5Filters, ScaleOffsetAndNbitAreNotOpened)
{
    ASSERT_TRUE(write(H5T_NATIVE_INT, [](hid_t p) { return H5Pset_scaleoffset(p, H5Z_SO_INT, H5Z_SO_INT_MINBITS_DEFAULT); }));
    EXPECT_FALSE(opens());
    ASSERT_TRUE(write(H5T_NATIVE_INT, [](hid_t p) { return H5Pset_nbit(p); }));
    EXPECT_FALSE(opens());
}

TEST_F(Hdf5Filters, SzipIsNotOpened)
{
    if (!write(H5T_NATIVE_INT,
            [](hid_t p) { return H5Zfilter_avail(H5Z_FILTER_SZIP) > 0 ? H5Pset_szip(p, H5_SZIP_NN_OPTION_MASK, 8) : -1; })) {
        GTEST_SKIP() << "this HDF5 has no szip";
    }
    EXPECT_FALSE(opens());
}

TEST_F(Hdf5Filters, ForeignTypesAreNotOpened)
{
    const auto nothing = [](hid_t p) { return 0 * p; };
    ASSERT_TRUE(write(H5T_STD_I32BE, nothing));
    EXPECT_FALSE(opens());
    ASSERT_TRUE(write(H5T_IEEE_F32BE, nothing));
    EXPECT_FALSE(opens());
}

TEST_F(Hdf5ChunksTest, TimeByTimeIsReadPastTheLibrary)
{
    const File file(path_, { { "time", 2 }, { "lat", File::rows }, { "lon", File::columns } },
        { NC_FLOAT, { 1, 3, 4 }, true, true }, numbers(140));
    const auto grid_file = open_netcdf(path_);
    EXPECT_EQ(grid_file->tiling(grid_file->variables()[0]), (Tiling { 3, 4 }));
    for (const std::size_t time : { 0u, 1u }) {
        std::size_t coded = 0;
        EXPECT_EQ(by_tiles(*grid_file, { time }, &coded), by_library(path_, { time, 0, 0 }, { 1, File::rows, File::columns }));
        EXPECT_EQ(coded, 9u);
    }
}

TEST_F(Hdf5ChunksTest, TimeLastWithOneStepAChunkIsReadPastTheLibrary)
{
    const File file(path_, { { "lat", File::rows }, { "lon", File::columns }, { "time", 2 } },
        { NC_SHORT, { 3, 4, 1 }, true, true }, numbers(140));
    const auto grid_file = open_netcdf(path_);
    for (const std::size_t time : { 0u, 1u }) {
        std::size_t coded = 0;
        EXPECT_EQ(by_tiles(*grid_file, { time }, &coded), by_library(path_, { 0, 0, time }, { File::rows, File::columns, 1 }));
        EXPECT_EQ(coded, 9u);
    }
}

TEST_F(Hdf5ChunksTest, OneSliceOfAChunkOfSeveralIsReadByTheLibrary)
{
    for (const auto& [dimensions, chunks] : std::vector<std::pair<Dimensions, Shape>> {
             { { { "time", 2 }, { "lat", File::rows }, { "lon", File::columns } }, { 2, 3, 4 } },
             { { { "lat", File::rows }, { "lon", File::columns }, { "time", 2 } }, { 3, 4, 2 } } }) {
        const File file(path_, dimensions, { NC_FLOAT, chunks, true, true }, numbers(140));
        const bool time_first = dimensions[0].first == "time";
        const auto grid_file = open_netcdf(path_);
        for (const std::size_t time : { 0u, 1u }) {
            std::size_t coded = 0;
            EXPECT_EQ(by_tiles(*grid_file, { time }, &coded),
                by_library(path_, time_first ? Shape { time, 0, 0 } : Shape { 0, 0, time },
                    time_first ? Shape { 1, File::rows, File::columns } : Shape { File::rows, File::columns, 1 }));
            EXPECT_EQ(coded, 0u);
        }
    }
}

TEST_F(Hdf5ChunksTest, SlicesOfAChunkAreReadTogether)
{
    const std::size_t rows = File::rows;
    const std::size_t columns = File::columns;
    const std::pair<std::string, std::size_t> lat { "lat", rows };
    const std::pair<std::string, std::size_t> lon { "lon", columns };
    const std::pair<std::string, std::size_t> time { "time", 5 };
    const std::pair<std::string, std::size_t> sector { "sector", 3 };
    // Chunks that hold all of a dimension, a part that divides it and one that does not, or one slice of it.
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
    for (const auto& [dimensions, chunks] : forms) {
        for (const Storage& storage : { Storage { NC_FLOAT, chunks, true, true },
                 Storage { NC_SHORT, chunks, false, true, true }, Storage { NC_DOUBLE, chunks, true },
                 Storage { NC_BYTE, chunks, true, true }, Storage { NC_FLOAT, chunks, true, true, false, true } }) {
            std::string words;
            for (std::size_t d = 0; d < dimensions.size(); ++d) {
                words += dimensions[d].first + " " + std::to_string(chunks[d]) + ", ";
            }
            SCOPED_TRACE(testing::Message() << words << "type " << storage.type << (storage.big_endian ? ", big-endian" : ""));
            const std::size_t cells = rows * columns * 5 * (dimensions.size() == 4 ? 3 : 1);
            std::vector<double> values = numbers(cells);
            for (double& value : values) {
                value = storage.type == NC_BYTE ? std::fmod(value, 101.0) : value;
            }
            const File file(path_, dimensions, storage, values);
            expect_slices_together_of_the_library(dimensions, chunks, !storage.big_endian);
        }
    }
}

TEST_F(Hdf5ChunksTest, ChunksOfMoreTimesThanThereAreAreReadTogether)
{
    const Dimensions dimensions { { "time", NC_UNLIMITED }, { "lat", File::rows }, { "lon", File::columns } };
    const File file(
        path_, dimensions, { NC_FLOAT, { 12, 3, 4 }, true, true }, numbers(3 * 70), { 3, File::rows, File::columns }, 3);
    expect_slices_together_of_the_library(
        { { "time", 3 }, { "lat", File::rows }, { "lon", File::columns } }, { 12, 3, 4 }, true);
}

TEST_F(Hdf5ChunksTest, TheOnlyTimeOfAChunkOfSeveralIsReadTogether)
{
    // Cell by cell, eleven numbers that nobody wrote stand between two that were.
    const Dimensions dimensions { { "lat", File::rows }, { "lon", File::columns }, { "time", NC_UNLIMITED } };
    const File file(
        path_, dimensions, { NC_FLOAT, { 3, 4, 12 }, true, true }, numbers(70), { File::rows, File::columns, 1 }, 1);
    expect_slices_together_of_the_library(
        { { "lat", File::rows }, { "lon", File::columns }, { "time", 1 } }, { 3, 4, 12 }, true);
    const auto grid_file = open_netcdf(path_);
    EXPECT_EQ(by_tiles(*grid_file, { 0 }), numbers(70));
}

TEST_F(Hdf5ChunksTest, TimesThatWereNotWrittenYetAreFilledByTheLibrary)
{
    // Five times have their coordinate; of the four in the first chunk, two have their field.
    const Dimensions dimensions { { "time", NC_UNLIMITED }, { "lat", File::rows }, { "lon", File::columns } };
    const File file(
        path_, dimensions, { NC_FLOAT, { 4, 7, 10 }, true, true }, numbers(2 * 70), { 2, File::rows, File::columns }, 5);
    const auto grid_file = open_netcdf(path_);
    ASSERT_EQ(grid_file->variables()[0].dimensions[0].size, 5u);
    expect_slices_together_of_the_library(
        { { "time", 5 }, { "lat", File::rows }, { "lon", File::columns } }, { 4, 7, 10 }, false);
}

TEST_F(Hdf5ChunksTest, WindowsThatAreNoChunksAreReadTogetherByTheLibrary)
{
    const Dimensions dimensions { { "time", 5 }, { "lat", File::rows }, { "lon", File::columns } };
    const File file(path_, dimensions, { NC_FLOAT, { 2, 3, 4 }, true, true }, numbers(5 * 70));
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
        EXPECT_EQ(unpacked(slice), by_library(path_, { time, 1, 2 }, { 1, 4, 5 }));
    }
}

TEST_F(Hdf5ChunksTest, LongitudeBeforeLatitudeIsTurned)
{
    const File file(
        path_, { { "lon", File::columns }, { "lat", File::rows } }, { NC_FLOAT, { 4, 3 }, true, true }, numbers(70));
    const auto grid_file = open_netcdf(path_);
    const auto values = by_tiles(*grid_file, {});
    ASSERT_EQ(grid_file->grid().columns(), File::columns);
    EXPECT_EQ(values[1], 1.0 + File::rows);
    EXPECT_EQ(values[File::columns], 2.0);
}

TEST_F(Hdf5ChunksTest, WindowsThatAreNoChunksAreReadByTheLibrary)
{
    const File file(path_, lat_lon, { NC_FLOAT, { 3, 4 }, true, true }, numbers(70));
    const auto grid_file = open_netcdf(path_);
    RawBlock block;
    // A chunk first, so that what it leaves in the block cannot be taken for the window's.
    for (const CellWindow& window :
        { CellWindow { 1, 3, 4, 4 }, { 0, 3, 2, 4 }, { 3, 2, 4, 4 }, { 0, 7, 0, 10 }, { 6, 1, 8, 1 } }) {
        grid_file->read(grid_file->variables()[0], {}, { 0, 3, 0, 4 }, block);
        ASSERT_TRUE(block.coding);
        grid_file->read(grid_file->variables()[0], {}, window, block);
        EXPECT_FALSE(block.coding);
        EXPECT_EQ(block.stride, 0u);
        EXPECT_EQ(unpacked(block), by_library(path_, { window.row, window.column }, { window.rows, window.columns }));
    }
}

TEST_F(Hdf5ChunksTest, AVariableNamedAsADimensionThatItDoesNotHaveIsItself)
{
    // netCDF stores it as "_nc4_non_coord_emi": the dataset "emi" is the dimension.
    NetcdfWriter(path_)
        .axis("lat", "degrees_north", { 30.5, 31.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5 })
        .dimension("emi", NC_UNLIMITED)
        .field("emi", { "lat", "lon" }, { 1, 2, 3, 4 })
        .close();
    const auto grid_file = open_netcdf(path_);
    EXPECT_EQ(by_tiles(*grid_file, {}), numbers(4));
}

TEST_F(Hdf5ChunksTest, ADamagedChunkIsRefusedWithTheFile)
{
    const File file(path_, lat_lon, { NC_FLOAT, { 7, 10 }, false, true }, numbers(70));
    haddr_t address = HADDR_UNDEF;
    hsize_t size = 0;
    {
        const std::lock_guard guard(hdf5_lock());
        const hid_t hdf5 = H5Fopen(path_.c_str(), H5F_ACC_RDONLY, H5P_DEFAULT);
        const hid_t dataset = H5Dopen2(hdf5, "emi", H5P_DEFAULT);
        const hid_t space = H5Dget_space(dataset);
        hsize_t offset[2] {};
        unsigned mask = 0;
        ASSERT_GE(H5Dget_chunk_info(dataset, space, 0, offset, &mask, &address, &size), 0);
        H5Sclose(space);
        H5Dclose(dataset);
        H5Fclose(hdf5);
    }
    ASSERT_GT(size, 60u);
    {
        std::fstream bytes(path_, std::ios::in | std::ios::out | std::ios::binary);
        bytes.seekp(static_cast<std::streamoff>(address + 20));
        bytes.write(std::string(30, '\x5a').data(), 30);
    }
    const auto grid_file = open_netcdf(path_);
    const std::string message = refusal_of([&] { by_tiles(*grid_file, {}); });
    EXPECT_THAT(message, HasSubstr(path_));
    EXPECT_THAT(message, HasSubstr("damaged"));
}

TEST_F(Hdf5ChunksTest, ManyThreadsReadTheSameNumbers)
{
    const File file(path_, { { "time", 4 }, { "lat", File::rows }, { "lon", File::columns } },
        { NC_FLOAT, { 1, 3, 4 }, true, true }, numbers(280));
    const auto grid_file = open_netcdf(path_);
    std::vector<std::vector<double>> got(4);
    std::vector<std::thread> threads;
    for (std::size_t t = 0; t < 4; ++t) {
        threads.emplace_back([&, t] {
            for (int times = 0; times < 20; ++times) {
                got[t] = by_tiles(*grid_file, { t });
            }
        });
    }
    for (std::thread& thread : threads) {
        thread.join();
    }
    for (std::size_t t = 0; t < 4; ++t) {
        EXPECT_EQ(got[t], by_library(path_, { t, 0, 0 }, { 1, File::rows, File::columns }));
    }
}

} // namespace
} // namespace cityflux
