#include "grids/storage/gdal_contents.h"

#include "grids/text/error.h"

#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

namespace cityflux {
namespace {

ElementType element_type(GDALDataType type, const std::string& path)
{
    switch (type) {
    case GDT_Byte:
        return ElementType::uint8;
    case GDT_UInt16:
        return ElementType::uint16;
    case GDT_Int16:
        return ElementType::int16;
    case GDT_UInt32:
        return ElementType::uint32;
    case GDT_Int32:
        return ElementType::int32;
    case GDT_UInt64:
        return ElementType::uint64;
    case GDT_Int64:
        return ElementType::int64;
    case GDT_Float32:
        return ElementType::float32;
    case GDT_Float64:
        return ElementType::float64;
    default:
        throw InputError(
            fmt::format("{}: bands of type {} are no emissions; convert the file to float32", path,
                GDALGetDataTypeName(type)));
    }
}

void add_metadata(Attributes& attributes, CSLConstList metadata)
{
    for (CSLConstList entry = metadata; entry != nullptr && *entry != nullptr; ++entry) {
        const std::string text = *entry;
        const auto equals = text.find('=');
        if (equals != std::string::npos) {
            attributes.set(text.substr(0, equals), { text.substr(equals + 1), {} });
        }
    }
}

/// Returns std::nullopt if the dataset declares no CRS, or one that is local.
std::optional<Crs> read_crs(GDALDataset& dataset, const std::string& path)
{
    const OGRSpatialReference* reference = dataset.GetSpatialRef();
    if (reference == nullptr) {
        return std::nullopt;
    }
    char* wkt = nullptr;
    const std::array<const char*, 2> format { "FORMAT=WKT2_2018", nullptr };
    reference->exportToWkt(&wkt, format.data());
    const std::string definition = wkt == nullptr ? "" : wkt;
    CPLFree(wkt);
    return definition.empty() || reference->IsLocal() ? std::nullopt
                                                      : std::optional(Crs::parse(definition, path));
}

Grid read_grid(GDALDataset& dataset, const std::string& path)
{
    std::array<double, 6> t {};
    if (dataset.GetGeoTransform(t.data()) != CE_None) {
        throw InputError(fmt::format("{}: the raster does not say where on the Earth it lies "
                                     "(no geotransform); give it one, for "
                                     "example with gdal_translate -a_ullr, or describe it as "
                                     "bare text in an inventory TOML",
            path));
    }
    if (t[2] != 0.0 || t[4] != 0.0) {
        throw InputError(fmt::format(
            "{}: the raster is turned against its axes; warp it first with gdalwarp", path));
    }
    Grid grid;
    try {
        grid.x = Axis(t[0], t[1], static_cast<std::size_t>(dataset.GetRasterXSize()));
        grid.y = Axis(t[3], t[5], static_cast<std::size_t>(dataset.GetRasterYSize()));
    } catch (const InputError& error) {
        throw InputError(fmt::format("{}: the geotransform of the raster makes no cells: {}; "
                                     "the file is damaged, get it anew",
            path, error.what()));
    }
    grid.crs = read_crs(dataset, path);
    if (grid.geographic()) {
        grid.y = grid.y.clamped(90.0, path);
    }
    grid.refuse_excess(path);
    return grid;
}

/// Returns the variable of a band, which GDAL counts from 1.
GridVariable read_band(GDALDataset& dataset, int number, const std::string& path)
{
    GDALRasterBand* band = dataset.GetRasterBand(number);
    GridVariable variable;
    const std::string description = band->GetDescription();
    variable.name = description.empty() ? fmt::format("band {}", number) : description;
    variable.type = element_type(band->GetRasterDataType(), path);
    add_metadata(variable.attributes, band->GetMetadata());
    const std::string unit = band->GetUnitType();
    if (!unit.empty()) {
        variable.attributes.set("units", { unit, {} });
    }
    int has = 0;
    const double scale = band->GetScale(&has);
    variable.packing.scale = has != 0 ? scale : 1.0;
    const double offset = band->GetOffset(&has);
    variable.packing.offset = has != 0 ? offset : 0.0;
    const double nodata = band->GetNoDataValue(&has);
    if (has != 0) {
        variable.packing.nodata.push_back(nodata);
    }
    for (const char* name : { "missing_value", "_FillValue" }) {
        if (const auto value = variable.attributes.number(name)) {
            variable.packing.nodata.push_back(*value);
        }
    }
    return variable;
}

void refuse_large_blocks(GDALDataset& dataset, const std::string& path)
{
    constexpr double harmless = 64e6;
    constexpr double most_packed = 10'000.0; // LZMA; deflate and LZW stay below 1,400
    int columns = 0;
    int rows = 0;
    GDALRasterBand* band = dataset.GetRasterBand(1);
    band->GetBlockSize(&columns, &rows);
    const char* interleave = dataset.GetMetadataItem("INTERLEAVE", "IMAGE_STRUCTURE");
    const int together = interleave != nullptr && std::string_view(interleave) == "PIXEL"
        ? dataset.GetRasterCount()
        : 1;
    const double bytes = static_cast<double>(columns) * rows * together
        * GDALGetDataTypeSizeBytes(band->GetRasterDataType());
    std::error_code error;
    const auto file = std::filesystem::file_size(path, error);
    if (!error && bytes > harmless && bytes > most_packed * static_cast<double>(file)) {
        throw InputError(fmt::format("{}: one of its blocks claims to unpack to {:.0f} bytes, "
                                     "and the whole file has {}; the "
                                     "file is damaged, get it anew",
            path, bytes, file));
    }
}

} // namespace

std::string format_of(GDALDataset& dataset)
{
    const std::string driver = dataset.GetDriverName();
    return driver == "GTiff" ? "GeoTIFF" : driver == "AAIGrid" ? "ESRI ASCII grid" : driver;
}

GridContents read_contents(GDALDataset& dataset, const std::string& path)
{
    GridContents contents { .format = format_of(dataset) };
    contents.grid = read_grid(dataset, path);
    if (dataset.GetRasterCount() == 0) {
        throw InputError(fmt::format("{}: the file has no bands", path));
    }
    add_metadata(contents.attributes, dataset.GetMetadata());
    for (int b = 1; b <= dataset.GetRasterCount(); ++b) {
        contents.variables.push_back(read_band(dataset, b, path));
    }
    refuse_large_blocks(dataset, path);
    return contents;
}

} // namespace cityflux
