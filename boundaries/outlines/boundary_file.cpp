#include "boundaries/outlines/boundary_file.h"

#include "boundaries/outlines/city_outline.h"
#include "boundaries/outlines/name_encoding.h"
#include "boundaries/outlines/vector_layer.h"
#include "boundaries/outlines/written_names.h"
#include "grids/geometry/crs_agreement.h"
#include "grids/storage/gdal_messages.h"
#include "grids/text/error.h"
#include "grids/text/joined.h"
#include "grids/text/words.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <iterator>
#include <list>
#include <optional>
#include <span>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <fmt/format.h>
#include <tbb/enumerable_thread_specific.h>
#include <tbb/task_group.h>

namespace cityflux {
namespace {

constexpr std::array id_fields { "adcode", "district_adcode", "county_adcode", "city_adcode",
    "city_id", "id", "code", "gid", "gid_3", "gid_2", "gid_1", "ID_UC_G0", "ID_HDC_G0", "eFUA_ID",
    "fuacode", "shapeID", "GEOID", "GEOID20", "GEOID10", "URAU_CODE", "NUTS_ID", "objectid",
    "osm_id" };
constexpr std::array name_fields { "district_name", "county_name", "city_name", "city", "name",
    "NAME_3", "NAME_2", "NAME_1", "name_en", "name_zh", "short_name", "NAME_CHN", "GC_UCN_MAI_2025",
    "UC_NM_MN", "eFUA_name", "fuaname", "shapeName", "NAME20", "NAME10", "URAU_NAME", "NAME_LATN",
    "NUTS_NAME" };

constexpr std::size_t features_of_a_batch = 64;

/// Fields of a layer that identify a city.
struct CityFields {
    std::optional<std::size_t> id; ///< without one, the features' numbers are the ids
    std::vector<std::size_t> names; ///< the requested field, or all usual ones, best first
    std::vector<std::size_t> aliases; ///< in order of the file
};

/// Returns the requested field, or the first of the usual ones that the layer has. Throws
/// UsageError of `setting` if the requested field is missing.
std::optional<std::size_t> find_field(const VectorLayer& layer, const std::string& requested,
    std::span<const char* const> usual, Setting setting, const std::string& file)
{
    if (!requested.empty()) {
        const auto field = layer.field(requested);
        if (!field) {
            const std::vector<std::string> fields = layer.fields();
            throw UsageError(ProblemCode::unknown, named(setting, requested),
                fmt::format("unknown field of {} (fields: {})", file, joined(fields, ", ")),
                fields.empty() ? Text()
                               : Text { "choose a field, e.g. ", named(setting, fields.front()) });
        }
        return field;
    }
    for (const char* name : usual) {
        if (const auto field = layer.field(name)) {
            return field;
        }
    }
    return std::nullopt;
}

/// Returns the fields that name a city: short, English and other names, and codes.
std::vector<std::size_t> find_aliases(const VectorLayer& layer)
{
    const std::vector<std::string> names = layer.fields();
    std::vector<std::size_t> aliases;
    for (std::size_t i = 0; i < names.size(); ++i) {
        const std::string name = lower_case(names[i]);
        const auto has = [&](const char* word) { return name.find(word) != std::string::npos; };
        const bool counts = layer.has_numbers(i) && !has("adcode");
        if ((has("name") || has("city") || has("short") || has("adcode")) && !has("prov")
            && !has("country") && !counts) {
            aliases.push_back(i);
        }
    }
    return aliases;
}

CityFields find_fields(const VectorLayer& layer, const BoundaryRequest& request)
{
    CityFields fields;
    fields.id = find_field(layer, request.id_field, id_fields, Setting::id, request.file);
    fields.aliases = find_aliases(layer);
    if (const auto name = find_field(layer, request.name_field, {}, Setting::name, request.file)) {
        fields.names.push_back(*name);
        return fields;
    }
    for (const char* usual : name_fields) {
        const auto name = layer.field(usual);
        if (name && !layer.has_numbers(*name)) {
            fields.names.push_back(*name);
        }
    }
    return fields;
}

/// Returns the CRS of the layer, or the declared one if it has none or if the declaration wins.
/// Adds a note to `notes` if the declaration wins.
Crs find_crs(const VectorLayer& layer, const BoundaryRequest& request, std::vector<Message>& notes)
{
    auto own = layer.crs();
    if (own && !request.crs) {
        return *std::move(own);
    }
    if (request.crs) {
        Crs declared = Crs::parse(*request.crs, request.file);
        if (!own || place_earth_alike(*own, declared)) {
            return own ? *std::move(own) : declared;
        }
        if (!request.overrides) {
            throw InputError(ProblemCode::inconsistent, request.file,
                { "inconsistent with ", named(Setting::boundaries_crs, *request.crs),
                    fmt::format(": the file declares the CRS '{}'", own->name) },
                { "leave it out, or add ", named(Setting::boundaries_override, "true"),
                    " if the file is wrong" });
        }
        notes.push_back({ .code = ProblemCode::inconsistent,
            .problem = { named(Setting::boundaries_crs, *request.crs),
                fmt::format(" is used, though the file declares the CRS '{}'", own->name) } });
        return declared;
    }
    throw InputError(ProblemCode::missing, request.file, "missing CRS of the boundaries",
        { "declare it, e.g. ", named(Setting::boundaries_crs, "EPSG:4326") });
}

std::vector<std::string> texts_of(
    const VectorFeature& feature, const std::vector<std::size_t>& fields)
{
    std::vector<std::string> texts;
    for (const std::size_t field : fields) {
        texts.push_back(feature.text(field).value_or(""));
    }
    return texts;
}

City read_city(
    const VectorFeature& feature, const CityFields& fields, const OutlineReference& reference)
{
    City city;
    city.id
        = fields.id ? feature.text(*fields.id).value_or("") : fmt::format("{}", feature.number());
    set_outline(city, feature.parts(), reference);
    return city;
}

/// Reads all cities. This thread reads the file. All threads check and repair outlines, in batches
/// of features.
std::vector<City> read_cities(
    VectorLayer& layer, const CityFields& fields, const Crs& crs, Datum datum)
{
    struct Batch {
        std::vector<VectorFeature> features;
        std::vector<City> cities;
        std::vector<WrittenNames> names;
    };
    tbb::enumerable_thread_specific<Projection> projections([&] { return Projection(crs); });
    std::list<Batch> batches;
    tbb::task_group work;
    layer.rewind();
    for (auto features = layer.next(features_of_a_batch); !features.empty();
         features = layer.next(features_of_a_batch)) {
        Batch& batch = batches.emplace_back();
        batch.features = std::move(features);
        work.run([&, &batch = batch] {
            for (const VectorFeature& feature : batch.features) {
                batch.cities.push_back(
                    read_city(feature, fields, { crs, projections.local(), datum }));
                batch.names.push_back(
                    { texts_of(feature, fields.names), texts_of(feature, fields.aliases) });
            }
            batch.features.clear();
        });
    }
    work.wait();
    std::vector<City> cities;
    std::vector<WrittenNames> names;
    for (Batch& batch : batches) {
        std::move(batch.cities.begin(), batch.cities.end(), std::back_inserter(cities));
        std::move(batch.names.begin(), batch.names.end(), std::back_inserter(names));
    }
    set_names(cities, names);
    return cities;
}

/// Returns the advice to take another field than `id_field` as id.
Text remedy_for_ids(const std::vector<std::string>& fields, std::size_t id_field)
{
    std::vector<std::string> others = fields;
    others.erase(others.begin() + static_cast<std::ptrdiff_t>(id_field));
    if (others.empty()) {
        return "give each feature an id of its own";
    }
    return { "choose another field, e.g. ", named(Setting::id, others.front()),
        fmt::format(" (fields: {})", joined(fields, ", ")) };
}

/// Throws InputError on a missing or duplicate id.
void check_ids(const std::vector<City>& cities, const std::string& file,
    const std::vector<std::string>& fields, std::size_t id_field)
{
    std::unordered_map<std::string_view, std::size_t> seen;
    for (std::size_t c = 0; c < cities.size(); ++c) {
        const auto [known, added] = seen.try_emplace(cities[c].id, c);
        if (added && !cities[c].id.empty()) {
            continue;
        }
        const std::string problem = added ? fmt::format("missing id of feature {}", c + 1)
                                          : fmt::format("duplicate id '{}' (features {} and {})",
                                              cities[c].id, known->second + 1, c + 1);
        throw InputError(added ? ProblemCode::missing : ProblemCode::duplicate,
            fmt::format("{}: field '{}'", file, fields[id_field]), problem,
            remedy_for_ids(fields, id_field));
    }
}

} // namespace

CityList read_boundaries(const BoundaryRequest& request)
{
    VectorLayer layer(request.file, request.layer);
    CityList list;
    list.source = request.file;
    list.layer = request.layer;
    list.datum = name_of(request.datum);
    const Crs crs = find_crs(layer, request, list.oddities);
    list.crs_name = crs.name;
    const CityFields fields = find_fields(layer, request);

    const GdalMessages messages;
    list.cities = read_cities(layer, fields, crs, request.datum);
    if (!messages.last_error().empty()) {
        throw InputError(ProblemCode::unreadable, request.file,
            fmt::format("unreadable to its end: {}", messages.last_error()));
    }
    if (list.cities.empty()) {
        throw InputError(ProblemCode::missing, request.file,
            fmt::format("missing features in layer '{}'", layer.name()));
    }
    if (decode_names(list.cities, request.file)) {
        list.oddities.push_back({ .code = ProblemCode::missing,
            .problem = "missing encoding of the names: not UTF-8, read as GB18030" });
    }
    if (layer.lacked_types()) {
        list.oddities.push_back({ .code = ProblemCode::missing,
            .problem = "missing \"type\": \"Feature\" of the features; read as features" });
    }
    if (fields.id) {
        check_ids(list.cities, request.file, layer.fields(), *fields.id);
    } else {
        const std::vector<std::string> names = layer.fields();
        list.oddities.push_back({ .code = ProblemCode::missing,
            .problem = "missing id field: the ids are the numbers of the features",
            .remedy = names.empty()
                ? Text()
                : Text { "choose a field, e.g. ", named(Setting::id, names.front()) } });
    }
    for (const std::string& message : messages.messages()) {
        list.oddities.push_back({ .problem = "OGR: " + message });
    }
    return list;
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
