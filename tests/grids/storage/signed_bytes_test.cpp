#include "grids/storage/signed_bytes.h"

#include "grids/storage/gdal_file.h"
#include "tests/grids/storage/geotiff.h"
#include "tests/grids/storage/grid_values.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Values = std::vector<double>;

/// Bytes as they are stored: 156 is -100, 255 is -1.
GeoTiff signed_tiff()
{
    GeoTiff tiff;
    tiff.type = GDT_Byte;
    tiff.signed_bytes = true;
    tiff.bands = { { 1, 2, 3, 4, 156, 127, 128, 255, 0 } };
    return tiff;
}

class SignedBytesTest : public testing::Test {
protected:
    void SetUp() override
    {
#if GDAL_VERSION_NUM >= GDAL_COMPUTE_VERSION(3, 7, 0)
        GTEST_SKIP() << "GDAL has a type of its own for signed bytes";
#endif
    }
    /// Returns a VRT over the band of a file, declared to be of `type` and without PIXELTYPE.
    static std::string vrt_over(const std::string& file, const std::string& type)
    {
        return "<VRTDataset rasterXSize='3' rasterYSize='3'><SRS>EPSG:4326</SRS>"
               "<GeoTransform>10,1,0,53,0,-1</GeoTransform><VRTRasterBand dataType='"
            + type + "' band='1'>" + source(file) + "</VRTRasterBand></VRTDataset>";
    }
    static std::string source(const std::string& file)
    {
        return "<SimpleSource><SourceFilename relativeToVRT='1'>" + file
            + "</SourceFilename><SourceBand>1</SourceBand></SimpleSource>";
    }

    TemporaryFolder folder_;
};

TEST_F(SignedBytesTest, GeoTiff_HoldsSinks)
{
    const auto file = open_gdal(signed_tiff().write(folder_.file("a.tif")));
    EXPECT_EQ(file->variables()[0].type, ElementType::int8);
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, -100, 127, -128, -1, 0 }));
}

TEST_F(SignedBytesTest, NodataInEitherSign)
{
    for (const double nodata : { -1.0, 255.0 }) {
        GeoTiff tiff = signed_tiff();
        tiff.nodata = nodata;
        EXPECT_EQ(values_of(*open_gdal(tiff.write(folder_.file("a.tif")))),
            (Values { 1, 2, 3, 4, -100, 127, -128, none, 0 }))
            << nodata;
    }
}

TEST_F(SignedBytesTest, MaskedBytes)
{
    GeoTiff tiff = signed_tiff();
    tiff.mask = { 0, 1, 1, 1, 1, 1, 1, 1, 1 };
    EXPECT_EQ(values_of(*open_gdal(tiff.write(folder_.file("a.tif")))),
        (Values { none, 2, 3, 4, -100, 127, -128, -1, 0 }));
}

TEST_F(SignedBytesTest, UnsignedBytes_StaySo)
{
    GeoTiff tiff = signed_tiff();
    tiff.signed_bytes = false;
    EXPECT_EQ(values_of(*open_gdal(tiff.write(folder_.file("a.tif")))), tiff.bands[0]);
}

TEST_F(SignedBytesTest, VrtWithoutPixelType_AsksItsSource)
{
    signed_tiff().write(folder_.file("a.tif"));
    const auto file = open_gdal(folder_.write("a.vrt", vrt_over("a.tif", "Byte")));
    EXPECT_EQ(values_of(*file), (Values { 1, 2, 3, 4, -100, 127, -128, -1, 0 }));
}

TEST_F(SignedBytesTest, ConvertingVrt_IsRefused)
{
    signed_tiff().write(folder_.file("a.tif"));
    const std::string vrt = folder_.write("a.vrt", vrt_over("a.tif", "Float32"));
    EXPECT_THAT(refused([&] { open_gdal(vrt); }), IsProblem(ProblemCode::unsupported, vrt));
}

TEST_F(SignedBytesTest, VrtOfBothKinds_IsRefused)
{
    signed_tiff().write(folder_.file("a.tif"));
    GeoTiff plain = signed_tiff();
    plain.signed_bytes = false;
    plain.write(folder_.file("b.tif"));
    std::string text = vrt_over("a.tif", "Byte");
    text.insert(text.find("</VRTRasterBand>"), source("b.tif"));
    const std::string vrt = folder_.write("a.vrt", text);
    EXPECT_THAT(refused([&] { open_gdal(vrt); }), IsProblem(ProblemCode::inconsistent, vrt));
}

} // namespace
} // namespace cityflux
