#include "tests/fuzz/small_files.h"

#include "tests/grids/storage/geotiff.h"
#include "tests/grids/storage/gzip.h"
#include "tests/netcdf_writer.h"

#include <cstdio>
#include <fstream>
#include <memory>
#include <numeric>
#include <stdexcept>
#include <vector>

#include <ogrsf_frmts.h>

namespace small_files {
namespace {

constexpr std::size_t rows = 8;
constexpr std::size_t columns = 10;

std::vector<double> centres(double first, std::size_t count)
{
    std::vector<double> values(count);
    for (std::size_t i = 0; i < count; ++i) {
        values[i] = first + 0.5 * static_cast<double>(i);
    }
    return values;
}

std::vector<double> counted(std::size_t count)
{
    std::vector<double> values(count);
    std::iota(values.begin(), values.end(), 1.0);
    return values;
}

const char* const outlines = R"({"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"id":"A","name":"Alpha"},"geometry":{"type":"Polygon","coordinates":[
[[100.3,30.4],[102.7,30.6],[102.5,32.2],[100.4,32.1],[100.3,30.4]],[[101,31],[101,31.4],[101.6,31.4],[101.6,31],[101,31]]]}},
{"type":"Feature","properties":{"id":"B","name":"Beta"},"geometry":{"type":"MultiPolygon","coordinates":[
[[[103,31],[104.6,31.2],[103.7,33.1],[103,31]]],[[[101.1,32.6],[101.9,32.6],[101.9,33.3],[101.1,32.6]]]]}}
]})";

void write_text(const std::string& path, const std::string& text)
{
    std::ofstream(path, std::ios::binary) << text;
}

std::string point_table()
{
    std::string text = "lon,lat,co2\n";
    int value = 0;
    for (const double lat : centres(30.25, rows)) {
        for (const double lon : centres(100.25, columns)) {
            text += std::to_string(lon) + "," + std::to_string(lat) + "," + std::to_string(++value)
                + "\n";
        }
    }
    return text;
}

struct Closer {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

/// The outlines in another form of OGR.
void translate_outlines(const std::string& path, const char* driver)
{
    GDALAllRegister();
    const std::string source = path + ".outlines.geojson";
    write_geojson(source);
    {
        const std::unique_ptr<GDALDataset, Closer> in(
            GDALDataset::Open(source.c_str(), GDAL_OF_VECTOR, nullptr, nullptr, nullptr));
        GDALDriver* form = GetGDALDriverManager()->GetDriverByName(driver);
        const std::unique_ptr<GDALDataset, Closer> out(
            in ? form->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr) : nullptr);
        if (!out || out->CopyLayer(in->GetLayer(0), "cities") == nullptr) {
            throw std::runtime_error(path + " cannot be written");
        }
    }
    std::remove(source.c_str());
}

/// Two months.
void write_netcdf(const std::string& path, int format)
{
    NetcdfWriter file(path, format);
    file.axis("time", "days since 2019-01-01", { 0, 31 })
        .axis("lat", "degrees_north", centres(30.25, rows))
        .axis("lon", "degrees_east", centres(100.25, columns))
        .field("co2", { "time", "lat", "lon" }, counted(2 * rows * columns));
    if (format == NC_NETCDF4) {
        file.chunks("co2", { 1, 4, 5 });
    }
    file.attribute("co2", "units", "t")
        .attribute("co2", "_FillValue", -1.0, NC_FLOAT)
        .attribute("", "title", "a small file")
        .close();
}

void write_geotiff(const std::string& path, bool deflated)
{
    GeoTiff file;
    file.columns = columns;
    file.rows = rows;
    file.transform = { 100, 0.5, 0, 34, 0, -0.5 };
    file.bands = { counted(rows * columns) };
    file.unit = "t";
    file.compress = deflated;
    file.nodata = -1.0;
    file.write(path);
}

} // namespace

void write_netcdf3(const std::string& path)
{
    write_netcdf(path, NC_CLASSIC_MODEL);
}

void write_netcdf4(const std::string& path)
{
    write_netcdf(path, NC_NETCDF4);
}

void write_netcdf4_checked(const std::string& path)
{
    NetcdfWriter(path)
        .axis("lat", "degrees_north", centres(30.25, rows))
        .axis("lon", "degrees_east", centres(100.25, columns))
        .field("co2", { "lat", "lon" }, counted(rows * columns))
        .chunks("co2", { 4, 5 })
        .checksums("co2")
        .attribute("co2", "units", "t")
        .close();
}

void write_geotiff(const std::string& path)
{
    write_geotiff(path, false);
}

void write_geotiff_deflated(const std::string& path)
{
    write_geotiff(path, true);
}

void write_ascii_grid(const std::string& path)
{
    std::string text
        = "ncols 10\nnrows 8\nxllcorner 100\nyllcorner 30\ncellsize 0.5\nNODATA_value -9999\n";
    for (std::size_t i = 1; i <= rows * columns; ++i) {
        text += std::to_string(i) + ".25" + (i % columns == 0 ? "\n" : " ");
    }
    write_text(path, text);
}

void write_point_table(const std::string& path)
{
    write_text(path, point_table());
}

void write_point_table_gz(const std::string& path)
{
    write_gzip(path, point_table());
}

void write_geojson(const std::string& path)
{
    write_text(path, outlines);
}

void write_geopackage(const std::string& path)
{
    translate_outlines(path, "GPKG");
}

void write_shapefile(const std::string& path)
{
    translate_outlines(path, "ESRI Shapefile");
}

void write_totals_csv(const std::string& path, const std::string& inventory)
{
    const auto row
        = [&](const std::string& city, const std::string& period, const std::string& value) {
              return city + "," + city + "," + inventory + ",CO2,total," + period + "," + value
                  + ",t," + value + "," + value + ",0,1,\n";
          };
    write_text(path,
        "city_id,city,inventory,species,sector,period,value,unit,lower,upper,edge_share,valid_"
        "share,flag\n"
            + row("A", "2018", "1200.5") + row("A", "2019", "1310.25") + row("B", "2018", "88")
            + row("B", "2019", "91.75"));
}

void write_spreadsheet(const std::string& path)
{
    GDALAllRegister();
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("XLSX");
    const std::unique_ptr<GDALDataset, Closer> book(
        driver->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
    OGRLayer* sheet = book->CreateLayer("totals", nullptr, wkbNone, nullptr);
    for (const char* name : { "city", "2018", "2019" }) {
        OGRFieldDefn field(name, name[0] == 'c' ? OFTString : OFTReal);
        sheet->CreateField(&field);
    }
    for (int city = 0; city < 2; ++city) {
        OGRFeature feature(sheet->GetLayerDefn());
        feature.SetField(0, city == 0 ? "A" : "B");
        feature.SetField(1, 12.5 * (city + 1));
        feature.SetField(2, 14.25 * (city + 1));
        if (sheet->CreateFeature(&feature) != OGRERR_NONE) {
            throw std::runtime_error(path + " cannot be written");
        }
    }
}

} // namespace small_files
