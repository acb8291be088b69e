#include "boundaries/outlines/boundary_file.h"

#include "boundaries/outlines/longitudes.h"
#include "boundaries/outlines/repair.h"
#include "grids/storage/gdal_messages.h"
#include "grids/storage/library_call.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <cmath>
#include <filesystem>
#include <iterator>
#include <list>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <unordered_map>

#include <cpl_json.h>
#include <cpl_vsi.h>
#include <fmt/format.h>
#include <ogrsf_frmts.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/task_group.h>

namespace cityflux {
namespace {

/// Arguments of LibraryCall.
constexpr const char* library = "GDAL";
constexpr const char* checker = "ogrinfo -al";

struct DatasetCloser {
    void operator()(GDALDataset* dataset) const { GDALClose(dataset); }
};

constexpr std::array id_fields { "adcode", "district_adcode", "county_adcode", "city_adcode",
    "city_id", "id", "ID", "code", "CODE", "gid", "GID", "gid_2", "GID_2", "gid_1", "GID_1",
    "objectid", "OBJECTID", "osm_id" };
constexpr std::array name_fields { "district_name", "city_name", "city", "City", "name", "NAME",
    "Name", "NAME_2", "NAME_1", "name_en", "name_zh", "short_name", "NAME_CHN" };

/// Largest error of a projected outline whose edges are densified, in degrees (about 1 cm).
constexpr double degree_tolerance = 1e-7;

constexpr std::size_t features_of_a_batch = 64;

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

/// Returns the parts as polygons without repair: the first ring is the outer one, all others are
/// holes.
MultiPolygon polygons_of(const std::vector<RawPart>& parts)
{
    MultiPolygon polygons;
    for (const RawPart& part : parts) {
        if (!part.rings.empty()) {
            polygons.push_back(
                { part.rings.front(), { part.rings.begin() + 1, part.rings.end() } });
        }
    }
    return polygons;
}

/// Removes rings that have too few points for an area.
MultiPolygon with_area(MultiPolygon polygons)
{
    const auto is_line = [](const Ring& ring) { return ring.size() < 3; };
    for (Polygon& polygon : polygons) {
        std::erase_if(polygon.holes, is_line);
    }
    std::erase_if(polygons, [&](const Polygon& polygon) { return is_line(polygon.outer); });
    return polygons;
}

bool finite(const std::vector<RawPart>& parts)
{
    for (const RawPart& part : parts) {
        for (const Ring& ring : part.rings) {
            if (!std::all_of(ring.begin(), ring.end(),
                    [](Point p) { return std::isfinite(p.x) && std::isfinite(p.y); })) {
                return false;
            }
        }
    }
    return true;
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
            throw InputError(fmt::format("{}: no memory for a copy of the file", name));
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

constexpr const char* most_megabytes_of_feature = "OGR_GEOJSON_MAX_OBJ_SIZE";

class BoundaryReader {
public:
    explicit BoundaryReader(const BoundaryRequest& request)
        : request_(request)
    {
        static std::once_flag once;
        std::call_once(once, [] {
            GDALAllRegister();
            // GDAL's limit of 200 MB for a feature would refuse outlines of a million vertices.
            if (CPLGetConfigOption(most_megabytes_of_feature, nullptr) == nullptr) {
                CPLSetConfigOption(most_megabytes_of_feature, "0");
            }
        });
        const GdalMessages messages;
        if (!std::filesystem::exists(request.file)) {
            throw InputError(fmt::format("{}: there is no such boundary file", request.file));
        }
        const LibraryCall call(library, request_.file.c_str(), checker);
        dataset_.reset(GDALDataset::Open(
            request.file.c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
        if (!dataset_) {
            throw InputError(
                fmt::format("{}: not a boundary file that can be read: {}", request.file,
                    messages.last_error().empty() ? "no driver of OGR recognises it"
                                                  : messages.last_error()));
        }
        if (dataset_->GetLayerCount() == 1
            && dataset_->GetLayer(0)->GetLayerDefn()->GetFieldCount() == 0
            && std::string_view(dataset_->GetDriverName()) == "GeoJSON") {
            open_with_feature_types();
        }
        choose_layer();
    }

    ~BoundaryReader()
    {
        const LibraryCall call(library, request_.file.c_str(), checker);
        dataset_.reset();
    }
    BoundaryReader(const BoundaryReader&) = delete;
    BoundaryReader& operator=(const BoundaryReader&) = delete;

    CityList read()
    {
        CityList list;
        list.source = request_.file;
        list.layer = request_.layer;
        list.datum = name_of(request_.datum);
        const Crs crs = layer_crs();
        list.crs_name = crs.name;

        const int id_field = choose_id();
        const int name_field = choose_name();

        const GdalMessages messages;
        // This thread reads the file. All threads check and repair outlines, in batches of
        // features.
        tbb::enumerable_thread_specific<Projection> projections([&] { return Projection(crs); });
        std::list<Batch> batches;
        tbb::task_group work;
        layer_->ResetReading();
        while (next_features(batches.emplace_back())) {
            work.run([&, batch = &batches.back()] {
                for (const auto& feature : batch->features) {
                    batch->cities.push_back(
                        city_of(*feature, id_field, name_field, crs, projections.local()));
                }
                batch->features.clear();
            });
        }
        work.wait();
        if (!messages.last_error().empty()) {
            throw InputError(fmt::format(
                "{}: cannot be read to its end: {}", request_.file, messages.last_error()));
        }
        for (Batch& batch : batches) {
            std::move(batch.cities.begin(), batch.cities.end(), std::back_inserter(list.cities));
        }
        if (list.cities.empty()) {
            throw InputError(
                fmt::format("{}: layer '{}' has no features", request_.file, layer_->GetName()));
        }
        if (mended_) {
            list.oddities.push_back("its features do not say that they are (\"type\": "
                                    "\"Feature\"): read as if they did");
        }
        if (id_field < 0) {
            list.oddities.push_back(
                "no field is an id: the features' numbers are taken; choose a field with --id");
        } else {
            check_ids(list.cities, layer_->GetLayerDefn()->GetFieldDefn(id_field)->GetNameRef());
        }
        for (const std::string& message : messages.messages()) {
            list.oddities.push_back("OGR says: " + message);
        }
        return list;
    }

private:
    /// Consecutive features and the cities made from them.
    struct Batch {
        std::vector<std::unique_ptr<OGRFeature>> features;
        std::vector<City> cities;
    };

    /// Reads the next features of the layer. Returns false if none are left.
    bool next_features(Batch& batch) const
    {
        const LibraryCall call(library, request_.file.c_str(), checker);
        while (batch.features.size() < features_of_a_batch) {
            OGRFeature* feature = layer_->GetNextFeature();
            if (feature == nullptr) {
                break;
            }
            batch.features.emplace_back(feature);
        }
        return !batch.features.empty();
    }

    void open_with_feature_types()
    {
        const auto text = with_feature_types(request_.file);
        if (!text) {
            return;
        }
        mended_ = std::make_unique<MemoryFile>(
            std::filesystem::path(request_.file).filename().string(), *text);
        std::unique_ptr<GDALDataset, DatasetCloser> dataset(GDALDataset::Open(
            mended_->path().c_str(), GDAL_OF_VECTOR | GDAL_OF_READONLY, nullptr, nullptr, nullptr));
        if (dataset) {
            dataset_ = std::move(dataset);
        } else {
            mended_.reset();
        }
    }

    void choose_layer()
    {
        const int count = dataset_->GetLayerCount();
        if (!request_.layer.empty()) {
            layer_ = dataset_->GetLayerByName(request_.layer.c_str());
        } else if (count == 1) {
            layer_ = dataset_->GetLayer(0);
        }
        if (layer_ == nullptr) {
            std::vector<std::string> names;
            for (int i = 0; i < count; ++i) {
                names.emplace_back(dataset_->GetLayer(i)->GetName());
            }
            throw InputError(
                fmt::format("{}: {}; it has {}; write --boundaries FILE:LAYER", request_.file,
                    request_.layer.empty() ? "which of its layers is meant has to be said"
                                           : "there is no layer '" + request_.layer + "'",
                    joined(names, ", ")));
        }
    }

    Crs layer_crs() const
    {
        const OGRSpatialReference* reference = layer_->GetSpatialRef();
        // GeoPackages without a CRS have one of these names instead (srs_id 0 and -1).
        const std::string_view name
            = reference == nullptr || reference->GetName() == nullptr ? "" : reference->GetName();
        const bool undefined = same_word(name, "Undefined geographic SRS")
            || same_word(name, "Undefined Cartesian SRS");
        if (reference == nullptr || undefined || reference->IsLocal()) {
            if (request_.crs) {
                return Crs::parse(*request_.crs, "--boundaries-crs");
            }
            throw InputError(fmt::format(
                "{}: the boundaries do not say their coordinate reference system; declare it with "
                "--boundaries-crs, for example --boundaries-crs EPSG:4326",
                request_.file));
        }
        char* wkt = nullptr;
        const std::array<const char*, 2> format { "FORMAT=WKT2_2018", nullptr };
        reference->exportToWkt(&wkt, format.data());
        const std::string definition = wkt == nullptr ? "" : wkt;
        CPLFree(wkt);
        return Crs::parse(definition, request_.file);
    }

    int field_index(const std::string& name) const
    {
        return layer_->GetLayerDefn()->GetFieldIndex(name.c_str());
    }

    std::string field_names() const
    {
        std::vector<std::string> names;
        for (int i = 0; i < layer_->GetLayerDefn()->GetFieldCount(); ++i) {
            names.emplace_back(layer_->GetLayerDefn()->GetFieldDefn(i)->GetNameRef());
        }
        return joined(names, ", ");
    }

    int required_field(const std::string& name, const char* option) const
    {
        const int index = field_index(name);
        if (index < 0) {
            throw UsageError(fmt::format("{} {}: {} has no such field; it has {}", option, name,
                request_.file, field_names()));
        }
        return index;
    }

    /// Returns the index of the id field, or -1 if there is none and feature numbers must serve as
    /// ids.
    int choose_id() const
    {
        if (!request_.id_field.empty()) {
            return required_field(request_.id_field, "--id");
        }
        for (const char* name : id_fields) {
            if (const int field = field_index(name); field >= 0) {
                return field;
            }
        }
        return -1;
    }

    /// Throws InputError on a missing or duplicate id.
    void check_ids(const std::vector<City>& cities, const std::string& field) const
    {
        std::unordered_map<std::string_view, std::size_t> seen;
        for (std::size_t c = 0; c < cities.size(); ++c) {
            const auto [known, added] = seen.try_emplace(cities[c].id, c);
            if (added && !cities[c].id.empty()) {
                continue;
            }
            const std::string trouble = added ? fmt::format("feature {} has none", c + 1)
                                              : fmt::format("features {} and {} both have '{}'",
                                                  known->second + 1, c + 1, cities[c].id);
            throw InputError(fmt::format("{}: field '{}' does not identify the cities: {}; choose "
                                         "another field with --id (it has {})",
                request_.file, field, trouble, field_names()));
        }
    }

    int choose_name() const
    {
        if (!request_.name_field.empty()) {
            return required_field(request_.name_field, "--name");
        }
        for (const char* name : name_fields) {
            if (const int field = field_index(name); field >= 0) {
                return field;
            }
        }
        return -1;
    }

    City city_of(const OGRFeature& feature, int id_field, int name_field, const Crs& crs,
        const Projection& projection) const
    {
        const auto text_of = [&](int field) {
            return field >= 0 && feature.IsFieldSetAndNotNull(field)
                ? feature.GetFieldAsString(field)
                : std::string();
        };
        City city;
        city.id = id_field < 0 ? fmt::format("{}", feature.GetFID()) : text_of(id_field);
        city.name = text_of(name_field);
        if (city.name.empty()) {
            city.name = city.id;
        }
        for (int i = 0; i < feature.GetFieldCount(); ++i) {
            const std::string field = lower_case(feature.GetFieldDefnRef(i)->GetNameRef());
            const bool naming = field.find("name") != std::string::npos
                || field.find("city") != std::string::npos
                || field.find("short") != std::string::npos
                || field.find("adcode") != std::string::npos;
            if (naming && feature.IsFieldSetAndNotNull(i)
                && field.find("province") == std::string::npos) {
                city.aliases.emplace_back(feature.GetFieldAsString(i));
            }
        }
        std::vector<RawPart> parts;
        if (const OGRGeometry* geometry = feature.GetGeometryRef()) {
            add_parts(*geometry, parts);
        }
        if (parts.empty() || !finite(parts)) {
            city.flags.emplace_back("no-geometry");
            city.repair
                = parts.empty() ? "the feature has no polygon" : "a coordinate is not a number";
            return city;
        }
        set_shape(city, std::move(parts), crs, projection);
        return city;
    }

    /// Returns a polygon of a projected plane in longitude and latitude.
    template <typename Place> static Polygon in_degrees(const Polygon& polygon, const Place& place)
    {
        Polygon image { longitudes_and_latitudes(polygon.outer, place, degree_tolerance,
                            signed_area(polygon.outer) > 0.0),
            {} };
        for (const Ring& hole : polygon.holes) {
            image.holes.push_back(
                longitudes_and_latitudes(hole, place, degree_tolerance, signed_area(hole) > 0.0));
            bring_beside(image.holes.back(), image.outer);
        }
        return image;
    }

    void set_shape(
        City& city, std::vector<RawPart> parts, const Crs& crs, const Projection& projection) const
    {
        const auto place
            = [&](Point p) { return to_wgs84(projection.to_wgs84(p), request_.datum); };
        try {
            if (crs.kind == CrsKind::geographic) {
                for (RawPart& part : parts) {
                    for (Ring& ring : part.rings) {
                        std::transform(ring.begin(), ring.end(), ring.begin(), place);
                    }
                }
                check_on_earth(parts);
                Repaired repaired = repair(parts, true);
                const bool changed = !repaired.changes.empty();
                take(city, std::move(repaired));
                city.area_before_km2 = changed ? true_area_km2(polygons_of(parts)) : city.area_km2;
                return;
            }
            // A projected outline is repaired in its plane first and transformed to longitude and
            // latitude afterwards.
            const auto on_earth = [&](const MultiPolygon& polygons) {
                MultiPolygon image;
                for (const Polygon& polygon : polygons) {
                    image.push_back(in_degrees(polygon, place));
                }
                return image;
            };
            Repaired repaired = repair(parts, false);
            const bool changed = !repaired.changes.empty();
            repaired.shape = on_earth(repaired.shape);
            take(city, std::move(repaired));
            city.area_before_km2
                = changed ? true_area_km2(on_earth(with_area(polygons_of(parts)))) : city.area_km2;
        } catch (const InputError& error) {
            city.shape.clear();
            city.flags = { "no-geometry" };
            city.repair = error.what();
        }
    }

    static void check_on_earth(const std::vector<RawPart>& parts)
    {
        for (const RawPart& part : parts) {
            for (const Ring& ring : part.rings) {
                for (const Point& point : ring) {
                    if (std::abs(point.y) > 90.0 + 1e-9 || std::abs(point.x) > 720.0) {
                        throw InputError(fmt::format("the point {}, {} is not on the Earth: these "
                                                     "are not longitude and latitude",
                            point.x, point.y));
                    }
                }
            }
        }
    }

    static void take(City& city, Repaired repaired)
    {
        city.shape = std::move(repaired.shape);
        city.area_km2 = true_area_km2(city.shape);
        if (city.shape.empty() || !(city.area_km2 > 0.0)) {
            city.shape.clear();
            city.flags.emplace_back("no-geometry");
            city.repair = "nothing with an area is left of the geometry";
            return;
        }
        if (!repaired.changes.empty()) {
            city.flags.emplace_back("repaired-geometry");
            city.repair = joined(repaired.changes, "; ");
        }
    }

    BoundaryRequest request_;
    std::unique_ptr<MemoryFile>
        mended_; ///< source of `dataset_` if the file had to be changed, otherwise null
    std::unique_ptr<GDALDataset, DatasetCloser> dataset_;
    OGRLayer* layer_ = nullptr;
};

} // namespace

CityList read_boundaries(const BoundaryRequest& request)
{
    return BoundaryReader(request).read();
}

BoundaryRequest parse_boundary_argument(const std::string& argument)
{
    BoundaryRequest request;
    request.file = argument;
    const auto colon = argument.rfind(':');
    std::error_code error;
    if (!std::filesystem::exists(argument, error) && colon != std::string::npos
        && std::filesystem::exists(argument.substr(0, colon), error)) {
        request.file = argument.substr(0, colon);
        request.layer = argument.substr(colon + 1);
    }
    return request;
}

} // namespace cityflux
