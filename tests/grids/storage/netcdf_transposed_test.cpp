#include "grids/storage/chunk_coding.h"
#include "grids/storage/netcdf_file.h"
#include "grids/storage/slice_layout.h"
#include "tests/grids/storage/netcdf_file_fixture.h"

#include <map>
#include <ostream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

/// Variable of 5 rows, 4 columns and 3 times along dimensions in some order.
struct StoredOrder {
    std::vector<std::string> dimensions;
    std::vector<std::size_t> chunks; ///< empty: contiguous
    int format = NC_NETCDF4;
    std::size_t together = 1; ///< times in a chunk
};

void PrintTo(const StoredOrder& order, std::ostream* out)
{
    for (const std::string& dimension : order.dimensions) {
        *out << dimension << ' ';
    }
    *out << testing::PrintToString(order.chunks) << order.format;
}

class TransposedFile : public NetcdfFileTest, public testing::WithParamInterface<StoredOrder> {
protected:
    /// Writes the value 100 time + 10 row + column in each cell.
    void write() const
    {
        const std::map<std::string, std::size_t> sizes { { "lat", 5 }, { "lon", 4 },
            { "time", 3 } };
        const std::map<std::string, double> factors { { "lat", 10 }, { "lon", 1 },
            { "time", 100 } };
        Values values { 0.0 };
        for (const std::string& dimension : GetParam().dimensions) {
            Values longer;
            for (const double value : values) {
                for (std::size_t i = 0; i < sizes.at(dimension); ++i) {
                    longer.push_back(value + factors.at(dimension) * static_cast<double>(i));
                }
            }
            values = longer;
        }
        NetcdfWriter writer(path_, GetParam().format);
        writer.axis("lat", "degrees_north", { 50, 51, 52, 53, 54 })
            .axis("lon", "degrees_east", { 10, 11, 12, 13 })
            .axis("time", "days since 2019-01-01", { 15, 45, 75 })
            .field("emi", GetParam().dimensions, values);
        if (!GetParam().chunks.empty()) {
            writer.chunks("emi", GetParam().chunks);
        }
        writer.close();
    }
};

TEST_P(TransposedFile, TilesHaveTheirCells)
{
    write();
    const auto file = open();
    const GridVariable& variable = *file->find("emi");
    const std::size_t together = file->slices_together(variable).front();
    EXPECT_EQ(together, GetParam().together);
    const Tiling tiling = file->tiling(variable);
    RawBlock block;
    RawBlock slice;
    for (std::size_t time = 0; time < 3; ++time) {
        for (std::size_t tile = 0; tile < tiling.across(file->grid()) * tiling.down(file->grid());
             ++tile) {
            const CellWindow window = tiling.window(tile, file->grid());
            file->read_together(variable, Slice { time }, window, block);
            unpack(block, path_.c_str());
            part_slices(block);
            take_slice(block, Slice { time % together }, window.rows, slice);
            Values values(slice.count());
            decode(slice, variable.packing, values);
            for (std::size_t r = 0; r < window.rows; ++r) {
                for (std::size_t c = 0; c < window.columns; ++c) {
                    ASSERT_EQ(values.at(r * slice.stride + c),
                        static_cast<double>(100 * time + 10 * (window.row + r) + window.column + c))
                        << "time " << time << ", tile " << tile;
                }
            }
        }
        EXPECT_EQ(values_of(*file, { time }).at(7), static_cast<double>(100 * time + 13));
    }
}

INSTANTIATE_TEST_SUITE_P(Orders, TransposedFile,
    testing::Values(StoredOrder { { "lon", "lat", "time" }, { 4, 5, 3 }, NC_NETCDF4, 3 },
        StoredOrder { { "lon", "lat", "time" }, { 3, 2, 2 }, NC_NETCDF4, 2 },
        StoredOrder { { "lon", "lat", "time" }, { 3, 2, 1 } },
        StoredOrder { { "lon", "time", "lat" }, { 3, 2, 4 }, NC_NETCDF4, 2 },
        StoredOrder { { "time", "lon", "lat" }, { 2, 3, 2 }, NC_NETCDF4, 2 },
        StoredOrder { { "time", "lon", "lat" }, { 1, 4, 5 } },
        StoredOrder { { "lon", "lat", "time" }, {}, NC_NETCDF4, 3 },
        StoredOrder { { "lon", "lat", "time" }, {}, NC_CLASSIC_MODEL, 3 },
        StoredOrder { { "lon", "time", "lat" }, {}, NC_CLASSIC_MODEL, 3 },
        StoredOrder { { "time", "lon", "lat" }, {}, NC_64BIT_OFFSET },
        StoredOrder { { "lat", "lon", "time" }, {}, NC_CLASSIC_MODEL, 3 },
        StoredOrder { { "lat", "time", "lon" }, {}, NC_NETCDF4, 3 }));

} // namespace
} // namespace cityflux
