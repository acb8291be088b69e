#include "pipeline/clip/map_geotiff.h"

#include "grids/error.h"
#include "grids/gdal_drivers.h"
#include "grids/gdal_messages.h"
#include "pipeline/clip/map_names.h"
#include "pipeline/clip/map_overviews.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <string>

#include <cpl_string.h>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

namespace cityflux {
namespace {

/// Rows and columns of a tile: the first of which a row of tiles, with all bands, is small enough to be at hand at once.
constexpr std::size_t tile_sizes[] = { 512, 256, 128 };
constexpr std::size_t most_tile_bytes = 4 << 20;

struct DatasetCloser {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

class GeotiffWriter {
public:
    GeotiffWriter(const MapSheet& sheet, const OutputFile& file)
        : sheet_(sheet)
        , file_(file)
        , grid_(sheet.map.grid)
        , tile_(tile_size())
        , overviews_(overview_sizes(grid_, tile_))
    {
        register_gdal_drivers();
        create_source();
        describe();
    }

    std::vector<WrittenBand> write(const BandSource& bands)
    {
        std::vector<WrittenBand> written;
        for (std::size_t b = 0; b < sheet_.bands.size(); ++b) {
            const MapBand band = bands(b);
            std::vector<double> values = values_of(sheet_.map, band, sheet_.quantity);
            written.push_back(measured(sheet_, band, values));
            raster_band(b)->SetMetadataItem("WRITTEN_T", fmt::format("{}", written.back().mass_t).c_str());
            put(b, values, [&](const OverviewSize& size) { return overview_of(sheet_.map, band, sheet_.quantity, size); });
        }
        if (sheet_.with_coverage) {
            std::vector<double> shares = sheet_.map.fraction;
            std::replace(shares.begin(), shares.end(), 0.0, std::numeric_limits<double>::quiet_NaN());
            put(sheet_.bands.size(), shares, [&](const OverviewSize& size) {
                std::vector<double> coarse = coverage_overview(sheet_.map, size);
                std::replace(coarse.begin(), coarse.end(), 0.0, std::numeric_limits<double>::quiet_NaN());
                return coarse;
            });
        }
        copy();
        return written;
    }

private:
    std::size_t bands() const { return sheet_.bands.size() + (sheet_.with_coverage ? 1 : 0); }
    std::size_t bytes_of_value() const { return sheet_.in_double ? sizeof(double) : sizeof(float); }

    std::size_t tile_size() const
    {
        const std::size_t largest = std::max(grid_.rows(), grid_.columns());
        std::size_t size = tile_sizes[0];
        for (const std::size_t next : tile_sizes) {
            size = next;
            if (size * size * bands() * bytes_of_value() <= most_tile_bytes && size < 2 * largest) {
                break;
            }
        }
        return size;
    }

    void check(bool done) const
    {
        if (!done) {
            file_.refuse(messages_.last_error());
        }
    }

    /// What the driver copies from: in memory, or in a file beside the output where that is too much.
    void create_source()
    {
        const std::size_t bytes = grid_.cells() * bands() * bytes_of_value() / 3 * 4;
        const bool in_memory = bytes <= sheet_.memory_bytes;
        GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(in_memory ? "MEM" : "GTiff");
        check(driver != nullptr);
        CPLStringList options;
        std::string path;
        if (!in_memory) {
            path = (file_.temporary().parent_path() / "scratch.tif").string();
            const std::string tile = std::to_string(tile_);
            options.SetNameValue("TILED", "YES").SetNameValue("BLOCKXSIZE", tile.c_str());
            options.SetNameValue("BLOCKYSIZE", tile.c_str()).SetNameValue("INTERLEAVE", "BAND");
            options.SetNameValue("BIGTIFF", "YES");
        }
        source_.reset(driver->Create(path.c_str(), static_cast<int>(grid_.columns()), static_cast<int>(grid_.rows()),
            static_cast<int>(bands()), sheet_.in_double ? GDT_Float64 : GDT_Float32, options.List()));
        check(source_ != nullptr);
        place();
        for (std::size_t b = 0; b < bands(); ++b) {
            check(raster_band(b)->SetNoDataValue(std::numeric_limits<double>::quiet_NaN()) == CE_None);
        }
        if (!overviews_.empty()) {
            std::vector<int> factors;
            for (std::size_t o = 0; o < overviews_.size(); ++o) {
                factors.push_back(2 << o);
            }
            // "NONE" makes room and leaves the values to us.
            check(
                source_->BuildOverviews("NONE", static_cast<int>(factors.size()), factors.data(), 0, nullptr, nullptr, nullptr)
                == CE_None);
        }
    }

    GDALRasterBand* raster_band(std::size_t b) const { return source_->GetRasterBand(static_cast<int>(b) + 1); }

    void place()
    {
        const double west = grid_.x.low();
        const double north = grid_.y.high();
        double transform[] = { west, std::abs(grid_.x.step()), 0.0, north, 0.0, -std::abs(grid_.y.step()) };
        check(source_->SetGeoTransform(transform) == CE_None);
        OGRSpatialReference system;
        check(system.SetFromUserInput(grid_.crs->definition.c_str()) == OGRERR_NONE);
        system.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        check(source_->SetSpatialRef(&system) == CE_None);
    }

    void describe()
    {
        const auto say = [](GDALMajorObject& object, const char* key, const std::string& text) {
            object.SetMetadataItem(key, text.c_str());
        };
        const char* unit = unit_of(sheet_.quantity);
        say(*source_, "AREA_OR_POINT", "Area");
        say(*source_, "TIFFTAG_SOFTWARE", "cityflux");
        say(*source_, "CITY_ID", sheet_.city_id);
        say(*source_, "CITY", sheet_.city);
        say(*source_, "QUANTITY", name_of(sheet_.quantity));
        say(*source_, "UNIT", unit);
        say(*source_, "MASK", name_of(sheet_.mask));
        say(*source_, "OVERVIEWS", "mass per area, cells outside the city counted without mass");
        for (std::size_t b = 0; b < sheet_.bands.size(); ++b) {
            const SheetBand& said = sheet_.bands[b];
            GDALRasterBand& band = *raster_band(b);
            band.SetDescription(band_title(said.series, said.period, unit).c_str());
            check(band.SetUnitType(unit) == CE_None);
            say(band, "INVENTORY", said.series.inventory);
            say(band, "SPECIES", said.series.species);
            say(band, "SECTOR", said.series.sector);
            say(band, "PERIOD", said.period.text());
            say(band, "PERIOD_SECONDS", fmt::format("{}", said.seconds));
            say(band, "QUANTITY", name_of(sheet_.quantity));
            say(band, "UNIT", unit);
            say(band, "CITY_TOTAL_T", fmt::format("{}", said.total_t));
            say(band, "VALID_SHARE", fmt::format("{}", said.valid_share));
            if (!said.flags.empty()) {
                say(band, "FLAG", fmt::format("{}", fmt::join(said.flags, " ")));
            }
        }
        if (sheet_.with_coverage) {
            GDALRasterBand& band = *raster_band(sheet_.bands.size());
            band.SetDescription("coverage_fraction");
            check(band.SetUnitType("1") == CE_None);
            say(band, "QUANTITY", "share of the cell's area inside the city");
        }
    }

    /// Puts values in the order of the grid into a band, north up and west first.
    void put(GDALRasterBand& band, const std::vector<double>& values, std::size_t rows, std::size_t columns) const
    {
        const bool flip_rows = grid_.y.step() > 0.0;
        const bool flip_columns = grid_.x.step() < 0.0;
        std::vector<double> line(columns);
        for (std::size_t r = 0; r < rows; ++r) {
            const std::size_t stored = flip_rows ? rows - 1 - r : r;
            const auto begin = values.begin() + static_cast<std::ptrdiff_t>(stored * columns);
            std::copy_n(begin, columns, line.begin());
            if (flip_columns) {
                std::reverse(line.begin(), line.end());
            }
            check(band.RasterIO(GF_Write, 0, static_cast<int>(r), static_cast<int>(columns), 1, line.data(),
                      static_cast<int>(columns), 1, GDT_Float64, 0, 0, nullptr)
                == CE_None);
        }
    }

    template <typename Coarse> void put(std::size_t b, const std::vector<double>& values, const Coarse& coarse) const
    {
        GDALRasterBand& band = *raster_band(b);
        put(band, values, grid_.rows(), grid_.columns());
        for (std::size_t o = 0; o < overviews_.size(); ++o) {
            GDALRasterBand* overview = band.GetOverview(static_cast<int>(o));
            check(overview != nullptr);
            put(*overview, coarse(overviews_[o]), overviews_[o].rows, overviews_[o].columns);
        }
    }

    void copy()
    {
        source_->FlushCache(false);
        GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("COG");
        check(driver != nullptr);
        CPLStringList options;
        options.SetNameValue("COMPRESS", "DEFLATE").SetNameValue("LEVEL", "4").SetNameValue("BIGTIFF", "IF_SAFER");
        options.SetNameValue("BLOCKSIZE", std::to_string(tile_).c_str());
        options.SetNameValue("OVERVIEWS", overviews_.empty() ? "NONE" : "FORCE_USE_EXISTING");
        Dataset copied(driver->CreateCopy(file_.temporary().c_str(), source_.get(), FALSE, options.List(), nullptr, nullptr));
        check(copied != nullptr);
        // What is left is written when it is closed, and only GDAL's messages tell whether that went well.
        copied.reset();
        check(messages_.last_error().empty());
        check_system();
    }

    /// GDAL keeps a system that GeoTIFF cannot encode beside the file, which is then worth nothing by itself.
    void check_system() const
    {
        std::error_code error;
        std::filesystem::remove(file_.temporary().string() + ".aux.xml", error);
        const Dataset written(GDALDataset::Open(file_.temporary().c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY));
        const OGRSpatialReference* const system = written ? written->GetSpatialRef() : nullptr;
        OGRSpatialReference wanted;
        wanted.SetFromUserInput(grid_.crs->definition.c_str());
        wanted.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        const bool projected = system && wanted.IsProjected() == system->IsProjected();
        if (!projected) {
            throw InputError(
                fmt::format("{}: GeoTIFF cannot state the coordinate reference system {}; write netCDF (--format nc, or a "
                            "name that ends in .nc), or choose one with an EPSG code",
                    sheet_.city, grid_.crs->name));
        }
    }

    const MapSheet& sheet_;
    const OutputFile& file_;
    const Grid& grid_;
    const GdalMessages messages_;
    std::size_t tile_;
    std::vector<OverviewSize> overviews_;
    Dataset source_;
};

/// A geotransform has one step for all rows.
void check_grid(const MapSheet& sheet)
{
    const Grid& grid = sheet.map.grid;
    if (grid.crs->kind == CrsKind::rotated) {
        throw InputError(fmt::format("{}: the grid lies about a shifted pole ({}), which GeoTIFF cannot state; write netCDF "
                                     "(--format nc, or a name that ends in .nc)",
            sheet.city, grid.crs->name));
    }
    const double height = std::abs(grid.y.step()) * static_cast<double>(grid.rows());
    if (std::abs(grid.y.high() - grid.y.low() - height) > 1e-6 * std::abs(grid.y.step())) {
        throw InputError(fmt::format("{}: the window has half cells at a pole, which GeoTIFF cannot state; write netCDF "
                                     "(--format nc, or a name that ends in .nc)",
            sheet.city));
    }
}

} // namespace

std::vector<WrittenBand> write_geotiff(const MapSheet& sheet, const BandSource& bands, const OutputFile& file)
{
    check_grid(sheet);
    return GeotiffWriter(sheet, file).write(bands);
}

} // namespace cityflux
