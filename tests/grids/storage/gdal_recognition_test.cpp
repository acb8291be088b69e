#include "grids/storage/gdal_recognition.h"

#include "tests/grids/storage/geotiff.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

class GdalRecognitionTest : public testing::Test {
protected:
    /// Writes a raster of 3 x 3 cells in a format of GDAL. Returns its path.
    std::string write(const std::string& driver, const std::string& name) const
    {
        GeoTiff tiff;
        tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
        const std::unique_ptr<GDALDataset> source(
            GDALDataset::Open(tiff.write(folder_.file("source.tif")).c_str()));
        const std::unique_ptr<GDALDataset> copy(
            GetGDALDriverManager()
                ->GetDriverByName(driver.c_str())
                ->CreateCopy(
                    folder_.file(name).c_str(), source.get(), FALSE, nullptr, nullptr, nullptr));
        return folder_.file(name);
    }

    TemporaryFolder folder_;
};

TEST_F(GdalRecognitionTest, RasterWithTextHeader)
{
    for (const auto& [driver, name] : { std::pair("RRASTER", "a.grd"), std::pair("ILWIS", "b.mpr"),
             std::pair("ERS", "c.ers"), std::pair("GSAG", "d.grd") }) {
        EXPECT_TRUE(is_gdal_raster(write(driver, name))) << driver;
    }
}

TEST_F(GdalRecognitionTest, TableIsNoRaster)
{
    EXPECT_FALSE(is_gdal_raster(folder_.write("a.txt", "10.5 50.5 1\n11.5 50.5 2\n")))
        << "GDAL's XYZ driver takes it";
    EXPECT_FALSE(is_gdal_raster(folder_.write("b.csv", "lon,lat,co2\n10.5,50.5,1\n")));
}

TEST_F(GdalRecognitionTest, TextBesideHeader_IsNoRaster)
{
    // GDAL's ENVI driver takes any file beside a header as the bytes of its numbers.
    write("ENVI", "a.dat");
    const std::string table = folder_.write("a.csv", "lon,lat,co2\n10.5,50.5,one\n11.5,50.5,two\n");
    EXPECT_FALSE(is_gdal_raster(table));
    EXPECT_FALSE(raster_of_part(table));
    EXPECT_EQ(raster_of_part(folder_.file("a.hdr")), folder_.file("a.dat"));
}

TEST_F(GdalRecognitionTest, Part_NamesItsRaster)
{
    write("RRASTER", "r.grd");
    write("ILWIS", "i.mpr");
    write("ERS", "e.ers");
    write("EHdr", "h.bil");
    write("SAGA", "s.sdat");
    write("RST", "d.rst");
    for (const auto& [part, raster] :
        { std::pair("r.gri", "r.grd"), std::pair("i.mp#", "i.mpr"), std::pair("i.grf", "i.mpr"),
            std::pair("e", "e.ers"), std::pair("h.hdr", "h.bil"), std::pair("h.prj", "h.bil"),
            std::pair("s.sgrd", "s.sdat"), std::pair("d.rdc", "d.rst") }) {
        EXPECT_EQ(raster_of_part(folder_.file(part)), folder_.file(raster)) << part;
    }
}

TEST_F(GdalRecognitionTest, PartAmongManyNames_NamesItsRaster)
{
    // More files of the same beginning than are tried.
    for (int year = 1970; year < 2000; ++year) {
        folder_.write("edgar_v6.0_" + std::to_string(year) + ".txt", "notes");
    }
    write("ENVI", "edgar_v6.0_2015.dat");
    EXPECT_EQ(
        raster_of_part(folder_.file("edgar_v6.0_2015.hdr")), folder_.file("edgar_v6.0_2015.dat"));
    std::filesystem::rename(
        folder_.file("edgar_v6.0_2015.hdr"), folder_.file("edgar_v6.0_2015.dat.hdr"));
    EXPECT_EQ(raster_of_part(folder_.file("edgar_v6.0_2015.dat.hdr")),
        folder_.file("edgar_v6.0_2015.dat"));
}

TEST_F(GdalRecognitionTest, FileOfItsOwn_IsNoPart)
{
    write("RRASTER", "r.grd");
    EXPECT_FALSE(raster_of_part(folder_.write("r.txt", "notes")));
    EXPECT_FALSE(raster_of_part(folder_.write("other.txt", "notes")));
    EXPECT_FALSE(raster_of_part(folder_.file("nothing.hdr")));
}

} // namespace
} // namespace cityflux
