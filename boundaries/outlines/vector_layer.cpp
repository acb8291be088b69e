#include "boundaries/outlines/vector_layer.h"

#include "grids/storage/gdal_messages.h"
#include "grids/storage/library_call.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <array>
#include <cmath>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <mutex>
#include <string_view>
#include <utility>

#include <cpl_json.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <ogrsf_frmts.h>

namespace cityflux {
namespace {

/// Arguments of LibraryCall.
constexpr const char* library = "GDAL";
constexpr const char* checker = "ogrinfo -al";

/// Largest whole number below which every whole number is a double.
constexpr double most_exact_integer = 9007199254740992.0;

constexpr const char* most_megabytes_of_feature = "OGR_GEOJSON_MAX_OBJ_SIZE";

struct DatasetCloser {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};
using Dataset = std::unique_ptr<GDALDataset, DatasetCloser>;

void register_drivers()
{
    static std::once_flag once;
    std::call_once(once, [] {
        GDALAllRegister();
        // GDAL's limit of 200 MB for a feature would refuse outlines of a million vertices.
        if (CPLGetConfigOption(most_megabytes_of_feature, nullptr) == nullptr) {
            CPLSetConfigOption(most_megabytes_of_feature, "0");
        }
    });
}

Dataset open_dataset(const std::string& path)
{
    return Dataset(GDALDataset::Open(
        path.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
}

Ring points_of(const OGRLinearRing& ring)
{
    Ring points;
    points.reserve(static_cast<std::size_t>(ring.getNumPoints()));
    for (int i = 0; i < ring.getNumPoints(); ++i) {
        points.push_back({ ring.getX(i), ring.getY(i) });
    }
    return points;
}

/// Adds the rings of every polygon of a geometry, in order of the file.
void add_parts(const OGRGeometry& geometry, std::vector<RawPart>& parts)
{
    switch (wkbFlatten(geometry.getGeometryType())) {
    case wkbPolygon:
    case wkbTriangle: {
        const OGRPolygon& polygon = *geometry.toPolygon();
        RawPart part;
        for (const OGRLinearRing* ring : polygon) {
            part.rings.push_back(points_of(*ring));
        }
        parts.push_back(std::move(part));
        break;
    }
    case wkbCurvePolygon:
    case wkbMultiSurface: {
        const std::unique_ptr<OGRGeometry> linear(geometry.getLinearGeometry());
        add_parts(*linear, parts);
        break;
    }
    case wkbMultiPolygon:
    case wkbGeometryCollection:
    case wkbPolyhedralSurface:
    case wkbTIN:
        for (const OGRGeometry* part : *geometry.toGeometryCollection()) {
            add_parts(*part, parts);
        }
        break;
    default:
        break;
    }
}

/// RAII file in GDAL's memory.
class MemoryFile {
public:
    /// `name` is the last part of the path.
    MemoryFile(const std::string& name, const std::string& text)
        : path_(fmt::format("/vsimem/cityflux-{}/{}", static_cast<const void*>(this), name))
    {
        VSILFILE* file = VSIFOpenL(path_.c_str(), "wb");
        if (file == nullptr || VSIFWriteL(text.data(), 1, text.size(), file) != text.size()
            || VSIFCloseL(file) != 0) {
            throw InputError(
                ProblemCode::insufficient, name, "insufficient memory for a copy of the file");
        }
    }
    ~MemoryFile() { VSIUnlink(path_.c_str()); }
    MemoryFile(const MemoryFile&) = delete;
    MemoryFile& operator=(const MemoryFile&) = delete;

    const std::string& path() const { return path_; }

private:
    std::string path_;
};

/// Adds the missing "type": "Feature" to features of a GeoJSON and returns its text. Maps decoded
/// from web pages lack it; OGR then reads their outlines without ids and names. Returns
/// std::nullopt if no feature lacks it.
std::optional<std::string> with_feature_types(const std::string& file)
{
    CPLJSONDocument document;
    if (!document.Load(file)) {
        return std::nullopt;
    }
    bool changed = false;
    const CPLJSONArray features = document.GetRoot().GetArray("features");
    for (int f = 0; features.IsValid() && f < features.Size(); ++f) {
        CPLJSONObject feature = features[f];
        if (feature.GetType() == CPLJSONObject::Type::Object && !feature.GetObj("type").IsValid()) {
            feature.Add("type", "Feature");
            changed = true;
        }
    }
    return changed ? std::optional(document.SaveAsString()) : std::nullopt;
}

/// Returns true if a text file holds coordinates as ECharts encodes them: strings in place of
/// numbers.
bool has_encoded_coordinates(const std::string& file)
{
    std::ifstream stream(file, std::ios::binary);
    const std::string text { std::istreambuf_iterator<char>(stream), {} };
    return text.find("\"encodeOffsets\"") != std::string::npos
        || text.find("UTF8Encoding") != std::string::npos;
}

/// Throws InputError if a file is a map of ECharts with encoded coordinates, which OGR reads as
/// features without outlines. Reads the text only if the first feature has none.
void check_coordinates(OGRLayer& layer, const std::string& file)
{
    layer.ResetReading();
    const std::unique_ptr<OGRFeature> first(layer.GetNextFeature());
    layer.ResetReading();
    const OGRGeometry* geometry = first == nullptr ? nullptr : first->GetGeometryRef();
    if (first != nullptr && (geometry == nullptr || geometry->IsEmpty())
        && has_encoded_coordinates(file)) {
        throw InputError(ProblemCode::unsupported, file,
            "unsupported: a map of ECharts whose coordinates are encoded (UTF8Encoding)",
            "decode it, or take a GeoJSON whose coordinates are numbers");
    }
}

/// Returns the index of the column that holds the outlines: the first whose type is polygons, or 0.
int find_outline_column(const OGRFeatureDefn& definition)
{
    for (int i = 0; i < definition.GetGeomFieldCount(); ++i) {
        const auto type = wkbFlatten(definition.GetGeomFieldDefn(i)->GetType());
        if (OGR_GT_IsSubClassOf(type, wkbSurface) != FALSE
            || OGR_GT_IsSubClassOf(type, wkbMultiSurface) != FALSE) {
            return i;
        }
    }
    return 0;
}

/// Returns true if a dataset is a GeoJSON without any field.
bool may_lack_types(GDALDataset& dataset)
{
    return dataset.GetLayerCount() == 1 && dataset.GetLayer(0)->GetLayerDefn()->GetFieldCount() == 0
        && std::string_view(dataset.GetDriverName()) == "GeoJSON";
}

/// Returns a layer, or the only one if `layer` is "". Throws InputError if it is missing or
/// ambiguous.
OGRLayer* find_layer(GDALDataset& dataset, const std::string& file, const std::string& layer)
{
    const int count = dataset.GetLayerCount();
    OGRLayer* found = nullptr;
    if (!layer.empty()) {
        found = dataset.GetLayerByName(layer.c_str());
    } else if (count == 1) {
        found = dataset.GetLayer(0);
    }
    if (found == nullptr) {
        std::vector<std::string> names;
        for (int i = 0; i < count; ++i) {
            names.emplace_back(dataset.GetLayer(i)->GetName());
        }
        if (names.empty()) {
            throw InputError(ProblemCode::missing, file, "missing layer: the file holds none",
                "choose a file with the outlines of cities");
        }
        const std::string layers = fmt::format("(layers: {})", joined(names, ", "));
        throw InputError(layer.empty() ? ProblemCode::ambiguous : ProblemCode::unknown, file,
            layer.empty() ? "ambiguous layer " + layers
                          : fmt::format("unknown layer '{}' {}", layer, layers),
            { "name one of them, e.g. ",
                named(Setting::boundaries, fmt::format("{}:{}", file, names.front())) });
    }
    return found;
}

} // namespace

struct VectorFeature::Data {
    std::unique_ptr<OGRFeature> feature;
    int outline_column = 0;
};

VectorFeature::VectorFeature(std::unique_ptr<Data> data)
    : data_(std::move(data))
{
}

VectorFeature::~VectorFeature() = default;
VectorFeature::VectorFeature(VectorFeature&& other) noexcept = default;

std::int64_t VectorFeature::number() const
{
    return data_->feature->GetFID();
}

std::optional<std::string> VectorFeature::text(std::size_t field) const
{
    const auto index = static_cast<int>(field);
    if (!data_->feature->IsFieldSetAndNotNull(index)) {
        return std::nullopt;
    }
    // Shapefiles pad whole numbers with decimals: 110000.000000000000000.
    if (data_->feature->GetFieldDefnRef(index)->GetType() == OFTReal) {
        const double number = data_->feature->GetFieldAsDouble(index);
        if (number == std::trunc(number) && std::abs(number) < most_exact_integer) {
            return fmt::format("{:.0f}", number);
        }
    }
    return data_->feature->GetFieldAsString(index);
}

std::vector<RawPart> VectorFeature::parts() const
{
    std::vector<RawPart> parts;
    if (const OGRGeometry* geometry = data_->feature->GetGeomFieldRef(data_->outline_column)) {
        add_parts(*geometry, parts);
    }
    return parts;
}

struct VectorLayer::Source {
    explicit Source(std::string path)
        : file(std::move(path))
    {
    }
    ~Source()
    {
        const LibraryCall call(library, file.c_str(), checker);
        dataset.reset();
    }
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;

    std::string file;
    /// File behind `dataset` if features lacked their "type", otherwise null.
    std::unique_ptr<MemoryFile> typed_copy;
    Dataset dataset;
    OGRLayer* layer = nullptr;
    int outline_column = 0; ///< index of the geometry column that holds the outlines
    bool ended = false; ///< true after the last feature; some drivers then begin again
};

VectorLayer::VectorLayer(const std::string& file, const std::string& layer)
    : source_(std::make_unique<Source>(file))
{
    register_drivers();
    const GdalMessages messages;
    if (!std::filesystem::exists(file)) {
        throw InputError(ProblemCode::missing, file, "missing boundary file");
    }
    const LibraryCall call(library, source_->file.c_str(), checker);
    source_->dataset = open_dataset(file);
    if (!source_->dataset) {
        throw InputError(ProblemCode::unreadable, file,
            fmt::format("unreadable boundary file: {}",
                messages.last_error().empty() ? "no driver of OGR recognises it"
                                              : messages.last_error()));
    }
    if (may_lack_types(*source_->dataset)) {
        if (const auto text = with_feature_types(file)) {
            auto copy = std::make_unique<MemoryFile>(
                std::filesystem::path(file).filename().string(), *text);
            if (Dataset dataset = open_dataset(copy->path())) {
                source_->dataset = std::move(dataset);
                source_->typed_copy = std::move(copy);
            }
        }
    }
    source_->layer = find_layer(*source_->dataset, file, layer);
    source_->outline_column = find_outline_column(*source_->layer->GetLayerDefn());
    if (std::string_view(source_->dataset->GetDriverName()) == "GeoJSON") {
        check_coordinates(*source_->layer, file);
    }
}

VectorLayer::~VectorLayer() = default;

std::string VectorLayer::name() const
{
    return source_->layer->GetName();
}

bool VectorLayer::has_numbers(std::size_t field) const
{
    const OGRFieldType type
        = source_->layer->GetLayerDefn()->GetFieldDefn(static_cast<int>(field))->GetType();
    return type == OFTInteger || type == OFTInteger64 || type == OFTReal;
}

bool VectorLayer::lacked_types() const
{
    return source_->typed_copy != nullptr;
}

std::vector<std::string> VectorLayer::fields() const
{
    const OGRFeatureDefn& definition = *source_->layer->GetLayerDefn();
    std::vector<std::string> names;
    for (int i = 0; i < definition.GetFieldCount(); ++i) {
        names.emplace_back(definition.GetFieldDefn(i)->GetNameRef());
    }
    return names;
}

std::optional<std::size_t> VectorLayer::field(const std::string& name) const
{
    const int index = source_->layer->GetLayerDefn()->GetFieldIndex(name.c_str());
    return index < 0 ? std::nullopt : std::optional(static_cast<std::size_t>(index));
}

std::optional<Crs> VectorLayer::crs() const
{
    const OGRFeatureDefn& definition = *source_->layer->GetLayerDefn();
    const OGRSpatialReference* reference = definition.GetGeomFieldCount() > 1
        ? definition.GetGeomFieldDefn(source_->outline_column)->GetSpatialRef()
        : source_->layer->GetSpatialRef();
    // GeoPackages without a CRS have one of these names instead (srs_id 0 and -1).
    const std::string_view name
        = reference == nullptr || reference->GetName() == nullptr ? "" : reference->GetName();
    const bool undefined
        = same_word(name, "Undefined geographic SRS") || same_word(name, "Undefined Cartesian SRS");
    if (reference == nullptr || undefined || reference->IsLocal()) {
        return std::nullopt;
    }
    char* wkt = nullptr;
    const std::array<const char*, 2> format { "FORMAT=WKT2_2018", nullptr };
    reference->exportToWkt(&wkt, format.data());
    const std::string text = wkt == nullptr ? "" : wkt;
    CPLFree(wkt);
    return Crs::parse(text, source_->file);
}

void VectorLayer::rewind()
{
    source_->layer->ResetReading();
    source_->ended = false;
}

std::vector<VectorFeature> VectorLayer::next(std::size_t most)
{
    const LibraryCall call(library, source_->file.c_str(), checker);
    std::vector<VectorFeature> features;
    while (features.size() < most && !source_->ended) {
        std::unique_ptr<OGRFeature> feature(source_->layer->GetNextFeature());
        if (!feature) {
            source_->ended = true;
            break;
        }
        features.push_back(VectorFeature(std::make_unique<VectorFeature::Data>(
            VectorFeature::Data { std::move(feature), source_->outline_column })));
    }
    return features;
}

} // namespace cityflux
