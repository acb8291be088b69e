#include "tests/pipeline/clip/map_file.h"

#include <cmath>
#include <memory>
#include <stdexcept>

#include <cpl_string.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

namespace cityflux {
namespace {

std::map<std::string, std::string> metadata_of(GDALMajorObject& object)
{
    std::map<std::string, std::string> all;
    for (char** item = object.GetMetadata(); item != nullptr && *item != nullptr; ++item) {
        char* key = nullptr;
        const char* value = CPLParseNameValue(*item, &key);
        if (key != nullptr) {
            all[key] = value;
        }
        CPLFree(key);
    }
    return all;
}

std::vector<double> values_of_band(GDALRasterBand& band)
{
    const int columns = band.GetXSize();
    const int rows = band.GetYSize();
    std::vector<double> values(static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows));
    if (band.RasterIO(
            GF_Read, 0, 0, columns, rows, values.data(), columns, rows, GDT_Float64, 0, 0, nullptr)
        != CE_None) {
        throw std::runtime_error("a band cannot be read");
    }
    return values;
}

} // namespace

double MapFile::Band::sum() const
{
    double all = 0.0;
    for (const double value : values) {
        all += std::isnan(value) ? 0.0 : value;
    }
    return all;
}

std::size_t MapFile::Band::cells() const
{
    std::size_t count = 0;
    for (const double value : values) {
        count += std::isnan(value) ? 0 : 1;
    }
    return count;
}

MapFile read_map(const std::string& name)
{
    GDALAllRegister();
    const std::unique_ptr<GDALDataset, void (*)(GDALDataset*)> dataset(
        GDALDataset::Open(name.c_str(), GDAL_OF_RASTER),
        [](GDALDataset* open) { GDALClose(open); });
    if (!dataset) {
        throw std::runtime_error(name + " cannot be opened");
    }
    MapFile map;
    map.rows = static_cast<std::size_t>(dataset->GetRasterYSize());
    map.columns = static_cast<std::size_t>(dataset->GetRasterXSize());
    dataset->GetGeoTransform(map.transform.data());
    map.metadata = metadata_of(*dataset);
    if (const OGRSpatialReference* system = dataset->GetSpatialRef()) {
        const char* code = system->GetAuthorityCode(nullptr);
        map.crs = code != nullptr ? std::string("EPSG:") + code : std::string(system->GetName());
    }
    map.nan_is_nodata = true;
    for (int b = 1; b <= dataset->GetRasterCount(); ++b) {
        GDALRasterBand& raster = *dataset->GetRasterBand(b);
        map.in_double = raster.GetRasterDataType() == GDT_Float64;
        int there = 0;
        map.nan_is_nodata
            = std::isnan(raster.GetNoDataValue(&there)) && there != 0 && map.nan_is_nodata;
        MapFile::Band band { raster.GetDescription(), raster.GetUnitType(), metadata_of(raster),
            values_of_band(raster), {} };
        for (int o = 0; o < raster.GetOverviewCount(); ++o) {
            GDALRasterBand& view = *raster.GetOverview(o);
            band.views.push_back({ static_cast<std::size_t>(view.GetYSize()),
                static_cast<std::size_t>(view.GetXSize()), values_of_band(view) });
        }
        map.bands.push_back(std::move(band));
    }
    return map;
}

} // namespace cityflux
