#include "grids/storage/band_mask.h"

#include "grids/storage/gdal_file.h"
#include "tests/grids/storage/geotiff.h"
#include "tests/grids/storage/grid_values.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using Values = std::vector<double>;

const Values nine { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
const Values western_column_out { 0, 255, 255, 0, 255, 255, 0, 255, 255 };
const Values without_western_column { none, 2, 3, none, 5, 6, none, 8, 9 };

class BandMaskTest : public testing::Test {
protected:
    static GeoTiff masked(GDALDataType type)
    {
        GeoTiff tiff;
        tiff.type = type;
        tiff.bands = { nine };
        tiff.mask = western_column_out;
        return tiff;
    }
    std::string path() const { return folder_.file("a.tif"); }

    TemporaryFolder folder_;
};

TEST_F(BandMaskTest, NumbersOfAnyType_BecomeNodata)
{
    for (const GDALDataType type : { GDT_Byte, GDT_UInt16, GDT_Int16, GDT_UInt32, GDT_Int32,
             GDT_UInt64, GDT_Int64, GDT_Float32, GDT_Float64 }) {
        const auto file = open_gdal(masked(type).write(path()));
        EXPECT_EQ(values_of(*file), without_western_column) << GDALGetDataTypeName(type);
        EXPECT_EQ(file->variables()[0].type,
            type == GDT_Float32 ? ElementType::float32 : ElementType::float64);
    }
}

TEST_F(BandMaskTest, MaskAndNodata_BothExclude)
{
    GeoTiff tiff = masked(GDT_Int16);
    tiff.nodata = 9.0;
    EXPECT_EQ(values_of(*open_gdal(tiff.write(path()))),
        (Values { none, 2, 3, none, 5, 6, none, 8, none }));
}

TEST_F(BandMaskTest, WithoutMask_TypeStays)
{
    GeoTiff tiff = masked(GDT_Int16);
    tiff.mask.clear();
    tiff.nodata = 9.0;
    EXPECT_EQ(open_gdal(tiff.write(path()))->variables()[0].type, ElementType::int16);
}

TEST_F(BandMaskTest, PackedValues_KeepTheirScale)
{
    GeoTiff tiff = masked(GDT_Byte);
    tiff.scale = 2.0;
    tiff.offset = 1.0;
    EXPECT_EQ(values_of(*open_gdal(tiff.write(path()))),
        (Values { none, 5, 7, none, 11, 13, none, 17, 19 }));
}

TEST_F(BandMaskTest, NodataOfAllBands_MasksThem)
{
    // GDAL's NODATA_VALUES: a cell is no data if every band holds its value there.
    GeoTiff tiff;
    tiff.bands = { { 0, 0, 3, 4, 5, 6, 7, 8, 9 }, { 0, 2, 3, 4, 5, 6, 7, 8, 0 } };
    tiff.write(path());
    const std::unique_ptr<GDALDataset> dataset(
        GDALDataset::Open(path().c_str(), GDAL_OF_RASTER | GDAL_OF_UPDATE));
    dataset->SetMetadataItem("NODATA_VALUES", "0 0");
    dataset->FlushCache();
    const auto file = open_gdal(path());
    EXPECT_EQ(values_of(*file, 0), (Values { none, 0, 3, 4, 5, 6, 7, 8, 9 }));
    EXPECT_EQ(values_of(*file, 1), (Values { none, 2, 3, 4, 5, 6, 7, 8, 0 }));
}

TEST_F(BandMaskTest, VrtOverMaskedFile)
{
    masked(GDT_Float32).write(path());
    const std::unique_ptr<GDALDataset> source(GDALDataset::Open(path().c_str()));
    const std::string vrt = folder_.file("a.vrt");
    const std::unique_ptr<GDALDataset> copy(
        GetGDALDriverManager()->GetDriverByName("VRT")->CreateCopy(
            vrt.c_str(), source.get(), FALSE, nullptr, nullptr, nullptr));
    copy->FlushCache();
    EXPECT_EQ(values_of(*open_gdal(vrt)), without_western_column);
}

TEST_F(BandMaskTest, GapsOfVrt_AreNodata)
{
    // GDAL makes cells without a source 0.
    GeoTiff tiff;
    tiff.bands = { nine };
    tiff.write(path());
    const auto vrt_of = [&](const std::string& nodata, const std::vector<int>& columns) {
        std::string vrt = "<VRTDataset rasterXSize='3' rasterYSize='3'><SRS>EPSG:4326</SRS>"
                          "<GeoTransform>10,1,0,53,0,-1</GeoTransform>"
                          "<VRTRasterBand dataType='Float32' band='1'>"
            + nodata;
        for (const int column : columns) {
            const std::string x = std::to_string(column);
            const std::string rectangle = " xOff='" + x + "' yOff='0' xSize='1' ySize='3'/>";
            vrt += "<SimpleSource><SourceFilename relativeToVRT='1'>a.tif</SourceFilename>"
                   "<SourceBand>1</SourceBand><SrcRect"
                + rectangle + "<DstRect" + rectangle + "</SimpleSource>";
        }
        return folder_.write("a.vrt", vrt + "</VRTRasterBand></VRTDataset>");
    };
    const Values without_middle { 1, none, 3, 4, none, 6, 7, none, 9 };
    const auto gap = open_gdal(vrt_of("", { 0, 2, 0 }));
    EXPECT_EQ(values_of(*gap), without_middle);
    EXPECT_EQ(gap->values(gap->variables()[0], {}, { 2, 1 }).size(), 3u);
    EXPECT_EQ(gap->notes().size(), 1u);
    const auto declared = open_gdal(vrt_of("<NoDataValue>-1</NoDataValue>", { 0, 2 }));
    EXPECT_EQ(values_of(*declared), without_middle);
    EXPECT_TRUE(declared->notes().empty());
    const auto full = open_gdal(vrt_of("", { 0, 1, 2 }));
    EXPECT_EQ(values_of(*full), nine);
    EXPECT_TRUE(full->notes().empty());
}

TEST_F(BandMaskTest, AlphaBand_IsNoVariable)
{
    GeoTiff tiff;
    tiff.alpha = true;
    tiff.bands = { nine, { 2, 4, 6, 8, 10, 12, 14, 16, 18 }, { 0, 0.25, 1, 0, 1, 1, 0, 1, 1 } };
    const auto file = open_gdal(tiff.write(path()));
    ASSERT_EQ(file->variables().size(), 2u);
    EXPECT_EQ(values_of(*file, 0), without_western_column);
    EXPECT_EQ(values_of(*file, 1), (Values { none, 4, 6, none, 10, 12, none, 16, 18 }));
    EXPECT_EQ(file->notes().size(), 1u);
}

TEST_F(BandMaskTest, AlphaBandInFront_KeepsBandNumbers)
{
    GeoTiff tiff;
    tiff.bands = { western_column_out, nine };
    tiff.write(path());
    const std::unique_ptr<GDALDataset> dataset(
        GDALDataset::Open(path().c_str(), GDAL_OF_RASTER | GDAL_OF_UPDATE));
    dataset->GetRasterBand(1)->SetColorInterpretation(GCI_AlphaBand);
    dataset->FlushCache();
    const auto file = open_gdal(path());
    ASSERT_EQ(file->variables().size(), 1u);
    EXPECT_EQ(file->variables()[0].name, "band 2");
    EXPECT_EQ(values_of(*file), without_western_column);
}

TEST_F(BandMaskTest, AlphaOfWrongBand_IsTheLast)
{
    // GDAL's option ALPHA=YES declares the second of three bands alpha.
    GeoTiff tiff;
    tiff.bands = { nine, { 2, 4, 6, 8, 10, 12, 14, 16, 18 }, western_column_out };
    tiff.write(path());
    {
        const std::unique_ptr<GDALDataset> dataset(
            GDALDataset::Open(path().c_str(), GDAL_OF_RASTER | GDAL_OF_UPDATE));
        dataset->GetRasterBand(2)->SetColorInterpretation(GCI_AlphaBand);
    }
    const auto file = open_gdal(path());
    ASSERT_EQ(file->variables().size(), 2u);
    EXPECT_EQ(file->variables()[1].name, "band 2");
    EXPECT_EQ(values_of(*file, 1), (Values { none, 4, 6, none, 10, 12, none, 16, 18 }));
}

TEST_F(BandMaskTest, DescribedBand_IsNoAlpha)
{
    // GDAL makes the fourth of four bands of bytes alpha unasked.
    GeoTiff tiff;
    tiff.type = GDT_Byte;
    tiff.bands = { nine, nine, nine, western_column_out };
    tiff.names = { "power", "industry", "road", "shipping" };
    const auto file = open_gdal(tiff.write(path()));
    ASSERT_EQ(file->variables().size(), 4u);
    EXPECT_EQ(values_of(*file, 0), nine);
    EXPECT_EQ(values_of(*file, 3), western_column_out);
}

TEST_F(BandMaskTest, AlphaAlone_IsRefused)
{
    GeoTiff tiff;
    tiff.alpha = true;
    tiff.bands = { nine };
    tiff.write(path());
    EXPECT_THAT(refused([&] { open_gdal(path()); }), IsProblem(ProblemCode::missing, path()));
}

TEST_F(BandMaskTest, DamagedMask_IsRefused)
{
    GeoTiff tiff = masked(GDT_Float32);
    tiff.compress = true;
    tiff.write(path());
    std::size_t begin = 0;
    std::size_t size = 0;
    {
        const std::unique_ptr<GDALDataset> dataset(GDALDataset::Open(path().c_str()));
        GDALRasterBand* mask = dataset->GetRasterBand(1)->GetMaskBand();
        begin = std::stoul(mask->GetMetadataItem("BLOCK_OFFSET_0_0", "TIFF"));
        size = std::stoul(mask->GetMetadataItem("BLOCK_SIZE_0_0", "TIFF"));
    }
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(static_cast<std::streamoff>(begin + size - 1)); // in the checksum
    file.put('\x7f');
    file.close();
    EXPECT_THAT(
        refused([&] { values_of(*open_gdal(path())); }), IsProblem(ProblemCode::damaged, path()));
}

} // namespace
} // namespace cityflux
