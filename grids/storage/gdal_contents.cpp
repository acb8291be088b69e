#include "grids/storage/gdal_contents.h"

#include "grids/storage/band_series.h"
#include "grids/storage/signed_bytes.h"
#include "grids/text/error.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogr_spatialref.h>

namespace cityflux {
namespace {

/// Returns the type of a band's numbers.
ElementType element_type(GDALRasterBand& band, const std::string& path)
{
    if (has_signed_bytes(band, path)) {
        return ElementType::int8;
    }
    const GDALDataType type = band.GetRasterDataType();
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
        throw InputError(ProblemCode::unsupported, path,
            fmt::format("unsupported type of bands: {}", GDALGetDataTypeName(type)),
            "convert the file to float32, e.g. with gdal_translate -ot Float32");
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
    if (definition.empty() || reference->IsLocal()) {
        return std::nullopt;
    }
    return Crs::parse(
        definition, path, "assign another one, e.g. with gdal_translate -a_srs EPSG:4326");
}

bool has_size(GDALDataset& dataset, const Grid& grid)
{
    return static_cast<std::size_t>(dataset.GetRasterXSize()) == grid.columns()
        && static_cast<std::size_t>(dataset.GetRasterYSize()) == grid.rows();
}

/// `beside` is as for read_contents().
Grid read_grid(GDALDataset& dataset, const std::string& path, const Grid* beside)
{
    std::array<double, 6> t {};
    if (dataset.GetGeoTransform(t.data()) != CE_None) {
        if (beside != nullptr && has_size(dataset, *beside)) {
            return *beside;
        }
        throw InputError(ProblemCode::missing, path,
            "missing geotransform: the position of the raster on the Earth is unknown",
            "add one, e.g. with gdal_translate -a_ullr, or describe the file as bare text in an "
            "inventory TOML");
    }
    if (t[2] != 0.0 || t[4] != 0.0) {
        throw InputError(ProblemCode::unsupported, path, "unsupported rotated raster",
            "warp it first with gdalwarp");
    }
    Grid grid;
    try {
        grid.x = Axis(t[0], t[1], static_cast<std::size_t>(dataset.GetRasterXSize()));
        grid.y = Axis(t[3], t[5], static_cast<std::size_t>(dataset.GetRasterYSize()));
    } catch (const InputError& error) {
        throw InputError(ProblemCode::damaged, path,
            { "damaged geotransform: ", error.message().problem }, "get the file again");
    }
    grid.crs = read_crs(dataset, path);
    if (!grid.crs && beside != nullptr && has_size(dataset, *beside)) {
        grid.crs = beside->crs;
    }
    if (grid.geographic()) {
        grid.y = grid.y.clamped(90.0, path);
    }
    grid.refuse_excess(path);
    return grid;
}

/// Returns the name of a band: its description, otherwise "band 2".
std::string name_of_band(GDALDataset& dataset, int number)
{
    const std::string description = dataset.GetRasterBand(number)->GetDescription();
    return description.empty() ? fmt::format("band {}", number) : description;
}

/// Adds the nodata values of a band, as numbers of its type.
void add_nodata(GridVariable& variable, GDALRasterBand& band, ElementType stored)
{
    std::vector<double>& nodata = variable.packing.nodata;
    int has = 0;
    const double value = band.GetNoDataValue(&has);
    if (has != 0) {
        nodata.push_back(value);
    }
    for (const char* name : { "missing_value", "_FillValue" }) {
        if (const auto declared = variable.attributes.number(name)) {
            nodata.push_back(*declared);
        }
    }
    if (stored == ElementType::int8) {
        // 255 is how programs that count bytes from 0 write the signed byte -1.
        for (double& number : nodata) {
            number = number > 127.0 && number <= 255.0 ? number - 256.0 : number;
        }
    }
}

/// Returns the variable of a band.
GridVariable read_band(GDALDataset& dataset, const BandSource& source)
{
    GDALRasterBand* band = dataset.GetRasterBand(source.band);
    GridVariable variable;
    variable.name = name_of_band(dataset, source.band);
    variable.type = source.mask.empty() ? source.stored : masked_type(source.stored);
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
    add_nodata(variable, *band, source.stored);
    return variable;
}

/// Returns true if a band is a colour of a picture of the numbers in another band, as Northwood's
/// grids have it: red, green or blue in bytes, where another band is not in bytes.
bool is_colour_of_numbers(GDALDataset& dataset, GDALRasterBand& band)
{
    const GDALColorInterp colour = band.GetColorInterpretation();
    if (band.GetRasterDataType() != GDT_Byte
        || (colour != GCI_RedBand && colour != GCI_GreenBand && colour != GCI_BlueBand)) {
        return false;
    }
    for (int b = 1; b <= dataset.GetRasterCount(); ++b) {
        if (dataset.GetRasterBand(b)->GetRasterDataType() != GDT_Byte) {
            return true;
        }
    }
    return false;
}

/// Returns true if the numbers of a band are codes of named classes ("water", "forest").
bool has_classes(GDALRasterBand& band)
{
    const std::string unit = band.GetUnitType();
    return CSLCount(band.GetCategoryNames()) > 1 && unit.empty()
        && GDALDataTypeIsInteger(band.GetRasterDataType()) != 0;
}

/// Returns the bands that are neither alpha, nor a colour of a picture, nor codes of classes beside
/// other numbers. Adds notes about the bands left out.
std::vector<BandSource> sources_of(
    GDALDataset& dataset, const std::string& path, std::vector<std::string>& notes)
{
    const std::vector<int> alpha = alpha_bands(dataset);
    std::vector<BandSource> sources;
    std::vector<BandSource> classes;
    std::size_t colours = 0;
    for (int b = 1; b <= dataset.GetRasterCount(); ++b) {
        GDALRasterBand& band = *dataset.GetRasterBand(b);
        if (std::find(alpha.begin(), alpha.end(), b) != alpha.end()) {
            notes.push_back(fmt::format(
                "{} is an alpha band, not a layer: cells where it is 0 are no data, all others "
                "count in full; if it is an emission, reset it, e.g. with gdal_edit.py "
                "-colorinterp_{} undefined",
                name_of_band(dataset, b), b));
        } else if (is_colour_of_numbers(dataset, band)) {
            ++colours;
        } else {
            (has_classes(band) ? classes : sources)
                .push_back({ b, element_type(band, path), mask_of(band, alpha, path) });
        }
    }
    if (sources.empty()) {
        return classes;
    }
    if (!sources.front().mask.filled.empty()) {
        notes.emplace_back("no source of the VRT fills some of its cells: they are no data");
    }
    if (colours > 0) {
        notes.emplace_back(
            "the bands red, green and blue are a picture of the numbers, not layers");
    }
    for (const BandSource& source : classes) {
        notes.push_back(fmt::format(
            "{} holds codes of named classes, not a layer", name_of_band(dataset, source.band)));
    }
    return sources;
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
        throw InputError(ProblemCode::damaged, path,
            fmt::format("damaged: a block declares {:.0f} unpacked bytes, the whole file has {}",
                bytes, file),
            "get the file again");
    }
}

} // namespace

std::string format_of(GDALDataset& dataset)
{
    const std::string driver = dataset.GetDriverName();
    return driver == "GTiff" ? "GeoTIFF" : driver == "AAIGrid" ? "ESRI ASCII grid" : driver;
}

GdalContents read_contents(GDALDataset& dataset, const std::string& path, const Grid* beside)
{
    GdalContents found { .contents = { .format = format_of(dataset) }, .sources = {} };
    GridContents& contents = found.contents;
    contents.grid = read_grid(dataset, path, beside);
    const std::vector<BandSource> sources = sources_of(dataset, path, contents.notes);
    if (sources.empty()) {
        throw InputError(ProblemCode::missing, path,
            dataset.GetRasterCount() == 0 ? "missing bands"
                                          : "missing bands: all of them are alpha bands");
    }
    add_metadata(contents.attributes, dataset.GetMetadata());
    for (const BandSource& source : sources) {
        contents.variables.push_back(read_band(dataset, source));
        found.sources.push_back({ source });
    }
    join_band_series(found, path);
    refuse_large_blocks(dataset, path);
    return found;
}

} // namespace cityflux
