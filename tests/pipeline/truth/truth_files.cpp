#include "tests/pipeline/truth/truth_files.h"

#include "tests/folder_content.h"
#include "tests/grids/storage/gzip.h"
#include "tests/hdf5_chunk_place.h"
#include "tests/netcdf_writer.h"

#include <algorithm>
#include <functional>
#include <memory>
#include <numeric>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>
#include <gdal_priv.h>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

using Form = TruthGrid::Form;

[[noreturn]] void refuse(const std::string& why)
{
    throw std::runtime_error("the case cannot be written: " + why);
}

void check(bool success, const char* what)
{
    if (!success) {
        refuse(std::string(what) + ": " + CPLGetLastErrorMsg());
    }
}

std::size_t product(const std::vector<std::size_t>& sizes)
{
    return std::accumulate(sizes.begin(), sizes.end(), std::size_t { 1 }, std::multiplies<>());
}

/// The dimensions of a grid before its rows and columns.
std::vector<std::size_t> slices_of(const TruthGrid& grid)
{
    std::vector<std::size_t> sizes;
    if (grid.time) {
        sizes.push_back(grid.time->times.size());
    }
    if (!grid.sectors.empty()) {
        sizes.push_back(grid.sectors.size());
    }
    return sizes;
}

/// The numbers of all cells, slice by slice, row by row.
std::vector<double> all_numbers(const TruthGrid& grid, const TruthVariable& variable)
{
    const std::vector<std::size_t> slices = slices_of(grid);
    const std::vector<std::size_t> picture { grid.y.centres.size(), grid.x.centres.size() };
    std::vector<std::size_t> whole = slices;
    whole.insert(whole.end(), picture.begin(), picture.end());
    const TruthValues& values = variable.values;
    std::vector<double> all(product(whole));
    if (values.counted) {
        std::iota(all.begin(), all.end(), 1.0);
    } else if (values.shape.empty()) {
        std::fill(all.begin(), all.end(), values.numbers.at(0));
    } else if (values.shape == whole) {
        all = values.numbers;
    } else if (values.shape == picture) {
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i] = values.numbers[i % values.numbers.size()];
        }
    } else if (values.shape == slices) {
        const std::size_t cells = product(picture);
        for (std::size_t i = 0; i < all.size(); ++i) {
            all[i] = values.numbers[i / cells];
        }
    } else {
        refuse(fmt::format("the values of '{}' have not the shape of the grid", variable.name));
    }
    return all;
}

/// Numbers in an order of dimensions as they are in another; both name all dimensions.
std::vector<double> reordered(const std::vector<double>& numbers,
    const std::vector<std::string>& from, const std::vector<std::size_t>& sizes,
    const std::vector<std::string>& to)
{
    std::vector<std::size_t> place; // in `from` of each dimension of `to`
    for (const std::string& name : to) {
        const auto found = std::find(from.begin(), from.end(), name);
        if (found == from.end() || to.size() != from.size()) {
            refuse("'order' does not name the dimensions of the grid");
        }
        place.push_back(static_cast<std::size_t>(found - from.begin()));
    }
    std::vector<std::size_t> strides(from.size(), 1);
    for (std::size_t d = from.size() - 1; d-- > 0;) {
        strides[d] = strides[d + 1] * sizes[d + 1];
    }
    std::vector<double> out;
    out.reserve(numbers.size());
    std::vector<std::size_t> index(to.size(), 0);
    for (std::size_t i = 0; i < numbers.size(); ++i) {
        std::size_t at = 0;
        for (std::size_t d = 0; d < to.size(); ++d) {
            at += index[d] * strides[place[d]];
        }
        out.push_back(numbers[at]);
        for (std::size_t d = to.size(); d-- > 0;) {
            if (++index[d] < sizes[place[d]]) {
                break;
            }
            index[d] = 0;
        }
    }
    return out;
}

// ---------------------------------------------------------------------------------------------------------------
// netCDF

nc_type netcdf_type(const std::string& type)
{
    const std::map<std::string, nc_type> types { { "double", NC_DOUBLE }, { "float", NC_FLOAT },
        { "int", NC_INT }, { "short", NC_SHORT }, { "byte", NC_BYTE } };
    const auto found = types.find(type);
    if (found == types.end()) {
        refuse("there is no type '" + type + "' of values");
    }
    return found->second;
}

void put(NetcdfWriter& file, const std::string& variable, const TruthAttributes& attributes,
    nc_type type)
{
    for (const auto& [name, value] : attributes) {
        if (const auto* text = std::get_if<std::string>(&value)) {
            file.attribute(variable, name, *text);
        } else {
            // Attributes that values are compared with have the type of the values.
            const bool stored
                = name == "_FillValue" || name == "missing_value" || name.starts_with("valid_");
            file.attribute(
                variable, name, std::get<std::vector<double>>(value), stored ? type : NC_DOUBLE);
        }
    }
}

void put_axis(NetcdfWriter& file, const TruthAxis& axis)
{
    file.axis(axis.name, axis.units, axis.centres, axis.in_float ? NC_FLOAT : NC_DOUBLE);
    if (!axis.bounds.empty()) {
        file.attribute(axis.name, "bounds", axis.name + "_bounds");
    }
}

void put_bounds(NetcdfWriter& file, const std::string& axis, const std::vector<double>& bounds)
{
    if (!bounds.empty()) {
        file.field(axis + "_bounds", { axis, "two" }, bounds, NC_DOUBLE);
    }
}

void write_netcdf(const TruthGrid& grid, const std::string& path)
{
    NetcdfWriter file(path, grid.form == Form::netcdf3 ? NC_CLASSIC_MODEL : NC_NETCDF4);
    std::vector<std::string> dimensions;
    file.dimension("two", 2);
    if (grid.time) {
        file.axis("time", grid.time->units, grid.time->times);
        if (!grid.time->calendar.empty()) {
            file.attribute("time", "calendar", grid.time->calendar);
        }
        if (!grid.time->bounds.empty()) {
            file.attribute("time", "bounds", "time_bounds");
            put_bounds(file, "time", grid.time->bounds);
        }
        dimensions.emplace_back("time");
    }
    if (!grid.sectors.empty()) {
        file.dimension("sector", grid.sectors.size());
        file.dimension("letters", 32);
        file.characters("sector_name", { "sector", "letters" }, grid.sectors);
        dimensions.emplace_back("sector");
    }
    put_axis(file, grid.y);
    put_axis(file, grid.x);
    put_bounds(file, grid.y.name, grid.y.bounds);
    put_bounds(file, grid.x.name, grid.x.bounds);
    dimensions.push_back(grid.y.name);
    dimensions.push_back(grid.x.name);
    std::vector<std::size_t> sizes = slices_of(grid);
    sizes.push_back(grid.y.centres.size());
    sizes.push_back(grid.x.centres.size());
    if (!grid.mapping.empty()) {
        file.field("crs", {}, { 0.0 }, NC_INT);
        put(file, "crs", grid.mapping, NC_DOUBLE);
    }
    const std::vector<std::string> order = grid.order.empty() ? dimensions : grid.order;
    for (const TruthVariable& variable : grid.variables) {
        const nc_type type = netcdf_type(variable.type);
        file.field(variable.name, order,
            reordered(all_numbers(grid, variable), dimensions, sizes, order), type);
        if (!grid.chunks.empty()) {
            file.chunks(variable.name, grid.chunks);
        }
        if (!variable.unit.empty()) {
            file.attribute(variable.name, "units", variable.unit);
        }
        if (!grid.mapping.empty()) {
            file.attribute(variable.name, "grid_mapping", "crs");
        }
        put(file, variable.name, variable.attributes, type);
    }
    put(file, "", grid.about, NC_DOUBLE);
    file.close();
}

/// The flat form of old GMT: all values along one dimension, rows from north to south.
void write_gmt(const TruthGrid& grid, const std::string& path)
{
    if (grid.y.step >= 0.0 || grid.x.step <= 0.0) {
        refuse(
            "GMT's flat form has its rows from north to south and its columns from west to east");
    }
    const std::vector<double> values = all_numbers(grid, grid.variables.front());
    const auto edges = [](const TruthAxis& axis) {
        const double half = std::abs(axis.step) / 2.0;
        const auto [low, high] = std::minmax(axis.centres.front(), axis.centres.back());
        return std::vector<double> { low - half, high + half };
    };
    const std::vector<double> size { static_cast<double>(grid.x.centres.size()),
        static_cast<double>(grid.y.centres.size()) };
    NetcdfWriter file(path, NC_CLASSIC_MODEL);
    file.dimension("side", 2).dimension("xysize", values.size());
    file.field("x_range", { "side" }, edges(grid.x), NC_DOUBLE)
        .attribute("x_range", "units", grid.x.units);
    file.field("y_range", { "side" }, edges(grid.y), NC_DOUBLE)
        .attribute("y_range", "units", grid.y.units);
    file.field("spacing", { "side" }, { grid.x.step, -grid.y.step }, NC_DOUBLE);
    file.field("dimension", { "side" }, grid.announce.empty() ? size : grid.announce, NC_INT);
    file.field("z", { "xysize" }, values, netcdf_type(grid.variables.front().type));
    if (!grid.variables.front().unit.empty()) {
        file.attribute("z", "units", grid.variables.front().unit);
    }
    put(file, "z", grid.variables.front().attributes, netcdf_type(grid.variables.front().type));
    put(file, "", grid.about, NC_DOUBLE);
    file.close();
}

// --------------------------------------------------------------------------------------------------------------
// GeoTIFF

GDALDataType gdal_type(const std::string& type)
{
    const std::map<std::string, GDALDataType> types { { "double", GDT_Float64 },
        { "float", GDT_Float32 }, { "int", GDT_Int32 }, { "short", GDT_Int16 },
        { "byte", GDT_Byte } };
    return types.at(type);
}

void put(GDALRasterBand& band, const TruthAttributes& attributes)
{
    for (const auto& [name, value] : attributes) {
        const auto* numbers = std::get_if<std::vector<double>>(&value);
        if (numbers == nullptr) {
            band.SetMetadataItem(name.c_str(), std::get<std::string>(value).c_str());
        } else if (name == "nodata") {
            band.SetNoDataValue(numbers->at(0));
        } else if (name == "scale_factor") {
            band.SetScale(numbers->at(0));
        } else if (name == "add_offset") {
            band.SetOffset(numbers->at(0));
        } else {
            refuse("a band of a GeoTIFF has no '" + name + "'");
        }
    }
}

OGRSpatialReference reference_of(const std::string& crs)
{
    OGRSpatialReference reference;
    check(reference.SetFromUserInput(crs.c_str()) == OGRERR_NONE, "its CRS");
    reference.SetAxisMappingStrategy(OAMS_TRADITIONAL_GIS_ORDER);
    return reference;
}

/// Writes the mask of a GeoTIFF whose last band is alpha if the mask has that form.
void put_mask(GDALDataset& dataset, const TruthGrid& grid)
{
    const bool alpha = grid.mask_form == TruthGrid::MaskForm::alpha;
    GDALRasterBand* band = dataset.GetRasterBand(alpha ? dataset.GetRasterCount() : 1);
    if (alpha) {
        band->SetColorInterpretation(GCI_AlphaBand);
    } else {
        const CPLConfigOptionSetter form("GDAL_TIFF_INTERNAL_MASK",
            grid.mask_form == TruthGrid::MaskForm::inside ? "YES" : "NO", false);
        check(band->CreateMaskBand(GMF_PER_DATASET) == CE_None, "its mask");
        band = band->GetMaskBand();
    }
    std::vector<double> mask = grid.mask;
    check(band->RasterIO(GF_Write, 0, 0, band->GetXSize(), band->GetYSize(), mask.data(),
              band->GetXSize(), band->GetYSize(), GDT_Float64, 0, 0)
            == CE_None,
        "the numbers of its mask");
}

void write_geotiff(const TruthGrid& grid, const std::string& path)
{
    GDALAllRegister();
    const int columns = static_cast<int>(grid.x.centres.size());
    const int rows = static_cast<int>(grid.y.centres.size());
    const int cells = rows * columns;
    const int slices = static_cast<int>(product(slices_of(grid)));
    const bool alpha = !grid.mask.empty() && grid.mask_form == TruthGrid::MaskForm::alpha;
    const int bands = slices * static_cast<int>(grid.variables.size()) + (alpha ? 1 : 0);
    const GDALDatasetUniquePtr dataset(GetGDALDriverManager()->GetDriverByName("GTiff")->Create(
        path.c_str(), columns, rows, bands, gdal_type(grid.variables.front().type), nullptr));
    check(dataset != nullptr, "the GeoTIFF");
    std::vector<double> transform { grid.x.centres.front() - grid.x.step / 2.0, grid.x.step, 0.0,
        grid.y.centres.front() - grid.y.step / 2.0, 0.0, grid.y.step };
    check(dataset->SetGeoTransform(transform.data()) == CE_None, "its geotransform");
    if (!grid.crs.empty()) {
        const OGRSpatialReference reference = reference_of(grid.crs);
        check(dataset->SetSpatialRef(&reference) == CE_None, "its CRS");
    }
    for (const auto& [name, value] : grid.about) {
        dataset->SetMetadataItem(name.c_str(), std::get<std::string>(value).c_str());
    }
    int number = 0;
    for (const TruthVariable& variable : grid.variables) {
        std::vector<double> values = all_numbers(grid, variable);
        for (int s = 0; s < slices; ++s) {
            GDALRasterBand* band = dataset->GetRasterBand(++number);
            band->SetDescription(variable.name.c_str());
            band->SetUnitType(variable.unit.c_str());
            put(*band, variable.attributes);
            check(band->RasterIO(GF_Write, 0, 0, columns, rows,
                      values.data() + static_cast<std::ptrdiff_t>(s) * cells, columns, rows,
                      GDT_Float64, 0, 0)
                    == CE_None,
                "its values");
        }
    }
    if (!grid.mask.empty()) {
        put_mask(*dataset, grid);
    }
}

// --------------------------------------------------------------------------------------------------------------
// damages

void keep(const std::string& path, const std::optional<double>& share)
{
    if (share) {
        cut_file(path,
            static_cast<std::uintmax_t>(
                *share * static_cast<double>(std::filesystem::file_size(path))));
    }
}

/// Overwrites the bytes of the first chunk of a variable.
void damage_first_chunk(const std::string& path, const std::string& variable)
{
    const ChunkPlace chunk = first_chunk(path, variable);
    overwrite_bytes(path, chunk.address, std::string(chunk.size, '\xff'));
}

// -----------------------------------------------------------------------------------------------------------
// boundaries

/// The geometry of an outline; null for "null".
std::unique_ptr<OGRGeometry> geometry_of(const std::string& outline)
{
    std::string wkt = outline;
    if (outline == "null") {
        return nullptr;
    }
    if (outline.starts_with("box ")) {
        std::istringstream numbers(outline.substr(4));
        std::string w;
        std::string s;
        std::string e;
        std::string n;
        std::string further;
        if (!(numbers >> w >> s >> e >> n) || numbers >> further) {
            refuse("a box has four numbers: west south east north");
        }
        wkt = fmt::format("POLYGON (({0} {1}, {2} {1}, {2} {3}, {0} {3}, {0} {1}))", w, s, e, n);
    }
    OGRGeometry* geometry = nullptr;
    check(OGRGeometryFactory::createFromWkt(wkt.c_str(), nullptr, &geometry) == OGRERR_NONE,
        wkt.c_str());
    return std::unique_ptr<OGRGeometry>(geometry);
}

void put_field(OGRLayer& layer, const char* name)
{
    const OGRFieldDefn field(name, OFTString);
    check(layer.CreateField(const_cast<OGRFieldDefn*>(&field)) == OGRERR_NONE, name);
}

} // namespace

void write_truth_grid(const TruthGrid& grid, const TemporaryFolder& folder)
{
    const std::string path = folder.file(grid.file);
    switch (grid.form) {
    case Form::text:
        grid.gzip ? write_gzip(path, grid.text) : folder.write(grid.file, grid.text);
        break;
    case Form::geotiff:
        write_geotiff(grid, path);
        break;
    case Form::gmt:
        write_gmt(grid, path);
        break;
    case Form::netcdf:
    case Form::netcdf3:
        write_netcdf(grid, path);
        break;
    }
    if (grid.gzip && grid.form != Form::text) {
        const std::string bytes = content_of(path);
        std::filesystem::remove(path);
        write_gzip(path, bytes);
    }
    if (grid.damage_chunk) {
        damage_first_chunk(path, grid.variables.front().name);
    }
    keep(path, grid.keep_share);
}

void write_truth_boundaries(const TruthBoundaries& boundaries, const TemporaryFolder& folder)
{
    const std::string path = folder.file(boundaries.file);
    if (boundaries.form == "text") {
        folder.write(boundaries.file, boundaries.text);
        return;
    }
    GDALAllRegister();
    {
        const GDALDatasetUniquePtr dataset(
            GetGDALDriverManager()
                ->GetDriverByName(boundaries.form.c_str())
                ->Create(path.c_str(), 0, 0, 0, GDT_Unknown, nullptr));
        check(dataset != nullptr, "the boundaries");
        std::unique_ptr<OGRSpatialReference> reference;
        if (!boundaries.crs.empty()) {
            reference = std::make_unique<OGRSpatialReference>(reference_of(boundaries.crs));
        }
        const bool json = boundaries.form == "GeoJSON";
        const char* options[] = { json ? "COORDINATE_PRECISION=15" : nullptr, nullptr };
        OGRLayer* layer = dataset->CreateLayer("cities", reference.get(),
            boundaries.form == "ESRI Shapefile" ? wkbPolygon : wkbUnknown,
            const_cast<char**>(options));
        check(layer != nullptr, "the layer of the boundaries");
        put_field(*layer, "id");
        put_field(*layer, "name");
        for (const TruthCity& city : boundaries.cities) {
            const std::unique_ptr<OGRFeature, void (*)(OGRFeature*)> feature(
                OGRFeature::CreateFeature(layer->GetLayerDefn()), OGRFeature::DestroyFeature);
            if (!city.id.empty()) {
                feature->SetField("id", city.id.c_str());
            }
            feature->SetField("name", city.name.c_str());
            if (const auto geometry = geometry_of(city.outline)) {
                feature->SetGeometry(geometry.get());
            }
            check(layer->CreateFeature(feature.get()) == OGRERR_NONE, "a feature");
        }
    }
    keep(path, boundaries.keep_share);
}

} // namespace cityflux
