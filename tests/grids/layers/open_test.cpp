#include "grids/layers/open.h"

#include "tests/grids/storage/geotiff.h"
#include "tests/grids/storage/gzip.h"
#include "tests/netcdf_writer.h"
#include "tests/refusal.h"
#include "tests/temporary_folder.h"

#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace cityflux {
namespace {

using testing::HasSubstr;

const std::string table = "lon;lat;co2\n10.5;50.5;1\n11.5;50.5;2\n10.5;51.5;3\n11.5;51.5;4\n";

class OpenTest : public testing::Test {
protected:
    std::string format_of(const std::string& path, const Inventory* inventory = nullptr) const
    {
        return open_grid_file(path, catalogue_, inventory)->format();
    }
    std::string refusal(const std::string& path) const
    {
        return refusal_of([&] { format_of(path); });
    }
    /// Adds an inventory to the catalogue.
    void know(const std::string& name, const std::string& body)
    {
        const std::filesystem::path folder = folder_.path() / "inventories";
        std::filesystem::create_directory(folder);
        folder_.write("inventories/" + name + ".toml",
            "name = '" + name
                + "'\ntitle = 't'\nfamily = 'f'\ncitation = 'c'\nlicence = 'l'\nurl = 'u'\n"
                + body);
        catalogue_ = Catalogue(folder);
    }

    TemporaryFolder folder_;
    Catalogue catalogue_;
};

const std::string bare_text
    = "[bare_text]\nrows = 2\ncolumns = 2\nx_origin = 10\ny_origin = 52\nx_step = 1\ny_step = -1\n";

TEST_F(OpenTest, AnyName_IsOpenedByContent)
{
    for (const char* name : { "a.nc", "a.tif", "a.txt", "a" }) {
        const std::string path = folder_.file(name);
        NetcdfWriter(path)
            .axis("lat", "degrees_north", { 1, 2 })
            .axis("lon", "degrees_east", { 1, 2 })
            .field("emi", { "lat", "lon" }, { 1, 2, 3, 4 })
            .close();
        EXPECT_EQ(format_of(path), "netCDF-4") << name;
        std::filesystem::remove(path);
        GeoTiff tiff;
        tiff.bands = { { 1, 2, 3, 4, 5, 6, 7, 8, 9 } };
        EXPECT_EQ(format_of(tiff.write(path)), "GeoTIFF") << name;
        EXPECT_EQ(format_of(folder_.write(
                      name, "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n")),
            "ESRI ASCII grid")
            << name;
        EXPECT_EQ(format_of(folder_.write(name, table)), "point table") << name;
    }
}

TEST_F(OpenTest, TextInsideGzip)
{
    EXPECT_EQ(format_of(write_gzip(folder_.file("a.txt.gz"), table)), "point table");
    EXPECT_EQ(format_of(write_gzip(folder_.file("a.asc.gz"),
                  "ncols 2\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1\n1 2\n")),
        "ESRI ASCII grid");
}

TEST_F(OpenTest, TextName_SelectsTheInventory)
{
    know("bare", "[recognise]\nfiles = ['bare_*.dat']\n" + bare_text);
    const std::string four = "1 2\n3 4\n";
    EXPECT_EQ(format_of(folder_.write("bare_2010.dat", four)), "bare text");
    EXPECT_THAT(
        refusal(folder_.write("other.dat", four)), HasSubstr("other.dat: missing line of numbers"))
        << "not told how to read it";
}

TEST_F(OpenTest, GivenInventory_ReadsTheText)
{
    know("bare", bare_text);
    const Inventory bare = catalogue_.find("bare");
    EXPECT_EQ(format_of(folder_.write("other.dat", "1 2\n3 4\n"), &bare), "bare text");
    know("table", "[recognise]\nfiles = ['*.dat']\n[table]\ncolumns = ['x', 'y', 'v']\n");
    EXPECT_EQ(format_of(folder_.write("other.dat", "1 2\n3 4\n"), &bare), "bare text")
        << "what is given goes before what the name says";
    EXPECT_EQ(format_of(folder_.write("other.dat", "1 1 5\n2 2 6\n")), "point table");
}

TEST_F(OpenTest, NetcdfInsideGzipIsRefused)
{
    const std::string path = write_gzip(folder_.file("a.nc.gz"), "CDF\001 and more");
    EXPECT_EQ(refusal(path), path + ": unsupported netCDF inside .gz; unpack it first with gunzip");
}

TEST_F(OpenTest, RasterWithTextHeader_IsNoTable)
{
    EXPECT_EQ(
        format_of(folder_.write("s.grd", "DSAA\n3 2\n0 2\n0 1\n1 6\n1 2 3\n4 5 6\n")), "GSAG");
    EXPECT_EQ(format_of(folder_.write("g.txt",
                  "south: 0\nnorth: 2\neast: 3\nwest: 0\nrows: 2\ncols: 3\n1 2 3\n4 5 6\n")),
        "GRASSASCIIGrid");
    EXPECT_EQ(format_of(folder_.write(
                  "a.asc", "xllcorner 0\nyllcorner 0\nncols 2\nnrows 1\ncellsize 1\n1 2\n")),
        "ESRI ASCII grid");
}

TEST_F(OpenTest, GrassAsciiGrid_KeepsItsDigits)
{
    const auto file = open_grid_file(
        folder_.write(
            "g.txt", "north: 1\nsouth: 0\neast: 2\nwest: 0\nrows: 1\ncols: 2\n123456789.125 2\n"),
        catalogue_, nullptr);
    EXPECT_EQ(file->values(file->variables()[0], {}, { 0, 1 }),
        (std::vector<double> { 123456789.125, 2 }));
}

TEST_F(OpenTest, PartOfRaster_NamesTheRaster)
{
    const std::string header = folder_.write("a.hdr",
        "nrows 1\nncols 3\nlayout bil\nnbits 8\nulxmap 10.5\nulymap 50.5\nxdim 1\nydim 1\n");
    folder_.write("a.bil", std::string("\1\2\3", 3));
    EXPECT_EQ(refusal(header),
        header + ": unsupported: it is a part of the raster " + folder_.file("a.bil") + "; name "
            + folder_.file("a.bil") + " instead");
    EXPECT_EQ(format_of(folder_.file("a.bil")), "EHdr");
}

TEST_F(OpenTest, ZipArchive_IsRefused)
{
    const std::string path = folder_.write("a.zip", std::string("PK\3\4\0\0 and more", 15));
    EXPECT_THAT(refused([&] { format_of(path); }), IsProblem(ProblemCode::unsupported, path));
}

TEST_F(OpenTest, UnreadableFile_IsRefused)
{
    const auto opening = [&](const std::string& path) { return refused([&] { format_of(path); }); };
    EXPECT_EQ(refusal(folder_.write("a.nc", "")), folder_.file("a.nc") + ": empty file");
    EXPECT_THAT(opening(folder_.file("nothing.nc")), IsProblem(ProblemCode::missing, "nothing.nc"));
    const std::string folder = folder_.path().string();
    EXPECT_THAT(opening(folder), IsProblem(ProblemCode::invalid, folder));
    EXPECT_THAT(opening(folder_.write("a.bin", std::string("\0\1\2\3\4", 5))),
        IsProblem(ProblemCode::unreadable, "a.bin"));
}

} // namespace
} // namespace cityflux
