#include "pipeline/clip/map_geotiff.h"

#include "grids/storage/gdal_drivers.h"
#include "grids/storage/gdal_messages.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "pipeline/clip/map_names.h"
#include "pipeline/clip/map_overviews.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <limits>
#include <memory>
#include <span>
#include <string>

#include <cpl_string.h>
#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

namespace cityflux {
namespace {

/// Candidates for the rows and columns of a tile. The first is used that is less than twice the
/// larger side of the map and keeps a tile of all bands within most_tile_bytes.
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
        , grid_(sheet.grid)
        , tile_(tile_size())
        , overviews_(overview_sizes(grid_, tile_))
    {
        register_gdal_drivers();
        create_source();
        describe();
        std::vector<std::shared_ptr<const OverviewLinks>> links;
        for (const OverviewSize& size : overviews_) {
            links.push_back(std::make_shared<OverviewLinks>(grid_.rows(), grid_.columns(), size));
        }
        for (std::size_t b = 0; b < bands(); ++b) {
            for (const auto& of_size : links) {
                views_.push_back({ OverviewRows(of_size), 0 });
            }
        }
    }

    std::vector<WrittenBand> write(MapSource& maps)
    {
        std::vector<BandMeter> meters;
        for (std::size_t b = 0; b < sheet_.bands.size(); ++b) {
            meters.emplace_back(sheet_, b);
        }
        std::size_t count = 0;
        for (std::size_t first = 0; first < grid_.rows(); first += count) {
            count = std::min(rows_at_once(), grid_.rows() - first);
            const CityMap& rows = maps.advance_to_rows(first, count);
            for (std::size_t b = 0; b < sheet_.bands.size(); ++b) {
                const std::vector<double> tonnes = maps.tonnes(b);
                std::vector<double> values
                    = values_of(rows, tonnes, sheet_.quantity, sheet_.bands[b].seconds);
                meters[b].add(rows, values);
                put(*raster_band(b), values, first, grid_.rows(), grid_.columns());
                put_overviews(b, tonnes, [&](std::size_t cell) {
                    return tonnes_of_one(
                        sheet_.quantity, rows.area_m2[cell], sheet_.bands[b].seconds);
                });
            }
            if (sheet_.with_coverage) {
                put_coverage(rows, first);
            }
        }
        std::vector<WrittenBand> written;
        for (std::size_t b = 0; b < sheet_.bands.size(); ++b) {
            written.push_back(meters[b].written());
            raster_band(b)->SetMetadataItem(
                "WRITTEN_T", fmt::format("{}", written.back().mass_t).c_str());
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

    /// Creates the dataset that the COG driver copies from. It is in memory, or in a file next to
    /// the output if it exceeds sheet_.memory_bytes.
    void create_source()
    {
        const std::size_t bytes = grid_.cells() * bands() * bytes_of_value() / 3 * 4;
        const bool in_memory = bytes <= sheet_.memory_bytes;
        GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(in_memory ? "MEM" : "GTiff");
        check(driver != nullptr);
        CPLStringList options;
        std::string path;
        if (!in_memory) {
            // No map has this name, because it lacks a suffix.
            path = (file_.temporary().parent_path() / "scratch").string();
            const std::string tile = std::to_string(tile_);
            options.SetNameValue("TILED", "YES").SetNameValue("BLOCKXSIZE", tile.c_str());
            options.SetNameValue("BLOCKYSIZE", tile.c_str()).SetNameValue("INTERLEAVE", "BAND");
            options.SetNameValue("BIGTIFF", "YES");
        }
        source_.reset(driver->Create(path.c_str(), static_cast<int>(grid_.columns()),
            static_cast<int>(grid_.rows()), static_cast<int>(bands()),
            sheet_.in_double ? GDT_Float64 : GDT_Float32, options.List()));
        check(source_ != nullptr);
        place();
        for (std::size_t b = 0; b < bands(); ++b) {
            check(raster_band(b)->SetNoDataValue(std::numeric_limits<double>::quiet_NaN())
                == CE_None);
        }
        if (!overviews_.empty()) {
            std::vector<int> factors;
            for (std::size_t o = 0; o < overviews_.size(); ++o) {
                factors.push_back(2 << o);
            }
            // "NONE" allocates overviews without computing values.
            check(source_->BuildOverviews("NONE", static_cast<int>(factors.size()), factors.data(),
                      0, nullptr, nullptr, nullptr)
                == CE_None);
        }
    }

    GDALRasterBand* raster_band(std::size_t b) const
    {
        return source_->GetRasterBand(static_cast<int>(b) + 1);
    }

    void place()
    {
        const double west = grid_.x.low();
        const double north = grid_.y.high();
        double transform[]
            = { west, std::abs(grid_.x.step()), 0.0, north, 0.0, -std::abs(grid_.y.step()) };
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
                say(band, "FLAG", joined(said.flags, " "));
            }
        }
        if (sheet_.with_coverage) {
            GDALRasterBand& band = *raster_band(sheet_.bands.size());
            band.SetDescription("coverage_fraction");
            check(band.SetUnitType("1") == CE_None);
            say(band, "QUANTITY", "share of the cell's area inside the city");
        }
    }

    /// Returns the number of rows to take at once: whole rows of tiles, if at least one
    /// fits but not the whole map.
    std::size_t rows_at_once() const
    {
        const std::size_t rows = std::max<std::size_t>(sheet_.rows_at_once, 1);
        return rows > tile_ && rows < grid_.rows() ? rows / tile_ * tile_ : rows;
    }

    /// Writes rows in the order of the grid, from `first` on, into a band of `rows` rows and
    /// `columns` columns. The band is north up and west first.
    void put(GDALRasterBand& band, const std::vector<double>& values, std::size_t first,
        std::size_t rows, std::size_t columns) const
    {
        const bool flip_rows = grid_.y.step() > 0.0;
        const bool flip_columns = grid_.x.step() < 0.0;
        std::vector<double> line(columns);
        for (std::size_t r = 0; r < values.size() / columns; ++r) {
            std::copy_n(
                values.begin() + static_cast<std::ptrdiff_t>(r * columns), columns, line.begin());
            if (flip_columns) {
                std::reverse(line.begin(), line.end());
            }
            const std::size_t row = flip_rows ? rows - 1 - (first + r) : first + r;
            check(band.RasterIO(GF_Write, 0, static_cast<int>(row), static_cast<int>(columns), 1,
                      line.data(), static_cast<int>(columns), 1, GDT_Float64, 0, 0, nullptr)
                == CE_None);
        }
    }

    /// Adds rows to the overviews of a band and writes the overview rows that are complete.
    template <typename Extent>
    void put_overviews(std::size_t b, const std::vector<double>& amounts, const Extent& extent_of)
    {
        const std::size_t columns = grid_.columns();
        std::vector<double> extents(columns);
        for (std::size_t begin = 0; !overviews_.empty() && begin < amounts.size();
             begin += columns) {
            for (std::size_t c = 0; c < columns; ++c) {
                extents[c] = extent_of(begin + c);
            }
            for (std::size_t o = 0; o < overviews_.size(); ++o) {
                views_[b * overviews_.size() + o].rows.add(
                    std::span(amounts).subspan(begin, columns), extents);
            }
        }
        for (std::size_t o = 0; o < overviews_.size(); ++o) {
            View& view = views_[b * overviews_.size() + o];
            GDALRasterBand* const overview = raster_band(b)->GetOverview(static_cast<int>(o));
            check(overview != nullptr);
            std::vector<double> values = view.rows.take();
            if (b == sheet_.bands.size()) {
                hide_zeros(values);
            }
            put(*overview, values, view.written, overviews_[o].rows, overviews_[o].columns);
            view.written += values.size() / overviews_[o].columns;
        }
    }

    /// Replaces 0 by NaN: cells outside the city have no coverage fraction.
    static void hide_zeros(std::vector<double>& shares)
    {
        std::replace(shares.begin(), shares.end(), 0.0, std::numeric_limits<double>::quiet_NaN());
    }

    void put_coverage(const CityMap& rows, std::size_t first)
    {
        const std::size_t b = sheet_.bands.size();
        std::vector<double> shares = rows.fraction;
        hide_zeros(shares);
        put(*raster_band(b), shares, first, grid_.rows(), grid_.columns());
        std::vector<double> covered = rows.area_m2;
        for (std::size_t i = 0; i < covered.size(); ++i) {
            covered[i] *= rows.fraction[i];
        }
        put_overviews(b, covered, [&](std::size_t cell) { return rows.area_m2[cell]; });
    }

    void copy()
    {
        source_->FlushCache(false);
        GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("COG");
        check(driver != nullptr);
        CPLStringList options;
        options.SetNameValue("COMPRESS", "DEFLATE")
            .SetNameValue("LEVEL", "4")
            .SetNameValue("BIGTIFF", "IF_SAFER");
        options.SetNameValue("BLOCKSIZE", std::to_string(tile_).c_str());
        options.SetNameValue("OVERVIEWS", overviews_.empty() ? "NONE" : "FORCE_USE_EXISTING");
        Dataset copied(driver->CreateCopy(
            file_.temporary().c_str(), source_.get(), FALSE, options.List(), nullptr, nullptr));
        check(copied != nullptr);
        // The rest is written when the dataset is closed. Only GDAL's
        // messages show if that succeeded.
        copied.reset();
        check(messages_.last_error().empty());
        check_system();
    }

    /// Throws InputError if GeoTIFF cannot encode the CRS. GDAL then keeps it in a file next to the
    /// GeoTIFF, which alone would be useless.
    void check_system() const
    {
        std::error_code error;
        std::filesystem::remove(file_.temporary().string() + ".aux.xml", error);
        const Dataset written(
            GDALDataset::Open(file_.temporary().c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY));
        const OGRSpatialReference* const system = written ? written->GetSpatialRef() : nullptr;
        OGRSpatialReference wanted;
        wanted.SetFromUserInput(grid_.crs->definition.c_str());
        wanted.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
        const bool projected = system && wanted.IsProjected() == system->IsProjected();
        if (!projected) {
            throw InputError(fmt::format("{}: GeoTIFF cannot state the coordinate reference system "
                                         "{}; write netCDF (--format nc, or a "
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
    /// Overview of a band, and the number of its rows that are written.
    struct View {
        OverviewRows rows;
        std::size_t written = 0;
    };
    std::vector<View> views_; ///< by band, then overview
};

} // namespace

void check_geotiff_grid(const Grid& grid, const std::string& whose)
{
    if (grid.crs->kind == CrsKind::rotated) {
        throw InputError(fmt::format(
            "{}: the grid lies about a shifted pole ({}), which GeoTIFF cannot state; write netCDF "
            "(--format nc, or a name that ends in .nc)",
            whose, grid.crs->name));
    }
    // A geotransform has one step for all rows.
    const double height = std::abs(grid.y.step()) * static_cast<double>(grid.rows());
    if (std::abs(grid.y.high() - grid.y.low() - height) > 1e-6 * std::abs(grid.y.step())) {
        throw InputError(fmt::format(
            "{}: the window has half cells at a pole, which GeoTIFF cannot state; write netCDF "
            "(--format nc, or a name that ends in .nc)",
            whose));
    }
}

std::vector<WrittenBand> write_geotiff(
    const MapSheet& sheet, MapSource& maps, const OutputFile& file)
{
    return GeotiffWriter(sheet, file).write(maps);
}

} // namespace cityflux
