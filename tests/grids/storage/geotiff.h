#pragma once

#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <gdal_priv.h>
#include <ogr_spatialref.h>

/// A small GeoTIFF for a test: what is not said is north up, 3 x 3 cells of one degree from 10 E 50
/// N on, float32.
struct GeoTiff {
    int columns = 3;
    int rows = 3;
    /// GDAL's geotransform; empty: none.
    std::vector<double> transform { 10, 1, 0, 53, 0, -1 };
    /// 0: none.
    int epsg = 4326;
    GDALDataType type = GDT_Float32;
    bool compress = false;
    std::vector<std::vector<double>> bands;
    std::vector<std::string> names;
    std::string unit;
    std::optional<double> nodata;
    std::optional<double> scale;
    std::optional<double> offset;
    bool signed_bytes = false; ///< of GDT_Byte, as GDAL before 3.7 writes them
    std::vector<double> mask; ///< inside the file; 0 is no data; empty: none
    bool alpha = false; ///< the last band is alpha

    /// Writes the file; returns its path.
    std::string write(const std::string& path) const
    {
        GDALAllRegister();
        GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("GTiff");
        const char* options[] = { compress ? "COMPRESS=DEFLATE" : "COMPRESS=NONE",
            signed_bytes ? "PIXELTYPE=SIGNEDBYTE" : "PIXELTYPE=DEFAULT", nullptr };
        struct Closer {
            void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
        };
        const std::unique_ptr<GDALDataset, Closer> dataset(driver->Create(path.c_str(), columns,
            rows, static_cast<int>(bands.size()), type, const_cast<char**>(options)));
        if (!transform.empty()) {
            dataset->SetGeoTransform(const_cast<double*>(transform.data()));
        }
        if (epsg != 0) {
            OGRSpatialReference reference;
            reference.importFromEPSG(epsg);
            dataset->SetSpatialRef(&reference);
        }
        for (std::size_t b = 0; b < bands.size(); ++b) {
            GDALRasterBand* band = dataset->GetRasterBand(static_cast<int>(b) + 1);
            if (b < names.size() && !names[b].empty()) {
                band->SetDescription(names[b].c_str());
            }
            if (!unit.empty()) {
                band->SetUnitType(unit.c_str());
            }
            if (nodata) {
                band->SetNoDataValue(*nodata);
            }
            if (scale) {
                band->SetScale(*scale);
            }
            if (offset) {
                band->SetOffset(*offset);
            }
            if (band->RasterIO(GF_Write, 0, 0, columns, rows, const_cast<double*>(bands[b].data()),
                    columns, rows, GDT_Float64, 0, 0)
                != CE_None) {
                throw std::runtime_error(path + " cannot be written");
            }
        }
        if (alpha) {
            dataset->GetRasterBand(static_cast<int>(bands.size()))
                ->SetColorInterpretation(GCI_AlphaBand);
        }
        write_mask(*dataset);
        return path;
    }

private:
    void write_mask(GDALDataset& dataset) const
    {
        if (mask.empty()) {
            return;
        }
        const CPLConfigOptionSetter inside("GDAL_TIFF_INTERNAL_MASK", "YES", false);
        GDALRasterBand* band = dataset.GetRasterBand(1);
        if (band->CreateMaskBand(GMF_PER_DATASET) != CE_None
            || band->GetMaskBand()->RasterIO(GF_Write, 0, 0, columns, rows,
                   const_cast<double*>(mask.data()), columns, rows, GDT_Float64, 0, 0)
                != CE_None) {
            throw std::runtime_error("the mask cannot be written");
        }
    }
};
