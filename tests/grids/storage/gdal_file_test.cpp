#include "grids/storage/gdal_file.h"

#include "tests/grids/storage/geotiff.h"
#include "tests/grids/storage/grid_values.h"
#include "tests/grids/storage/gzip.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <fstream>
#include <limits>
#include <memory>
#include <random>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Values = std::vector<double>;

const double nan = std::numeric_limits<double>::quiet_NaN();

/// 200 x 200 numbers that no compression makes much smaller.
GeoTiff large_tiff()
{
    GeoTiff tiff;
    tiff.columns = tiff.rows = 200;
    tiff.transform = { 10, 0.1, 0, 53, 0, -0.1 };
    tiff.bands = { Values(200 * 200) };
    std::mt19937 random(3);
    for (double& value : tiff.bands[0]) {
        value = static_cast<double>(random());
    }
    return tiff;
}

std::string bytes_of(const std::string& path)
{
    std::ostringstream bytes;
    bytes << std::ifstream(path, std::ios::binary).rdbuf();
    return bytes.str();
}

class GdalFileTest : public testing::Test {
protected:
    std::string refusal(const std::string& path) const
    {
        return refusal_of([&] { open_gdal(path); });
    }

    TemporaryFolder folder_;
};

TEST_F(GdalFileTest, NorthUpGeoTiff)
{
    GeoTiff tiff;
    tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
    const auto file = open_gdal(tiff.write(folder_.file("a.tif")));
    EXPECT_EQ(file->format(), "GeoTIFF");
    EXPECT_EQ(file->grid(), (Grid { Axis(10, 1, 3), Axis(53, -1, 3).clamped(90), Crs() }));
    ASSERT_EQ(file->variables().size(), 1u);
    EXPECT_EQ(file->variables()[0].name, "band 1");
    EXPECT_EQ(file->variables()[0].type, ElementType::float32);
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6, 7, 8, 9 }));
    EXPECT_EQ(file->values(file->variables()[0], {}, { 1, 1 }), (Values { 4, 5, 6 }));
    EXPECT_TRUE(file->notes().empty());
}

TEST_F(GdalFileTest, SouthUpGeoTiff_KeepsRowOrder)
{
    GeoTiff tiff;
    tiff.transform = { 10, 1, 0, 50, 0, 1 };
    tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
    const auto file = open_gdal(tiff.write(folder_.file("a.tif")));
    EXPECT_EQ(file->grid().y, Axis(50, 1, 3).clamped(90));
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6, 7, 8, 9 }));
}

TEST_F(GdalFileTest, ProjectedGeoTiff)
{
    GeoTiff tiff;
    tiff.epsg = 32632;
    tiff.transform = { 500000, 1000, 0, 3002000, 0, -1000 };
    tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
    const auto file = open_gdal(tiff.write(folder_.file("a.tif")));
    EXPECT_EQ(file->grid(),
        (Grid { Axis(500000, 1000, 3), Axis(3002000, -1000, 3), Crs::parse("EPSG:32632", "a") }));
    EXPECT_EQ(file->grid().crs->name, "WGS 84 / UTM zone 32N");
}

TEST_F(GdalFileTest, TenthsOfADegreeAreExact)
{
    GeoTiff tiff;
    tiff.columns = 3600;
    tiff.rows = 1;
    tiff.transform = { -180, 0.1, 0, 30.1, 0, -0.1 };
    tiff.bands = { Values(3600, 1.0) };
    const auto file = open_gdal(tiff.write(folder_.file("a.tif")));
    EXPECT_EQ(file->grid().x.edge(301), -149.9);
    EXPECT_EQ(file->grid().y.edge(1), 30.0);
}

TEST_F(GdalFileTest, WithoutACrsItStaysUnknown)
{
    GeoTiff tiff;
    tiff.epsg = 0;
    tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
    EXPECT_FALSE(open_gdal(tiff.write(folder_.file("a.tif")))->grid().crs);
}

TEST_F(GdalFileTest, NodataAndNan)
{
    GeoTiff tiff;
    tiff.nodata = -9999.0;
    tiff.bands = { { 1, -9999, 3, nan, 5, 0, 7, 8, 9 } };
    EXPECT_EQ(values_of(*open_gdal(tiff.write(folder_.file("a.tif")))),
        (Values { 1, none, 3, none, 5, 0, 7, 8, 9 }));

    tiff.nodata = static_cast<double>(std::numeric_limits<float>::lowest());
    tiff.bands = { { 1, *tiff.nodata, 3, 4, 5, 6, 7, 8, 9 } };
    EXPECT_EQ(values_of(*open_gdal(tiff.write(folder_.file("a.tif")))),
        (Values { 1, none, 3, 4, 5, 6, 7, 8, 9 }));
}

TEST_F(GdalFileTest, ScaleAndOffsetOfShorts)
{
    GeoTiff tiff;
    tiff.type = GDT_Int16;
    tiff.nodata = -1.0;
    tiff.scale = 0.5;
    tiff.offset = 100.0;
    tiff.bands = { { 0, 2, -1, 4, 5, 6, 7, 8, -2 } };
    const auto file = open_gdal(tiff.write(folder_.file("a.tif")));
    EXPECT_EQ(file->variables()[0].type, ElementType::int16);
    EXPECT_EQ(values_of(*file), (Values { 100, 101, none, 102, 102.5, 103, 103.5, 104, 99 }));
}

TEST_F(GdalFileTest, BandsWithTheirNamesAndUnits)
{
    GeoTiff tiff;
    tiff.bands
        = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 10, 20, 30, 40, 50, 60, 70, 80, 90 }, Values(9, 5.0) };
    tiff.names = { "power", "industry", "" };
    tiff.unit = "t";
    const auto file = open_gdal(tiff.write(folder_.file("a.tif")));
    ASSERT_EQ(file->variables().size(), 3u);
    EXPECT_EQ(file->variables()[0].name, "power");
    EXPECT_EQ(file->variables()[1].name, "industry");
    EXPECT_EQ(file->variables()[2].name, "band 3");
    EXPECT_EQ(file->variables()[1].attributes.text("units"), "t");
    EXPECT_EQ(values_of(*file, 1), (Values { 10, 20, 30, 40, 50, 60, 70, 80, 90 }));
    EXPECT_EQ(file->values(file->variables()[2], {}, { 2, 1 }), (Values { 5, 5, 5 }));
}

TEST_F(GdalFileTest, PictureOfNumbers_IsNoVariable)
{
    // Northwood's grids have red, green and blue in bytes, then the numbers.
    GeoTiff picture;
    picture.type = GDT_Byte;
    picture.bands = { Values(9, 1), Values(9, 2), Values(9, 3) };
    picture.write(folder_.file("rgb.tif"));
    GeoTiff numbers;
    numbers.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
    numbers.write(folder_.file("n.tif"));
    std::string vrt = "<VRTDataset rasterXSize='3' rasterYSize='3'><SRS>EPSG:4326</SRS>"
                      "<GeoTransform>10,1,0,53,0,-1</GeoTransform>";
    int number = 0;
    for (const char* colour : { "Red", "Green", "Blue", "Gray" }) {
        const bool gray = std::string(colour) == "Gray";
        ++number;
        vrt += std::string("<VRTRasterBand dataType='") + (gray ? "Float32" : "Byte") + "' band='"
            + std::to_string(number) + "'><ColorInterp>" + colour
            + "</ColorInterp><SimpleSource><SourceFilename relativeToVRT='1'>"
            + (gray ? "n.tif" : "rgb.tif") + "</SourceFilename><SourceBand>"
            + std::to_string(gray ? 1 : number) + "</SourceBand></SimpleSource></VRTRasterBand>";
    }
    const auto file = open_gdal(folder_.write("a.vrt", vrt + "</VRTDataset>"));
    ASSERT_EQ(file->variables().size(), 1u);
    EXPECT_EQ(file->variables()[0].name, "band 4");
    EXPECT_EQ(values_of(*file), numbers.bands[0]);
    EXPECT_EQ(file->notes().size(), 1u);
}

TEST_F(GdalFileTest, ClassesBesideNumbers_AreNoVariable)
{
    GeoTiff tiff;
    tiff.type = GDT_Int16;
    tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 }, { 0, 1, 1, 0, 1, 1, 0, 1, 1 } };
    const std::string path = tiff.write(folder_.file("a.tif"));
    const char* names[] = { "water", "land", nullptr };
    const auto name_classes = [&](int band) {
        const std::unique_ptr<GDALDataset> dataset(
            GDALDataset::Open(path.c_str(), GDAL_OF_RASTER | GDAL_OF_UPDATE));
        dataset->GetRasterBand(band)->SetCategoryNames(const_cast<char**>(names));
    };
    name_classes(2);
    const auto file = open_gdal(path);
    ASSERT_EQ(file->variables().size(), 1u);
    EXPECT_EQ(file->variables()[0].name, "band 1");
    EXPECT_EQ(file->notes().size(), 1u);
    name_classes(1);
    EXPECT_EQ(open_gdal(path)->variables().size(), 2u) << "no other numbers";
}

TEST_F(GdalFileTest, InsideGzip)
{
    GeoTiff tiff;
    tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
    const auto file = open_gdal(
        write_gzip(folder_.file("b.tif.gz"), bytes_of(tiff.write(folder_.file("a.tif")))));
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, 5, 6, 7, 8, 9 }));
    EXPECT_EQ(file->grid().x, Axis(10, 1, 3));
}

TEST_F(GdalFileTest, EsriAsciiGridInFloat64)
{
    // In float32 123456789.123 would be 123456792.
    const auto file = open_gdal(folder_.write("a.asc",
        "ncols 3\nnrows 2\nxllcorner 70\nyllcorner 10\ncellsize 0.25\nNODATA_value -9999\n"
        "1.5 123456789.123 -9999\n"
        "4 5 6\n"));
    EXPECT_EQ(file->format(), "ESRI ASCII grid");
    EXPECT_EQ(file->grid().x, Axis(70, 0.25, 3));
    EXPECT_EQ(file->grid().y, Axis(10.5, -0.25, 2));
    EXPECT_FALSE(file->grid().crs) << "the format has none";
    EXPECT_EQ(file->variables()[0].type, ElementType::float64);
    EXPECT_EQ(values_of(*file), (Values { 1.5, 123456789.123, none, 4, 5, 6 }));
}

TEST_F(GdalFileTest, EsriAsciiGridByCentres)
{
    const auto file = open_gdal(folder_.write(
        "a.asc", "NCOLS 2\nNROWS 1\nXLLCENTER 70.125\nYLLCENTER 10.125\nCELLSIZE 0.25\n1 2\n"));
    EXPECT_EQ(file->grid().x, Axis(70, 0.25, 2));
    EXPECT_EQ(file->grid().y, Axis(10.25, -0.25, 1));
}

TEST_F(GdalFileTest, WithoutAPlaceItIsRefused)
{
    GeoTiff tiff;
    tiff.transform.clear();
    tiff.epsg = 0;
    tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
    const std::string path = tiff.write(folder_.file("a.tif"));
    EXPECT_EQ(refusal(path),
        path
            + ": missing geotransform: the position of the raster on the Earth is unknown; add "
              "one, e.g. with gdal_translate -a_ullr, or describe the file as bare text in an "
              "inventory TOML");
}

TEST_F(GdalFileTest, TurnedRastersAreRefused)
{
    GeoTiff tiff;
    tiff.transform = { 10, 1, 0.5, 53, 0.5, -1 };
    tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
    EXPECT_EQ(refusal(tiff.write(folder_.file("a.tif"))),
        folder_.file("a.tif") + ": unsupported rotated raster; warp it first with gdalwarp");
}

TEST_F(GdalFileTest, ComplexNumbersAreRefused)
{
    GeoTiff tiff;
    tiff.type = GDT_CFloat32;
    tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
    EXPECT_EQ(refusal(tiff.write(folder_.file("a.tif"))),
        folder_.file("a.tif")
            + ": unsupported type of bands: CFloat32; convert the file to float32, e.g. with "
              "gdal_translate -ot Float32");
}

TEST_F(GdalFileTest, RowsBeyondThePoleAreRefused)
{
    GeoTiff tiff;
    tiff.transform = { 10, 1, 0, 93, 0, -1 };
    tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
    const std::string path = tiff.write(folder_.file("a.tif"));
    EXPECT_THAT(refused([&] { open_gdal(path); }), IsProblem(ProblemCode::out_of_range, path));
}

TEST_F(GdalFileTest, FileWithoutRaster_IsRefused)
{
    EXPECT_THAT(refusal(folder_.write("a.tif", std::string("\x01\x02\x03 nonsense", 12))),
        HasSubstr("a.tif: unreadable raster: "));
    EXPECT_THAT(
        refusal(folder_.file("nothing.tif")), HasSubstr("nothing.tif: unreadable raster: "));
}

TEST_F(GdalFileTest, TruncatedIsRefusedWhenItIsRead)
{
    for (const bool packed : { false, true }) {
        GeoTiff tiff = large_tiff();
        tiff.compress = packed;
        const std::string path = tiff.write(folder_.file("a.tif"));
        EXPECT_EQ(refusal_of([&] { values_of(*open_gdal(path)); }), "accepted");
        cut_file_in_half(path);
        const std::string message = refusal_of([&] { values_of(*open_gdal(path)); });
        EXPECT_THAT(message, HasSubstr(path)) << packed;
        EXPECT_THAT(message,
            testing::AnyOf(
                HasSubstr(": damaged or truncated: "), HasSubstr(": unreadable raster: ")))
            << packed;
    }
}

/// Where the first block of the first band is in a GeoTIFF: its first byte, and how many there are.
std::pair<std::size_t, std::size_t> first_block(const std::string& path)
{
    const std::unique_ptr<GDALDataset> dataset(GDALDataset::Open(path.c_str()));
    GDALRasterBand* band = dataset->GetRasterBand(1);
    return { std::stoul(band->GetMetadataItem("BLOCK_OFFSET_0_0", "TIFF")),
        std::stoul(band->GetMetadataItem("BLOCK_SIZE_0_0", "TIFF")) };
}

TEST_F(GdalFileTest, TurnedBitInBlock_IsNoticed)
{
    // libtiff passes one in four: those after which a block inflates to more bytes than it should.
    for (const std::size_t bands : { std::size_t { 1 }, std::size_t { 2 } }) {
        GeoTiff tiff;
        tiff.columns = tiff.rows = 12;
        tiff.compress = true;
        tiff.bands.assign(bands, Values(12 * 12));
        for (std::size_t i = 0; i < tiff.bands[0].size(); ++i) {
            tiff.bands[0][i] = std::sqrt(static_cast<double>(i * 7919));
        }
        const std::string sound = tiff.write(folder_.file("sound.tif"));
        const auto all = [&](const std::string& path) {
            const auto file = open_gdal(path);
            Values values;
            for (std::size_t band = bands; band-- > 0;) {
                const Values more = values_of(*file, band);
                values.insert(values.end(), more.begin(), more.end());
            }
            return values;
        };
        const Values right = all(sound);
        const std::string bytes = bytes_of(sound);
        const auto [begin, size] = first_block(sound);
        std::size_t refused = 0;
        for (std::size_t at = begin; at < begin + size; ++at) {
            std::string damaged = bytes;
            damaged[at] = static_cast<char>(damaged[at] ^ (1 << at % 8));
            const std::string path = folder_.write("damaged.tif", damaged);
            const std::string end = refusal_of([&] { EXPECT_EQ(all(path), right) << at; });
            refused += end == "accepted" ? 0 : 1;
        }
        EXPECT_GE(refused, size - 1) << "one bit of the two bytes of zlib's header means nothing";
    }
}

TEST_F(GdalFileTest, TruncatedAsciiGrid_IsNotOpened)
{
    const std::string path = folder_.write(
        "a.asc", "ncols 3\nnrows 3\nxllcorner 70\nyllcorner 10\ncellsize 1\n1 2 3\n4 5");
    EXPECT_EQ(refusal(path),
        path
            + ": damaged or truncated: the header declares 3 rows of 3 numbers, the file has 5; "
              "get the file again");
}

TEST_F(GdalFileTest, TruncatedGzip_IsRefusedOnReading)
{
    const std::string path
        = write_gzip(folder_.file("b.tif.gz"), bytes_of(large_tiff().write(folder_.file("a.tif"))));
    EXPECT_EQ(refusal_of([&] { values_of(*open_gdal(path)); }), "accepted");
    cut_file_in_half(path);
    EXPECT_THAT(refusal_of([&] { values_of(*open_gdal(path)); }), HasSubstr(path));
}

} // namespace
} // namespace cityflux
