#include "grids/storage/hdf5_chunks.h"

#include "grids/storage/chunk_coding.h"
#include "grids/storage/hdf5_lock.h"
#include "grids/storage/netcdf_handle.h"
#include "tests/folder_content.h"
#include "tests/hdf5_chunk_place.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <algorithm>
#include <cstdint>
#include <mutex>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>
#include <hdf5.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Shape = std::vector<std::size_t>;

/// Filters and orders of filters that netCDF does not offer, with HDF5 itself.
class Hdf5Filters : public testing::Test {
protected:
    static constexpr std::size_t rows = 9;
    static constexpr std::size_t columns = 7;
    static constexpr std::size_t chunk_rows
        = 5; ///< of whole rows: the second chunk reaches beyond the rows

    /// Writes a dataset "emi" of 9 x 7 with what `filter` adds to its properties; false where the
    /// filter is not there.
    template <typename Filter>
    bool write(hid_t type, const Filter& filter, const std::vector<int>& values = five())
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
            const hid_t dataset
                = H5Dcreate2(file, "emi", type, space, H5P_DEFAULT, properties, H5P_DEFAULT);
            there = dataset >= 0
                && H5Dwrite(dataset, H5T_NATIVE_INT, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data())
                    >= 0;
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
        const bool read
            = H5Dread(dataset, H5T_NATIVE_DOUBLE, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data())
            >= 0;
        H5Dclose(dataset);
        H5Fclose(file);
        return read ? values : std::vector<double>();
    }

    /// Changes the bytes of the first chunk in the file, which are given to `change` as they are.
    template <typename Change> void change_first_chunk(const Change& change) const
    {
        const ChunkPlace chunk = first_chunk(path_, "emi");
        std::string bytes = content_of(path_).substr(chunk.address, chunk.size);
        change(bytes);
        overwrite_bytes(path_, chunk.address, bytes);
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

TEST_F(Hdf5Filters, EachOrder_MatchesLibrary)
{
    constexpr ChunkFilter shuffle = ChunkFilter::shuffle;
    constexpr ChunkFilter deflate = ChunkFilter::deflate;
    constexpr ChunkFilter checksum = ChunkFilter::fletcher32;
    // Chunks of 35 bytes, 70, 140 and 280: also an odd number, and what is no whole number with its
    // checksum.
    for (const hid_t type : { H5T_NATIVE_INT8, H5T_NATIVE_INT16, H5T_NATIVE_INT, H5T_NATIVE_FLOAT,
             H5T_NATIVE_DOUBLE }) {
        for (const auto& filters : std::vector<std::vector<ChunkFilter>> { {}, { checksum },
                 { shuffle, checksum }, { checksum, shuffle }, { shuffle, deflate },
                 { deflate, shuffle }, { shuffle, deflate, checksum },
                 { shuffle, checksum, deflate }, { checksum, shuffle, deflate },
                 { checksum, deflate, shuffle }, { deflate, shuffle, checksum },
                 { deflate, checksum, shuffle }, { checksum, deflate, checksum } }) {
            // Deflate leaves out what does not get smaller: the filter mask of the chunk tells.
            for (const auto& values : { running(), five(), noise() }) {
                std::string words;
                for (const ChunkFilter filter : filters) {
                    words += filter == shuffle ? "shuffle "
                        : filter == deflate    ? "deflate "
                                               : "fletcher32 ";
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

TEST_F(Hdf5Filters, DeflatedTwice_IsNotOpened)
{
    ASSERT_TRUE(write(H5T_NATIVE_INT, [](hid_t p) {
        return add(p, { ChunkFilter::deflate, ChunkFilter::deflate });
    }));
    EXPECT_FALSE(opens());
}

TEST_F(Hdf5Filters, SkippedFilter_IsNotUndone)
{
    for (const unsigned mask : { 7u, 6u, 4u, 3u, 1u, 2u }) {
        SCOPED_TRACE(mask);
        const std::vector<ChunkFilter> filters { ChunkFilter::shuffle, ChunkFilter::fletcher32,
            ChunkFilter::deflate };
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
            ASSERT_GE(H5Dwrite_chunk(dataset, H5P_DEFAULT, mask, offset, block.bytes.size(),
                          block.bytes.data()),
                0);
            H5Dclose(dataset);
            H5Fclose(file);
        }
        const auto expected = through_the_library();
        ASSERT_EQ(expected.size(), rows * columns);
        EXPECT_EQ(expected[1], running()[1]) << "not the fives";
        EXPECT_EQ(past_the_library(), expected);
    }
}

TEST_F(Hdf5Filters, DamagedByte_IsRefused)
{
    ASSERT_TRUE(write(H5T_NATIVE_INT, [](hid_t p) {
        return add(p, { ChunkFilter::shuffle, ChunkFilter::fletcher32 });
    }));
    ASSERT_EQ(past_the_library(), through_the_library());
    change_first_chunk([](std::string& bytes) { bytes[70] = static_cast<char>(bytes[70] ^ 1); });
    EXPECT_TRUE(through_the_library().empty());
    EXPECT_THAT(refusal_of([&] { past_the_library(); }),
        testing::StartsWith(
            path_ + ": chunk of 'emi' from index 0,0: damaged: it does not match its checksum"));
}

TEST_F(Hdf5Filters, ChecksumOfOldLibrary_IsAccepted)
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
    ASSERT_TRUE(write(H5T_NATIVE_INT,
        [](hid_t p) { return H5Pset_scaleoffset(p, H5Z_SO_INT, H5Z_SO_INT_MINBITS_DEFAULT); }));
    EXPECT_FALSE(opens());
    ASSERT_TRUE(write(H5T_NATIVE_INT, [](hid_t p) { return H5Pset_nbit(p); }));
    EXPECT_FALSE(opens());
}

TEST_F(Hdf5Filters, SzipIsNotOpened)
{
    if (!write(H5T_NATIVE_INT, [](hid_t p) {
            return H5Zfilter_avail(H5Z_FILTER_SZIP) > 0 ? H5Pset_szip(p, H5_SZIP_NN_OPTION_MASK, 8)
                                                        : -1;
        })) {
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

/// Registers a filter that changes nothing, and forgets it again.
class RegisteredFilter {
public:
    explicit RegisteredFilter(H5Z_filter_t number)
        : number_(number)
    {
        const H5Z_class2_t filter { H5Z_CLASS_T_VERS, number, 1, 1, "same", nullptr, nullptr,
            [](unsigned, std::size_t, const unsigned*, std::size_t bytes, std::size_t*, void**) {
                return bytes;
            } };
        H5Zregister(&filter);
    }
    ~RegisteredFilter() { H5Zunregister(number_); }
    RegisteredFilter(const RegisteredFilter&) = delete;
    RegisteredFilter& operator=(const RegisteredFilter&) = delete;

private:
    H5Z_filter_t number_;
};

TEST_F(Hdf5Filters, MissingFilter_IsNamed)
{
    const std::vector<std::pair<H5Z_filter_t, std::string>> filters { { 32000, "LZF" },
        { 32015, "Zstandard" }, { 307, "bzip2" }, { 511, "HDF5 filter 511" } };
    for (const auto& [number, name] : filters) {
        {
            const RegisteredFilter registered(number);
            ASSERT_TRUE(write(H5T_NATIVE_INT, [filter = number](hid_t properties) {
                H5Pset_shuffle(properties);
                return H5Pset_filter(properties, filter, H5Z_FLAG_MANDATORY, 0, nullptr);
            }));
        }
        const NetcdfHandle handle(path_);
        const auto error = refused([&] { handle.numbers(handle.variables().at(0)); });
        EXPECT_THAT(error, IsProblem(ProblemCode::unsupported, path_ + ", variable 'emi'"));
        EXPECT_THAT(Message { *error }.text(), HasSubstr("unsupported filter " + name));
    }
}

} // namespace
} // namespace cityflux
