#include "grids/storage/library_call.h"
#include "pipeline/command/command_line.h"
#include "pipeline/command/main_program.h"
#include "tests/child_runs.h"
#include "tests/fuzz/small_files.h"
#include "tests/grids/storage/gzip.h"
#include "tests/netcdf_writer.h"
#include "tests/temporary_folder.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gdal_priv.h>
#include <gmock/gmock.h>
#include <hdf5.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using Words = std::vector<std::string>;

// Sanitizers reserve more than any limit leaves.
#if defined(__SANITIZE_ADDRESS__)
constexpr std::size_t most_memory = 0;
#else
constexpr std::size_t most_memory = std::size_t { 2 } << 30;
#endif

/// Small files whose headers declare just more than the program accepts.
class OversizedFile : public testing::Test {
protected:
    OversizedFile()
    {
        GDALAllRegister();
        small_files::write_geojson(folder_.file("cities.geojson"));
    }

    /// Returns the refusal of a file by `totals` under a limit of memory. An output, or another end
    /// than a refusal, fails the test.
    std::string refusal(const std::string& file, Words more = { "--assume-period", "2019" })
    {
        Words words { "cityflux", "totals", file, "--boundaries", "cities.geojson",
            "--assume-species", "CO2", "--threads", "1", "--cache", "off", "--quiet", "-o",
            "out.csv" };
        words.insert(words.end(), more.begin(), more.end());
        return refusal_of_command(words);
    }

    std::string refusal_of_command(const Words& words)
    {
        std::vector<const char*> arguments;
        for (const std::string& word : words) {
            arguments.push_back(word.c_str());
        }
        fs::current_path(folder_.path());
        ChildLimits limits;
        limits.memory = most_memory;
        const auto ends = run_in_children(
            1,
            [&](std::size_t) {
                refuse_files_on_library_faults(ExitCode::input_refused);
                return main_program(static_cast<int>(arguments.size()), arguments.data());
            },
            limits);
        EXPECT_EQ(ends[0].code, ExitCode::input_refused) << ends[0].err;
        EXPECT_FALSE(fs::exists(folder_.file("out.csv")));
        return ends[0].err;
    }

    const TemporaryFolder folder_;
};

TEST_F(OversizedFile, NetcdfAxis)
{
    // No latitude was ever written.
    NetcdfWriter(folder_.file("axis.nc"))
        .dimension("lat", 40'000'001)
        .axis("lon", "degrees_east", { 100.5, 101.5 })
        .field("lat", { "lat" }, {}, NC_DOUBLE)
        .chunks("lat", { 1024 })
        .attribute("lat", "units", "degrees_north")
        .field("co2", { "lat", "lon" }, {})
        .chunks("co2", { 1024, 2 })
        .attribute("co2", "units", "t")
        .close();
    EXPECT_THAT(refusal("axis.nc"),
        HasSubstr("axis.nc, variable 'lat': damaged header: 40000001 along 'lat' (allowed"));
}

TEST_F(OversizedFile, NetcdfSlices)
{
    NetcdfWriter(folder_.file("slices.nc"))
        .dimension("sector", 1'000'001)
        .axis("lat", "degrees_north", { 30.5, 31.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5 })
        .field("co2", { "sector", "lat", "lon" }, {})
        .chunks("co2", { 1, 2, 2 })
        .attribute("co2", "units", "t")
        .close();
    EXPECT_THAT(refusal("slices.nc"),
        HasSubstr("slices.nc, variable 'co2': damaged header: 1000001 along 'sector' (allowed"));
}

TEST_F(OversizedFile, NetcdfChunk)
{
    // A chunk of 67 x 67 numbers in 16 bytes: beyond the limit of 1032 to 1.
    constexpr std::size_t side = 67;
    std::vector<double> lat(side);
    std::vector<double> lon(side);
    for (std::size_t i = 0; i < side; ++i) {
        lat[i] = 30.0 + 0.05 * (static_cast<double>(i) + 0.5);
        lon[i] = 101.0 + 0.05 * (static_cast<double>(i) + 0.5);
    }
    const std::string path = folder_.file("chunk.nc");
    NetcdfWriter(path)
        .axis("lat", "degrees_north", lat)
        .axis("lon", "degrees_east", lon)
        .field("co2", { "lat", "lon" }, {})
        .chunks("co2", { side, side })
        .attribute("co2", "units", "t")
        .close();
    const hid_t file = H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT);
    const hid_t dataset = H5Dopen2(file, "co2", H5P_DEFAULT);
    const hsize_t first[] = { 0, 0 };
    ASSERT_GE(H5Dwrite_chunk(dataset, H5P_DEFAULT, 0, first, 16, "0123456789abcdef"), 0);
    H5Dclose(dataset);
    H5Fclose(file);
    EXPECT_THAT(refusal("chunk.nc"),
        HasSubstr(
            "chunk.nc: chunk of 'co2' from index 0,0: damaged: it declares 17956 unpacked bytes"));
}

/// A sound deflated GeoTIFF of float32 in which no strip was ever written.
struct EmptyTiff {
    int columns = 1;
    int rows = 1;
    int rows_of_strip = 1;
    int bands = 1; ///< interleaved by pixel

    void write(const std::string& path) const
    {
        const std::string strip = "BLOCKYSIZE=" + std::to_string(rows_of_strip);
        const char* options[]
            = { "COMPRESS=DEFLATE", "SPARSE_OK=TRUE", "INTERLEAVE=PIXEL", strip.c_str(), nullptr };
        double transform[] = { 100, 1e-7, 0, 34, 0, -1e-7 };
        GDALDataset* dataset = GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
            path.c_str(), columns, rows, bands, GDT_Float32, const_cast<char**>(options));
        ASSERT_NE(dataset, nullptr) << path;
        dataset->SetGeoTransform(transform);
        GDALClose(dataset);
    }
};

const Words undeclared { "--assume-period", "2019", "--assume-unit", "t", "--assume-crs",
    "EPSG:4326" };

TEST_F(OversizedFile, GeotiffImage)
{
    EmptyTiff { .columns = 20'000'001 }.write(folder_.file("wide.tif"));
    EXPECT_THAT(refusal("wide.tif", undeclared),
        HasSubstr(
            "wide.tif: damaged header: 1 rows and 20000001 columns (allowed: 20000000 each)"));
    EmptyTiff { .rows = 20'000'001, .rows_of_strip = 100'000 }.write(folder_.file("high.tif"));
    EXPECT_THAT(refusal("high.tif", undeclared),
        HasSubstr(
            "high.tif: damaged header: 20000001 rows and 1 columns (allowed: 20000000 each)"));
}

TEST_F(OversizedFile, GeotiffStrip)
{
    EmptyTiff { .columns = 4001, .rows = 4000, .rows_of_strip = 4000 }.write(
        folder_.file("strip.tif"));
    EXPECT_THAT(refusal("strip.tif", undeclared),
        HasSubstr("strip.tif: damaged: a block declares 64016000 unpacked bytes, the whole file "
                  "has "));
}

TEST_F(OversizedFile, GeotiffStripOfAllBands)
{
    EmptyTiff { .columns = 2001, .rows = 4000, .rows_of_strip = 4000, .bands = 2 }.write(
        folder_.file("bands.tif"));
    EXPECT_THAT(refusal("bands.tif", undeclared),
        HasSubstr("bands.tif: damaged: a block declares 64032000 unpacked bytes, the whole file "
                  "has "));
}

TEST_F(OversizedFile, AsciiGrid)
{
    folder_.write(
        "grid.asc", "ncols 20000001\nnrows 1\nxllcorner 0\nyllcorner 0\ncellsize 1e-7\n1 2 3\n");
    EXPECT_THAT(refusal("grid.asc", undeclared), HasSubstr("grid.asc: "));
}

TEST_F(OversizedFile, PointTableOfATinyStep)
{
    folder_.write("points.csv", "lon,lat,co2\n100,30,1\n100.00001,30.00001,1\n105,34,1\n");
    EXPECT_THAT(refusal("points.csv", { "--assume-period", "2019", "--assume-unit", "t" }),
        HasSubstr("declare the cell size"));
}

TEST_F(OversizedFile, BareTextOfManyCells)
{
    folder_.write("bare.toml",
        "name = \"bare\"\ntitle = \"Bare\"\nfamily = \"bare\"\ncitation = \"none\"\nlicence = "
        "\"none\"\nurl = \"none\"\n"
        "[recognise]\nfiles = [\"*.dat\"]\n"
        "[bare_text]\nrows = 60000\ncolumns = 60000\nx_origin = 100\ny_origin = 34\nx_step = "
        "1e-4\ny_step = -1e-4\n");
    folder_.write("few.dat", "1 2 3\n");
    EXPECT_THAT(
        refusal("few.dat",
            { "--inventory", "bare.toml", "--assume-period", "2019", "--assume-unit", "t" }),
        HasSubstr(
            "few.dat: inconsistent size: 6 bytes cannot hold the 60000 rows x 60000 columns"));
}

TEST_F(OversizedFile, PackedText)
{
    // 60 KB that unpack to 30 MB of lines: the first that comes again ends it.
    std::string lines = "lon,lat,co2\n";
    while (lines.size() < 30'000'000) {
        lines += "100.25,30.25,1\n100.75,30.25,1\n";
    }
    write_gzip(folder_.file("lines.csv.gz"), lines);
    EXPECT_THAT(refusal("lines.csv.gz", { "--assume-period", "2019", "--assume-unit", "t" }),
        HasSubstr("lines.csv.gz:4: duplicate cell at 100.25, 30.25"));
    write_gzip(folder_.file("line.csv.gz"), "lon,lat,co2\n" + std::string(18'000'000, '1'));
    EXPECT_THAT(refusal("line.csv.gz", { "--assume-period", "2019", "--assume-unit", "t" }),
        HasSubstr("line.csv.gz:2: line longer than 16 MB"));
    write_gzip(folder_.file("zeros.tif.gz"), std::string(30'000'000, '\0'));
    EXPECT_THAT(refusal("zeros.tif.gz"), HasSubstr("zeros.tif.gz: unreadable raster"));
}

TEST_F(OversizedFile, PackedSpreadsheet)
{
    const std::string path = folder_.file("table.xlsx");
    small_files::write_spreadsheet(path);
    std::ifstream in(path, std::ios::binary);
    std::string bytes { std::istreambuf_iterator<char>(in), {} };
    // The directory of the zip declares the size of a part 24 bytes after its mark.
    const std::size_t mark = bytes.find("PK\1\2");
    ASSERT_NE(mark, std::string::npos);
    bytes.replace(mark + 24, 4, "\x01\xca\x9a\x3b");
    folder_.write("large.xlsx", bytes);
    folder_.write("table.toml",
        "title = \"A table\"\nfile = \"large.xlsx\"\nlayout = \"wide-years\"\ncity = "
        "\"city\"\ninventory = "
        "\"table\"\n[[variables]]\nvariable = \"CO2\"\nunit = \"t\"\n");
    EXPECT_THAT(refusal_of_command({ "cityflux", "totals", "--table", "large.xlsx", "--inventory",
                    "table.toml", "-o", "out.csv" }),
        testing::AllOf(HasSubstr("large.xlsx: damaged file: '"),
            HasSubstr("claims to unpack to 1000000001 bytes")));
}

} // namespace
} // namespace cityflux
