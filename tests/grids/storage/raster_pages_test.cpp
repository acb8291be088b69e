#include "grids/storage/raster_pages.h"

#include "grids/storage/gdal_file.h"
#include "grids/storage/subdatasets.h"
#include "tests/grids/storage/geotiff.h"
#include "tests/grids/storage/grid_values.h"
#include "tests/grids/storage/gzip.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;
using Values = std::vector<double>;

const Values nine { 1, 2, 3, 4, 5, 6, 7, 8, 9 };
const Values tens { 10, 20, 30, 40, 50, 60, 70, 80, 90 };

class RasterPagesTest : public testing::Test {
protected:
    /// Appends a GeoTIFF as a page to the file, which it makes if there is none.
    void add(const GeoTiff& page)
    {
        if (!std::filesystem::exists(path())) {
            page.write(path());
            return;
        }
        page.write(folder_.file("page.tif"));
        const std::unique_ptr<GDALDataset> source(
            GDALDataset::Open(folder_.file("page.tif").c_str()));
        const char* options[] = { "APPEND_SUBDATASET=YES", nullptr };
        const std::unique_ptr<GDALDataset> copy(
            GetGDALDriverManager()->GetDriverByName("GTiff")->CreateCopy(path().c_str(),
                source.get(), FALSE, const_cast<char**>(options), nullptr, nullptr));
    }
    static GeoTiff page_of(const std::vector<Values>& bands)
    {
        GeoTiff page;
        page.bands = bands;
        return page;
    }
    std::string path() const { return folder_.file("a.tif"); }

    TemporaryFolder folder_;
};

TEST_F(RasterPagesTest, PagesOfOneGrid_AreVariables)
{
    add(page_of({ nine }));
    add(page_of({ tens }));
    add(page_of({ Values(9, 3.0) }));
    const auto file = open_gdal(path());
    ASSERT_EQ(file->variables().size(), 3u);
    EXPECT_EQ(file->variables()[1].name, "page 2");
    EXPECT_EQ(values_of(*file, 0), nine);
    EXPECT_EQ(values_of(*file, 1), tens);
    EXPECT_EQ(values_of(*file, 2), Values(9, 3.0));
    EXPECT_TRUE(file->notes().empty());
}

TEST_F(RasterPagesTest, PagesOfBands_AreNumbered)
{
    add(page_of({ nine, tens }));
    add(page_of({ tens, nine }));
    const auto file = open_gdal(path());
    ASSERT_EQ(file->variables().size(), 4u);
    EXPECT_EQ(file->variables()[3].name, "page 2 band 2");
    EXPECT_EQ(values_of(*file, 3), nine);
}

TEST_F(RasterPagesTest, NamesOfFile_StayIfDistinct)
{
    GeoTiff power = page_of({ nine });
    power.names = { "power" };
    add(power);
    GeoTiff road = page_of({ tens });
    road.names = { "road" };
    add(road);
    add(power);
    const auto file = open_gdal(path());
    ASSERT_EQ(file->variables().size(), 3u);
    EXPECT_EQ(file->variables()[0].name, "power");
    EXPECT_EQ(file->variables()[1].name, "road");
    EXPECT_EQ(file->variables()[2].name, "page 3");
}

TEST_F(RasterPagesTest, PageWithoutPlace_HasTheFirst)
{
    add(page_of({ nine }));
    GeoTiff bare = page_of({ tens });
    bare.transform.clear();
    bare.epsg = 0;
    add(bare);
    EXPECT_EQ(values_of(*open_gdal(path()), 1), tens);
}

TEST_F(RasterPagesTest, PageOfAnotherGrid_IsNamed)
{
    add(page_of({ nine }));
    GeoTiff elsewhere = page_of({ tens });
    elsewhere.transform = { 50, 1, 0, 53, 0, -1 };
    add(elsewhere);
    const auto file = open_gdal(path());
    EXPECT_EQ(file->variables().size(), 1u);
    ASSERT_EQ(file->notes().size(), 1u);
    EXPECT_THAT(file->notes()[0], HasSubstr("gdal_translate 'GTIFF_DIR:2:" + path() + "'"));
}

TEST_F(RasterPagesTest, PageOfSmallerImage_IsNamed)
{
    add(page_of({ nine }));
    GeoTiff small = page_of({ { 1, 2, 3, 4 } });
    small.columns = small.rows = 2;
    small.transform.clear();
    small.epsg = 0;
    add(small);
    const auto file = open_gdal(path());
    EXPECT_EQ(file->variables().size(), 1u);
    EXPECT_EQ(file->notes().size(), 1u);
}

TEST_F(RasterPagesTest, AlphaOfPage_MasksItAlone)
{
    add(page_of({ nine }));
    GeoTiff alpha = page_of({ tens, { 0, 255, 255, 0, 255, 255, 0, 255, 255 } });
    alpha.alpha = true;
    add(alpha);
    const auto file = open_gdal(path());
    ASSERT_EQ(file->variables().size(), 2u);
    EXPECT_EQ(values_of(*file, 0), nine);
    EXPECT_EQ(values_of(*file, 1), (Values { none, 20, 30, none, 50, 60, none, 80, 90 }));
}

TEST_F(RasterPagesTest, MaskAmongPages_IsRefused)
{
    GeoTiff masked = page_of({ nine });
    masked.mask = Values(9, 255.0);
    add(masked);
    add(page_of({ tens }));
    EXPECT_THAT(refused([&] { open_gdal(path()); }), IsProblem(ProblemCode::ambiguous, path()));
}

TEST_F(RasterPagesTest, OverviewsAreNoPages)
{
    add(page_of({ nine }));
    {
        const std::unique_ptr<GDALDataset> dataset(
            GDALDataset::Open(path().c_str(), GDAL_OF_RASTER | GDAL_OF_UPDATE));
        const int level = 2;
        ASSERT_EQ(
            dataset->BuildOverviews("NEAREST", 1, &level, 0, nullptr, nullptr, nullptr), CE_None);
    }
    const auto file = open_gdal(path());
    EXPECT_EQ(file->variables().size(), 1u);
    EXPECT_EQ(file->variables()[0].name, "band 1");
}

TEST_F(RasterPagesTest, InsideGzip)
{
    add(page_of({ nine }));
    add(page_of({ tens }));
    std::ostringstream bytes;
    bytes << std::ifstream(path(), std::ios::binary).rdbuf();
    EXPECT_EQ(values_of(*open_gdal(write_gzip(folder_.file("b.tif.gz"), bytes.str())), 1), tens);
}

TEST_F(RasterPagesTest, SeveralTables_AreRefused)
{
    page_of({ nine }).write(path());
    const std::string package = folder_.file("a.gpkg");
    const std::unique_ptr<GDALDataset> source(GDALDataset::Open(path().c_str()));
    for (const char* append : { "NO", "YES" }) {
        const std::string table = std::string("RASTER_TABLE=t_") + append;
        const std::string appended = std::string("APPEND_SUBDATASET=") + append;
        const char* options[] = { table.c_str(), appended.c_str(), "TILE_FORMAT=TIFF", nullptr };
        const std::unique_ptr<GDALDataset> copy(
            GetGDALDriverManager()->GetDriverByName("GPKG")->CreateCopy(package.c_str(),
                source.get(), FALSE, const_cast<char**>(options), nullptr, nullptr));
        ASSERT_NE(copy, nullptr);
    }
    EXPECT_THAT(refused([&] { open_gdal(package); }), IsProblem(ProblemCode::ambiguous, package));
}

} // namespace
} // namespace cityflux
