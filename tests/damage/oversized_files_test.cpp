#include "grids/storage/library_call.h"
#include "pipeline/command/command_line.h"
#include "pipeline/command/main_program.h"
#include "tests/child_runs.h"
#include "tests/fuzz/small_files.h"
#include "tests/grids/storage/gzip.h"
#include "tests/netcdf_writer.h"
#include "tests/temporary_folder.h"

#include <cstdint>
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

/// Files of a few KB whose headers announce more than any memory holds.
class OversizedFile : public testing::Test {
protected:
    OversizedFile()
    {
        GDALAllRegister();
        small_files::write_geojson(folder_.file("cities.geojson"));
    }

    /// What `totals` says of a file under a limit of memory; an output or another end than a refusal fails the test.
    std::string refusal(const std::string& file, Words more = { "--assume-period", "2019" })
    {
        Words words { "cityflux", "totals", file, "--boundaries", "cities.geojson", "--assume-species", "CO2", "--threads", "1",
            "--cache", "off", "--quiet", "-o", "out.csv" };
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
    // 2^40 latitudes, none of which was ever written.
    NetcdfWriter(folder_.file("axis.nc"))
        .dimension("lat", std::size_t { 1 } << 40)
        .axis("lon", "degrees_east", { 100.5, 101.5 })
        .field("lat", { "lat" }, {}, NC_DOUBLE)
        .chunks("lat", { 1024 })
        .attribute("lat", "units", "degrees_north")
        .field("co2", { "lat", "lon" }, {})
        .chunks("co2", { 1024, 2 })
        .attribute("co2", "units", "t")
        .close();
    EXPECT_THAT(refusal("axis.nc"), HasSubstr("axis.nc: the header announces 1099511627776 along 'lat' of 'lat'"));
}

TEST_F(OversizedFile, NetcdfSlices)
{
    NetcdfWriter(folder_.file("slices.nc"))
        .dimension("sector", std::size_t { 1 } << 40)
        .axis("lat", "degrees_north", { 30.5, 31.5 })
        .axis("lon", "degrees_east", { 100.5, 101.5 })
        .field("co2", { "sector", "lat", "lon" }, {})
        .chunks("co2", { 1, 2, 2 })
        .attribute("co2", "units", "t")
        .close();
    EXPECT_THAT(
        refusal("slices.nc"), HasSubstr("slices.nc, variable 'co2': the header announces 1099511627776 along 'sector'"));
}

TEST_F(OversizedFile, NetcdfChunk)
{
    // A chunk of 30000 x 30000 numbers, 3.6 GB, of which the file has 16 bytes.
    constexpr std::size_t side = 30000;
    std::vector<double> lat(side);
    std::vector<double> lon(side);
    for (std::size_t i = 0; i < side; ++i) {
        lat[i] = 30.0 + 1e-4 * (static_cast<double>(i) + 0.5);
        lon[i] = 101.0 + 1e-4 * (static_cast<double>(i) + 0.5);
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
    EXPECT_THAT(
        refusal("chunk.nc"), HasSubstr("chunk.nc: the chunk of 'co2' from index 0,0 claims to unpack to 3600000000 bytes"));
}

/// A TIFF of one strip for each `rows_per_strip`, in its own words: no library would write it.
std::string tiff(std::uint32_t columns, std::uint32_t rows, std::uint32_t rows_per_strip, std::uint16_t compression)
{
    std::string bytes("II*\0\10\0\0\0", 8);
    const auto put16 = [&](std::uint16_t value) { bytes.append(reinterpret_cast<const char*>(&value), 2); };
    const auto put32 = [&](std::uint32_t value) { bytes.append(reinterpret_cast<const char*>(&value), 4); };
    constexpr std::uint16_t entries = 12;
    const std::uint32_t behind = 8 + 2 + entries * 12 + 4;
    const auto entry = [&](std::uint16_t tag, std::uint16_t type, std::uint32_t count, std::uint32_t value) {
        put16(tag);
        put16(type);
        put32(count);
        put32(value);
    };
    put16(entries);
    entry(256, 4, 1, columns);
    entry(257, 4, 1, rows);
    entry(258, 3, 1, 32); // bits
    entry(259, 3, 1, compression);
    entry(262, 3, 1, 1);
    entry(273, 4, 1, behind + 72); // where the strip lies
    entry(277, 3, 1, 1);
    entry(278, 4, 1, rows_per_strip);
    entry(279, 4, 1, 8); // bytes of the strip
    entry(339, 3, 1, 3); // IEEE numbers
    entry(33550, 12, 3, behind); // size of a cell
    entry(33922, 12, 6, behind + 24); // the north-west corner
    put32(0);
    const double places[] = { 1e-4, 1e-4, 0, 0, 0, 0, 100, 34, 0 };
    bytes.append(reinterpret_cast<const char*>(places), sizeof places);
    return bytes + "strip...";
}

TEST_F(OversizedFile, GeotiffImage)
{
    // GDAL itself refuses some of these; none may take memory for 2^62 cells.
    for (const std::uint32_t rows_per_strip : { 1U, 0x7fffffffU }) {
        folder_.write("image.tif", tiff(0x7fffffff, 0x7fffffff, rows_per_strip, 1));
        EXPECT_THAT(refusal("image.tif", { "--assume-period", "2019", "--assume-unit", "t", "--assume-crs", "EPSG:4326" }),
            HasSubstr("image.tif: "));
    }
}

TEST_F(OversizedFile, GeotiffStrip)
{
    folder_.write("strip.tif", tiff(20000, 20000, 20000, 8));
    EXPECT_THAT(refusal("strip.tif", { "--assume-period", "2019", "--assume-unit", "t", "--assume-crs", "EPSG:4326" }),
        HasSubstr("strip.tif: one of its blocks claims to unpack to 1600000000 bytes, and the whole file has 238"));
}

TEST_F(OversizedFile, AsciiGrid)
{
    folder_.write("grid.asc", "ncols 2147483647\nnrows 2147483647\nxllcorner 0\nyllcorner 0\ncellsize 1e-8\n1 2 3\n");
    EXPECT_THAT(refusal("grid.asc", { "--assume-period", "2019", "--assume-unit", "t", "--assume-crs", "EPSG:4326" }),
        HasSubstr("grid.asc: "));
}

TEST_F(OversizedFile, PointTableOfATinyStep)
{
    folder_.write("points.csv", "lon,lat,co2\n100,30,1\n100.00001,30.00001,1\n105,34,1\n");
    EXPECT_THAT(refusal("points.csv", { "--assume-period", "2019", "--assume-unit", "t" }), HasSubstr("declare the cell size"));
}

TEST_F(OversizedFile, BareTextOfManyCells)
{
    folder_.write("bare.toml",
        "name = \"bare\"\ntitle = \"Bare\"\nfamily = \"bare\"\ncitation = \"none\"\nlicence = \"none\"\nurl = \"none\"\n"
        "[recognise]\nfiles = [\"*.dat\"]\n"
        "[bare_text]\nrows = 60000\ncolumns = 60000\nx_origin = 100\ny_origin = 34\nx_step = 1e-4\ny_step = -1e-4\n");
    folder_.write("few.dat", "1 2 3\n");
    EXPECT_THAT(refusal("few.dat", { "--inventory", "bare.toml", "--assume-period", "2019", "--assume-unit", "t" }),
        HasSubstr("few.dat: 6 bytes do not hold the 60000 rows x 60000 columns"));
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
        HasSubstr("lines.csv.gz: line 4 gives the cell at 100.25, 30.25 a second time"));
    write_gzip(folder_.file("line.csv.gz"), "lon,lat,co2\n" + std::string(30'000'000, '1'));
    EXPECT_THAT(refusal("line.csv.gz", { "--assume-period", "2019", "--assume-unit", "t" }),
        HasSubstr("line.csv.gz: line 2 is longer than 16 MB"));
    write_gzip(folder_.file("zeros.tif.gz"), std::string(30'000'000, '\0'));
    EXPECT_THAT(refusal("zeros.tif.gz"), HasSubstr("zeros.tif.gz: not a raster"));
}

TEST_F(OversizedFile, PackedSpreadsheet)
{
    const std::string path = folder_.file("table.xlsx");
    small_files::write_spreadsheet(path);
    std::ifstream in(path, std::ios::binary);
    std::string bytes { std::istreambuf_iterator<char>(in), {} };
    // What the directory at the end of the zip says of each part: its size stands 24 bytes after its mark.
    std::size_t parts = 0;
    for (std::size_t mark = 0; (mark = bytes.find("PK\1\2", mark)) != std::string::npos; ++mark) {
        bytes.replace(mark + 24, 4, "\xf0\xff\xff\xff");
        ++parts;
    }
    ASSERT_GT(parts, 0U);
    folder_.write("bomb.xlsx", bytes);
    folder_.write("table.toml",
        "title = \"A table\"\nfile = \"bomb.xlsx\"\nlayout = \"wide-years\"\ncity = \"city\"\ninventory = "
        "\"table\"\n[[variables]]\nvariable = \"CO2\"\nunit = \"t\"\n");
    EXPECT_THAT(
        refusal_of_command({ "cityflux", "totals", "--table", "bomb.xlsx", "--inventory", "table.toml", "-o", "out.csv" }),
        testing::AllOf(HasSubstr("bomb.xlsx: '"), HasSubstr("claims to unpack to 4294967280 bytes")));
}

} // namespace
} // namespace cityflux
