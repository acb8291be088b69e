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

/// Check of GDAL calls for an output.
class GdalCheck {
public:
    explicit GdalCheck(const OutputFile& file)
        : file_(file)
    {
    }

    /// Throws InputError with GDAL's last message if a call has failed.
    void operator()(bool done) const
    {
        if (!done) {
            file_.refuse(messages_.last_error());
        }
    }
    /// Throws InputError if GDAL has reported an error in any call so far.
    void no_errors() const { (*this)(messages_.last_error().empty()); }

private:
    const OutputFile& file_;
    const GdalMessages messages_;
};

/// Returns the number of bands, with that of the coverage fraction.
std::size_t count_bands(const MapSheet& sheet)
{
    return sheet.bands.size() + (sheet.with_coverage ? 1 : 0);
}

std::size_t bytes_of_value(const MapSheet& sheet)
{
    return sheet.in_double ? sizeof(double) : sizeof(float);
}

std::size_t tile_size(const MapSheet& sheet)
{
    const std::size_t largest = std::max(sheet.grid.rows(), sheet.grid.columns());
    std::size_t size = tile_sizes[0];
    for (const std::size_t next : tile_sizes) {
        size = next;
        if (size * size * count_bands(sheet) * bytes_of_value(sheet) <= most_tile_bytes
            && size < 2 * largest) {
            break;
        }
    }
    return size;
}

GDALRasterBand& band_of(GDALDataset& dataset, std::size_t b)
{
    return *dataset.GetRasterBand(static_cast<int>(b) + 1);
}

/// Creates a dataset for all bands. It is in memory, or in a file next to the output if it exceeds
/// sheet.memory_bytes.
Dataset create_dataset(
    const MapSheet& sheet, const OutputFile& file, std::size_t tile, const GdalCheck& check)
{
    const std::size_t bytes
        = sheet.grid.cells() * count_bands(sheet) * bytes_of_value(sheet) / 3 * 4;
    const bool in_memory = bytes <= sheet.memory_bytes;
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName(in_memory ? "MEM" : "GTiff");
    check(driver != nullptr);
    CPLStringList options;
    std::string path;
    if (!in_memory) {
        // No map has this name, because it lacks a suffix.
        path = (file.temporary().parent_path() / "scratch").string();
        const std::string size = std::to_string(tile);
        options.SetNameValue("TILED", "YES").SetNameValue("BLOCKXSIZE", size.c_str());
        options.SetNameValue("BLOCKYSIZE", size.c_str()).SetNameValue("INTERLEAVE", "BAND");
        options.SetNameValue("BIGTIFF", "YES");
    }
    Dataset dataset(driver->Create(path.c_str(), static_cast<int>(sheet.grid.columns()),
        static_cast<int>(sheet.grid.rows()), static_cast<int>(count_bands(sheet)),
        sheet.in_double ? GDT_Float64 : GDT_Float32, options.List()));
    check(dataset != nullptr);
    return dataset;
}

OGRSpatialReference reference_system(const Grid& grid, const GdalCheck& check)
{
    OGRSpatialReference system;
    check(system.SetFromUserInput(grid.crs->definition.c_str()) == OGRERR_NONE);
    system.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return system;
}

void set_grid(GDALDataset& dataset, const Grid& grid, const GdalCheck& check)
{
    double transform[] = { grid.x.low(), std::abs(grid.x.step()), 0.0, grid.y.high(), 0.0,
        -std::abs(grid.y.step()) };
    check(dataset.SetGeoTransform(transform) == CE_None);
    const OGRSpatialReference system = reference_system(grid, check);
    check(dataset.SetSpatialRef(&system) == CE_None);
}

/// Makes room for `count` overviews by 2, 4, 8 ... whose values are written later.
void add_overviews(GDALDataset& dataset, std::size_t count, const GdalCheck& check)
{
    if (count == 0) {
        return;
    }
    std::vector<int> factors;
    for (std::size_t o = 0; o < count; ++o) {
        factors.push_back(2 << o);
    }
    // "NONE" allocates overviews without computing values.
    check(dataset.BuildOverviews("NONE", static_cast<int>(factors.size()), factors.data(), 0,
              nullptr, nullptr, nullptr)
        == CE_None);
}

/// Creates the dataset that the COG driver copies from, without values.
Dataset create_source(const MapSheet& sheet, const OutputFile& file, std::size_t tile,
    std::size_t overviews, const GdalCheck& check)
{
    Dataset source = create_dataset(sheet, file, tile, check);
    set_grid(*source, sheet.grid, check);
    for (std::size_t b = 0; b < count_bands(sheet); ++b) {
        check(band_of(*source, b).SetNoDataValue(std::numeric_limits<double>::quiet_NaN())
            == CE_None);
    }
    add_overviews(*source, overviews, check);
    return source;
}

void set_text(GDALMajorObject& object, const char* key, const std::string& text)
{
    object.SetMetadataItem(key, text.c_str());
}

void describe_band(
    GDALRasterBand& raster, const SheetBand& band, MapQuantity quantity, const GdalCheck& check)
{
    const char* unit = unit_of(quantity);
    raster.SetDescription(band_title(band.series, band.period, unit).c_str());
    check(raster.SetUnitType(unit) == CE_None);
    set_text(raster, "INVENTORY", band.series.inventory);
    set_text(raster, "SPECIES", band.series.species);
    set_text(raster, "SECTOR", band.series.sector);
    set_text(raster, "PERIOD", band.period.text());
    set_text(raster, "PERIOD_SECONDS", fmt::format("{}", band.seconds));
    set_text(raster, "QUANTITY", name_of(quantity));
    set_text(raster, "UNIT", unit);
    set_text(raster, "CITY_TOTAL_T", fmt::format("{}", band.total_t));
    set_text(raster, "VALID_SHARE", fmt::format("{}", band.valid_share));
    if (!band.flags.empty()) {
        set_text(raster, "FLAG", joined(band.flags, " "));
    }
}

/// Sets the metadata of the file and of each band.
void describe(GDALDataset& source, const MapSheet& sheet, const GdalCheck& check)
{
    set_text(source, "AREA_OR_POINT", "Area");
    set_text(source, "TIFFTAG_SOFTWARE", "cityflux");
    set_text(source, "CITY_ID", sheet.city_id);
    set_text(source, "CITY", sheet.city);
    set_text(source, "QUANTITY", name_of(sheet.quantity));
    set_text(source, "UNIT", unit_of(sheet.quantity));
    set_text(source, "MASK", name_of(sheet.mask));
    set_text(source, "OVERVIEWS", "mass per area, cells outside the city counted without mass");
    for (std::size_t b = 0; b < sheet.bands.size(); ++b) {
        describe_band(band_of(source, b), sheet.bands[b], sheet.quantity, check);
    }
    if (sheet.with_coverage) {
        GDALRasterBand& raster = band_of(source, sheet.bands.size());
        raster.SetDescription("coverage_fraction");
        check(raster.SetUnitType("1") == CE_None);
        set_text(raster, "QUANTITY", "share of the cell's area inside the city");
    }
}

/// Throws InputError if GeoTIFF cannot encode the CRS. GDAL then keeps it in a file next to the
/// GeoTIFF, which alone would be useless.
void check_system(const MapSheet& sheet, const OutputFile& file)
{
    std::error_code error;
    std::filesystem::remove(file.temporary().string() + ".aux.xml", error);
    const Dataset written(
        GDALDataset::Open(file.temporary().c_str(), GDAL_OF_RASTER | GDAL_OF_READONLY));
    const OGRSpatialReference* const system = written ? written->GetSpatialRef() : nullptr;
    OGRSpatialReference wanted;
    wanted.SetFromUserInput(sheet.grid.crs->definition.c_str());
    wanted.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    const bool projected = system && wanted.IsProjected() == system->IsProjected();
    if (!projected) {
        throw InputError(ProblemCode::unsupported, sheet.city,
            fmt::format("unsupported CRS in GeoTIFF: {}", sheet.grid.crs->name),
            { "write netCDF, e.g. ", named(Setting::format, "nc"),
                ", or choose a CRS with an EPSG code" });
    }
}

/// Copies the source, with its overviews if it has some, to a cloud-optimised GeoTIFF.
void copy_as_cog(
    GDALDataset& source, const OutputFile& file, std::size_t tile, const GdalCheck& check)
{
    source.FlushCache(false);
    GDALDriver* driver = GetGDALDriverManager()->GetDriverByName("COG");
    check(driver != nullptr);
    CPLStringList options;
    options.SetNameValue("COMPRESS", "DEFLATE")
        .SetNameValue("LEVEL", "4")
        .SetNameValue("BIGTIFF", "IF_SAFER");
    options.SetNameValue("BLOCKSIZE", std::to_string(tile).c_str());
    const bool has_overviews = band_of(source, 0).GetOverviewCount() > 0;
    options.SetNameValue("OVERVIEWS", has_overviews ? "FORCE_USE_EXISTING" : "NONE");
    Dataset copied(driver->CreateCopy(
        file.temporary().c_str(), &source, FALSE, options.List(), nullptr, nullptr));
    check(copied != nullptr);
    // The rest is written when the dataset is closed. Only GDAL's
    // messages show if that succeeded.
    copied.reset();
    check.no_errors();
}

/// Replaces 0 by NaN: cells outside the city have no coverage fraction.
void hide_zeros(std::vector<double>& fractions)
{
    std::replace(fractions.begin(), fractions.end(), 0.0, std::numeric_limits<double>::quiet_NaN());
}

class GeotiffWriter {
public:
    GeotiffWriter(const MapSheet& sheet, const OutputFile& file)
        : sheet_(sheet)
        , file_(file)
        , grid_(sheet.grid)
        , check_(file)
        , tile_(tile_size(sheet))
        , overviews_(overview_sizes(grid_, tile_))
    {
        register_gdal_drivers();
        source_ = create_source(sheet, file, tile_, overviews_.size(), check_);
        describe(*source_, sheet, check_);
        std::vector<std::shared_ptr<const OverviewLinks>> links;
        for (const OverviewSize& size : overviews_) {
            links.push_back(std::make_shared<OverviewLinks>(grid_.rows(), grid_.columns(), size));
        }
        for (std::size_t b = 0; b < count_bands(sheet); ++b) {
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
                put_band(b, maps.tonnes(b), rows, first, meters[b]);
            }
            if (sheet_.with_coverage) {
                put_coverage(rows, first);
            }
        }
        std::vector<WrittenBand> written;
        for (std::size_t b = 0; b < sheet_.bands.size(); ++b) {
            written.push_back(meters[b].written());
            set_text(band_of(*source_, b), "WRITTEN_T", fmt::format("{}", written.back().mass_t));
        }
        copy_as_cog(*source_, file_, tile_, check_);
        check_system(sheet_, file_);
        return written;
    }

private:
    /// Returns the number of rows to compute at once: whole rows of tiles, if at least one
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
            check_(band.RasterIO(GF_Write, 0, static_cast<int>(row), static_cast<int>(columns), 1,
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
            GDALRasterBand* const overview = band_of(*source_, b).GetOverview(static_cast<int>(o));
            check_(overview != nullptr);
            std::vector<double> values = view.rows.take();
            if (b == sheet_.bands.size()) {
                hide_zeros(values);
            }
            put(*overview, values, view.written, overviews_[o].rows, overviews_[o].columns);
            view.written += values.size() / overviews_[o].columns;
        }
    }

    /// Writes the tonnes of a band in rows from `first` on, in the unit of the sheet.
    void put_band(std::size_t b, const std::vector<double>& tonnes, const CityMap& rows,
        std::size_t first, BandMeter& meter)
    {
        const double seconds = sheet_.bands[b].seconds;
        std::vector<double> values = values_of(rows, tonnes, sheet_.quantity, seconds);
        meter.add(rows, values);
        put(band_of(*source_, b), values, first, grid_.rows(), grid_.columns());
        put_overviews(b, tonnes, [&](std::size_t cell) {
            return tonnes_of_one(sheet_.quantity, rows.area_m2[cell], seconds);
        });
    }

    void put_coverage(const CityMap& rows, std::size_t first)
    {
        const std::size_t b = sheet_.bands.size();
        std::vector<double> fractions = rows.fraction;
        hide_zeros(fractions);
        put(band_of(*source_, b), fractions, first, grid_.rows(), grid_.columns());
        std::vector<double> covered = rows.area_m2;
        for (std::size_t i = 0; i < covered.size(); ++i) {
            covered[i] *= rows.fraction[i];
        }
        put_overviews(b, covered, [&](std::size_t cell) { return rows.area_m2[cell]; });
    }

    const MapSheet& sheet_;
    const OutputFile& file_;
    const Grid& grid_;
    GdalCheck check_;
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
        throw InputError(ProblemCode::unsupported, whose,
            fmt::format("unsupported CRS in GeoTIFF: rotated pole ({})", grid.crs->name),
            { "write netCDF, e.g. ", named(Setting::format, "nc") });
    }
    if (!grid.x.is_even() || !grid.y.is_even()) {
        throw InputError(ProblemCode::unsupported, whose,
            "unsupported grid in GeoTIFF: uneven cells",
            { "write netCDF, e.g. ", named(Setting::format, "nc") });
    }
    // A geotransform has one step for all rows.
    const double height = std::abs(grid.y.step()) * static_cast<double>(grid.rows());
    if (std::abs(grid.y.high() - grid.y.low() - height) > 1e-6 * std::abs(grid.y.step())) {
        throw InputError(ProblemCode::unsupported, whose,
            "unsupported grid in GeoTIFF: half cells at a pole",
            { "write netCDF, e.g. ", named(Setting::format, "nc") });
    }
}

std::vector<WrittenBand> write_geotiff(
    const MapSheet& sheet, MapSource& maps, const OutputFile& file)
{
    return GeotiffWriter(sheet, file).write(maps);
}

} // namespace cityflux
