#include "tests/pipeline/totals/native_geotiff.h"

#include <memory>
#include <stdexcept>

#include <gdal_priv.h>
#include <ogr_spatialref.h>

namespace cityflux {

void NativeGeotiff::write(const std::filesystem::path& path) const
{
    GDALAllRegister();
    const std::array<const char*, 4> options { "COMPRESS=DEFLATE", "ZLEVEL=1", "TILED=NO",
        nullptr };
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
    const auto close = [](GDALDataset* dataset) { GDALClose(dataset); };
    const std::unique_ptr<GDALDataset, decltype(close)> dataset(
        driver->Create(path.c_str(), static_cast<int>(columns), static_cast<int>(rows), 1,
            GDT_Float32, options.data()),
        close);
    if (!dataset) {
        throw std::runtime_error("no GeoTIFF at " + path.string());
    }
    std::array<double, 6> geotransform = transform;
    dataset->SetGeoTransform(geotransform.data());
    if (!crs.empty()) {
        OGRSpatialReference reference;
        reference.SetFromUserInput(crs.c_str());
        dataset->SetSpatialRef(&reference);
    }
    if (!unit.empty()) {
        dataset->GetRasterBand(1)->SetUnitType(unit.c_str());
    }
    if (dataset->GetRasterBand(1)->RasterIO(GF_Write, 0, 0, static_cast<int>(columns),
            static_cast<int>(rows), const_cast<float*>(values.data()), static_cast<int>(columns),
            static_cast<int>(rows), GDT_Float32, 0, 0, nullptr)
        != CE_None) {
        throw std::runtime_error("no GeoTIFF at " + path.string());
    }
}

} // namespace cityflux
