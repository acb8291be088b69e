#include "pipeline/totals/totals.h"

#include "grids/text/error.h"
#include "tests/hdf5_chunk_place.h"
#include "tests/pipeline/totals/field_totals.h"
#include "tests/pipeline/totals/stored_field.h"
#include "tests/temporary_folder.h"

#include <cstddef>
#include <string>
#include <vector>

#include <fmt/format.h>
#include <gtest/gtest.h>

namespace cityflux {
namespace {

using namespace stored_field;
using Extents = std::vector<std::size_t>;

/// Ways of writing one and the same chunks: the bytes of the table must not tell them apart.
class SameChunks : public testing::TestWithParam<Extents> { };

TEST_P(SameChunks, PastLibrary_GivesSameBytes)
{
    const TemporaryFolder folder;
    for (const bool packed : { false, true }) {
        const auto run = [&](NetcdfStorage storage) {
            storage.chunks = GetParam();
            TotalsRequest request
                = request_for(write_netcdf(folder, { .storage = storage, .packed = packed }));
            const std::string touched = bytes_of(totals(request));
            request.close_whole_grid = true;
            return touched + bytes_of(totals(request));
        };
        const std::string through_the_library
            = run({ .shuffle = true, .deflate = true, .big_endian = true });
        EXPECT_EQ(run({ .shuffle = true, .deflate = true }), through_the_library)
            << "shuffle and deflate";
        EXPECT_EQ(
            run({ .shuffle = true, .deflate = true, .fletcher32 = true }), through_the_library)
            << "shuffle, fletcher32 and deflate";
        EXPECT_EQ(run({ .fletcher32 = true }), through_the_library) << "fletcher32";
        EXPECT_EQ(run({ .deflate = true }), through_the_library) << "deflate";
        EXPECT_EQ(run({}), through_the_library) << "as they are";
    }
}

INSTANTIATE_TEST_SUITE_P(All, SameChunks,
    testing::Values(Extents { 1, columns }, Extents { 113, 217 }, Extents { 180, 360 },
        Extents { rows, columns }),
    [](const auto& chunks) { return fmt::format("of_{}_x_{}", chunks.param[0], chunks.param[1]); });

/// Coding of chunks that are shuffled and deflated.
struct Coding {
    bool fletcher32 = false;
    bool big_endian = false; ///< read by the library
};

/// Tiles that are the same cells, whatever else a chunk holds besides: the bytes must not tell.
class SameTiles : public testing::Test {
protected:
    /// Bytes of a run over the periods and sectors that are wanted.
    std::string run(
        const std::string& order, const Extents& chunks, const Coding& coding = {}) const
    {
        const NetcdfStorage storage { .chunks = chunks,
            .shuffle = true,
            .deflate = true,
            .fletcher32 = coding.fletcher32,
            .big_endian = coding.big_endian };
        TotalsRequest request
            = request_for(write_netcdf(folder_, { .order = order, .storage = storage }));
        request.layers.periods = periods_;
        request.layers.sectors = sectors_;
        return bytes_of(totals(request));
    }

    TemporaryFolder folder_;
    std::vector<Period> periods_; ///< empty: all
    std::vector<std::string> sectors_;
};

TEST_F(SameTiles, MonthsInChunk_ChangeNoByte)
{
    const std::string one_month = run("tyx", { 1, 113, 217 });
    EXPECT_EQ(run("tyx", { 1, 113, 217 }, { .big_endian = true }), one_month)
        << "through the library";
    for (const std::size_t together : { 2u, 3u }) {
        for (const bool fletcher32 : { false, true }) {
            for (const bool big_endian : { false, true }) {
                SCOPED_TRACE(testing::Message() << together << (fletcher32 ? ", fletcher32" : "")
                                                << (big_endian ? ", through the library" : ""));
                const Coding coding { .fletcher32 = fletcher32, .big_endian = big_endian };
                EXPECT_EQ(run("tyx", { together, 113, 217 }, coding), one_month);
                EXPECT_EQ(run("ytx", { 113, together, 217 }, coding), one_month);
                EXPECT_EQ(run("yxt", { 113, 217, together }, coding), one_month);
            }
        }
    }
    EXPECT_EQ(run("yxt", { 113, 217, 1 }), one_month);
}

TEST_F(SameTiles, SectorsInChunk_ChangeNoByte)
{
    const std::string one_slice = run("tsyx", { 1, 1, 113, 217 });
    EXPECT_EQ(run("tsyx", { 1, 2, 113, 217 }), one_slice);
    EXPECT_EQ(run("tsyx", { 3, 1, 113, 217 }), one_slice);
    EXPECT_EQ(run("tsyx", { 2, 2, 113, 217 }), one_slice);
    EXPECT_EQ(run("tsyx", { 2, 2, 113, 217 }, { .fletcher32 = true }), one_slice) << "fletcher32";
    EXPECT_EQ(run("tsyx", { 2, 2, 113, 217 }, { .big_endian = true }), one_slice)
        << "through the library";
    EXPECT_EQ(run("tyxs", { 2, 113, 217, 2 }), one_slice);
    EXPECT_EQ(run("ytxs", { 113, 3, 217, 2 }), one_slice);
}

TEST_F(SameTiles, PartOfChunk_ChangesNoByte)
{
    periods_ = { Period { 2019, 3 }, Period { 2019, 2 } };
    EXPECT_EQ(run("tyx", { 3, 113, 217 }), run("tyx", { 1, 113, 217 }));
    EXPECT_EQ(run("yxt", { 113, 217, 2 }, { .big_endian = true }), run("yxt", { 113, 217, 1 }));
    periods_ = { Period { 2019, 1 }, Period { 2019, 3 } };
    sectors_ = { "2" };
    EXPECT_EQ(run("tsyx", { 2, 2, 113, 217 }), run("tsyx", { 1, 1, 113, 217 }));
}

TEST(UntouchedTiles, DamagedUntouchedTile_IsNotRead)
{
    const TemporaryFolder folder;
    const std::string path = write_netcdf(
        folder, { .storage = { .chunks = { 90, 180 }, .shuffle = true, .deflate = true } });
    TotalsRequest request = request_for(path);
    const std::string sound = bytes_of(totals(request));
    // The chunk in the south west, where no city lies.
    const ChunkPlace chunk = first_chunk(path, "co2");
    ASSERT_GT(chunk.size, 1000u);
    overwrite_bytes(path, chunk.address, std::string(1000, '\0'));
    EXPECT_EQ(bytes_of(totals(request)), sound);
    request.close_whole_grid = true;
    EXPECT_THROW(totals(request), InputError);
}

} // namespace
} // namespace cityflux
