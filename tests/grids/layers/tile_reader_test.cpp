#include "grids/layers/tile_reader.h"

#include "tests/netcdf_writer.h"
#include "tests/temporary_folder.h"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Groups = std::vector<std::vector<std::size_t>>;

/// "co2" of three months and two sectors on 2 x 2 cells: month, sector and cell are its digits.
/// Chunks of `months` x `sectors`.
class TileReaderTest : public testing::Test {
protected:
    Raster raster(std::size_t months, std::size_t sectors)
    {
        std::vector<double> values;
        for (const int month : { 100, 200, 300 }) {
            for (const int sector : { 10, 20 }) {
                for (const int cell : { 1, 2, 3, 4 }) {
                    values.push_back(month + sector + cell);
                }
            }
        }
        const std::string path = folder_.file("a.nc");
        NetcdfWriter(path)
            .axis("time", "days since 2019-01-01", { 15, 45, 75 })
            .axis("sector", "1", { 1, 2 })
            .axis("lat", "degrees_north", { 30.5, 31.5 })
            .axis("lon", "degrees_east", { 100.5, 101.5 })
            .field("co2", { "time", "sector", "lat", "lon" }, values)
            .chunks("co2", { months, sectors, 2, 2 })
            .attribute("co2", "units", "t")
            .close();
        return Raster::open(path, Catalogue(), std::nullopt, {});
    }

    TemporaryFolder folder_;
};

TEST_F(TileReaderTest, Layers_AreGroupedByChunk)
{
    const auto groups_of = [&](std::size_t months, std::size_t sectors) {
        const Raster file = raster(months, sectors);
        return stored_together(file, file.layers());
    };
    // Layers run by month, then by sector.
    EXPECT_EQ(groups_of(1, 1), (Groups { { 0 }, { 1 }, { 2 }, { 3 }, { 4 }, { 5 } }));
    EXPECT_EQ(groups_of(3, 1), (Groups { { 0, 2, 4 }, { 1, 3, 5 } }));
    EXPECT_EQ(groups_of(1, 2), (Groups { { 0, 1 }, { 2, 3 }, { 4, 5 } }));
    EXPECT_EQ(groups_of(2, 2), (Groups { { 0, 1, 2, 3 }, { 4, 5 } }));
    EXPECT_EQ(groups_of(3, 2), (Groups { { 0, 1, 2, 3, 4, 5 } }));
}

TEST_F(TileReaderTest, UnwantedLayers_AreInNoGroup)
{
    const Raster file = raster(2, 2);
    const std::vector<Layer> wanted { file.layers()[5], file.layers()[3], file.layers()[0] };
    EXPECT_EQ(stored_together(file, wanted), (Groups { { 0 }, { 1, 2 } }));
}

TEST_F(TileReaderTest, GivesEachLayerAndMindsNoChange)
{
    for (const std::size_t months : { 1u, 2u, 3u }) {
        for (const std::size_t sectors : { 1u, 2u }) {
            Raster file = raster(months, sectors);
            TileReader reader(file);
            for (const auto& group : stored_together(file, file.layers())) {
                reader.read(file.layers()[group.back()], { 0, 2, 0, 2 });
                for (const std::size_t l : group) {
                    RawBlock& block = reader.block_of(file.layers()[l]);
                    std::vector<double> values(4);
                    decode(block, {}, values);
                    const double first = 100.0 * static_cast<double>(1 + l / 2)
                        + 10.0 * static_cast<double>(1 + l % 2) + 1.0;
                    EXPECT_EQ(
                        values, (std::vector<double> { first, first + 1, first + 2, first + 3 }))
                        << "layer " << l;
                    block.bytes.assign(block.bytes.size(), std::byte { 0xff });
                }
            }
        }
    }
}

} // namespace
} // namespace cityflux
