#include "boundaries/kept/city_store.h"

#include "boundaries/kept/byte_record.h"
#include "boundaries/kept/content_hash.h"
#include "boundaries/kept/file_state.h"
#include "boundaries/outlines/repair.h"
#include "grids/geometry/projection.h"
#include "grids/storage/companion_files.h"
#include "grids/storage/gdal_file.h"
#include "grids/text/words.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <vector>

#include <unistd.h>

namespace cityflux {
namespace {

namespace fs = std::filesystem;

constexpr Cache::Kind kind { "cities", boundary_algorithm_version };
constexpr Cache::Kind hash_kind { "xxh3", 1 };
constexpr std::array<std::string_view, 5> formats { ".gpkg", ".geojson", ".json", ".fgb", ".shp" };
/// Prefixes of settings that change how libraries read a file.
constexpr std::array<std::string_view, 5> settings { "OGR_", "GDAL_", "CPL_", "SHAPE_", "PROJ_" };

/// Returns the hash of a file's bytes, or std::nullopt if it cannot be read.
std::optional<std::string> hash_of(const fs::path& file)
{
    ContentHash hash;
    std::ifstream in(file, std::ios::binary);
    std::vector<char> part(std::size_t { 1 } << 20);
    while (in) {
        in.read(part.data(), static_cast<std::streamsize>(part.size()));
        hash.add_bytes(part.data(), static_cast<std::size_t>(in.gcount()));
    }
    if (!in.eof()) {
        return std::nullopt;
    }
    return hash.digits();
}

void add_settings(ContentHash& hash)
{
    std::vector<std::string_view> found;
    for (char** variable = environ; *variable != nullptr; ++variable) {
        const std::string_view text = *variable;
        if (std::any_of(settings.begin(), settings.end(),
                [&](std::string_view prefix) { return text.starts_with(prefix); })) {
            found.push_back(text);
        }
    }
    std::sort(found.begin(), found.end());
    for (const std::string_view text : found) {
        hash.add(text);
    }
}

/// Returns the hash of all inputs of a list of cities. Returns std::nullopt if a file cannot be
/// read or may refer to others.
std::optional<std::string> key_of(const BoundaryRequest& request, const Cache& cache)
{
    const fs::path file = request.file;
    std::error_code error;
    if (std::find(formats.begin(), formats.end(), lower_case(file.extension().string()))
            == formats.end()
        || !fs::is_regular_file(file, error)) {
        return std::nullopt;
    }
    ContentHash hash;
    hash.add(boundary_algorithm_version);
    hash.add(std::string_view(request.file)); // appears in messages
    for (const fs::path part : with_companions(file.string())) {
        hash.add(std::string_view(part.extension().native()));
        const std::optional<std::string> content
            = hash_by_state(part, cache, hash_kind, [&] { return hash_of(part); });
        if (!content) {
            return std::nullopt;
        }
        hash.add(std::string_view(*content));
    }
    for (const std::string& text :
        { request.layer, request.id_field, request.name_field, request.crs.value_or("") }) {
        hash.add(std::string_view(text));
    }
    hash.add(static_cast<int>(request.datum));
    hash.add(static_cast<int>(request.overrides));
    hash.add(std::string_view(gdal_version()));
    hash.add(std::string_view(geos_version()));
    hash.add(std::string_view(proj_version()));
    add_settings(hash);
    return hash.digits();
}

void put_texts(ByteWriter& out, const std::vector<std::string>& texts)
{
    out.put_compact(texts.size());
    for (const std::string& text : texts) {
        out.put_text(text);
    }
}

bool get_texts(ByteReader& in, std::vector<std::string>& texts)
{
    std::size_t size = 0;
    if (!in.get_size(size, 1)) {
        return false;
    }
    texts.resize(size);
    return std::all_of(
        texts.begin(), texts.end(), [&](std::string& text) { return in.get_text(text); });
}

/// Writes the parts of a text. An empty name of a setting marks words.
void put(ByteWriter& out, const Text& text)
{
    out.put_compact(text.parts().size());
    for (const Text::Part& part : text.parts()) {
        const auto* setting = std::get_if<SettingValue>(&part);
        out.put_text(setting != nullptr ? name_of(setting->setting) : "");
        out.put_text(setting != nullptr ? setting->value : std::get<std::string>(part));
    }
}

bool get(ByteReader& in, Text& text)
{
    std::size_t parts = 0;
    if (!in.get_size(parts, 2)) {
        return false;
    }
    for (std::size_t p = 0; p < parts; ++p) {
        std::string name;
        std::string words;
        if (!in.get_text(name) || !in.get_text(words)) {
            return false;
        }
        const auto setting = setting_named(name);
        if (!name.empty() && !setting) {
            return false;
        }
        text = setting ? Text { text, named(*setting, std::move(words)) } : Text { text, words };
    }
    return true;
}

void put(ByteWriter& out, const Message& message)
{
    out.put_text(name_of(message.code));
    put(out, message.subject);
    put(out, message.problem);
    put(out, message.remedy);
}

bool get(ByteReader& in, Message& message)
{
    std::string code;
    if (!in.get_text(code)) {
        return false;
    }
    const auto known = code_named(code);
    message.code = known.value_or(ProblemCode::invalid);
    return known && get(in, message.subject) && get(in, message.problem) && get(in, message.remedy);
}

void put_messages(ByteWriter& out, const std::vector<Message>& messages)
{
    out.put_compact(messages.size());
    for (const Message& message : messages) {
        put(out, message);
    }
}

bool get_messages(ByteReader& in, std::vector<Message>& messages)
{
    std::size_t size = 0;
    if (!in.get_size(size, 4)) {
        return false;
    }
    messages.resize(size);
    return std::ranges::all_of(messages, [&](Message& message) { return get(in, message); });
}

void put(ByteWriter& out, const City& city)
{
    out.put_text(city.id);
    out.put_text(city.name);
    put_texts(out, city.aliases);
    out.put_compact(city.shape.size());
    for (const Polygon& polygon : city.shape) {
        out.put_all(std::span(polygon.outer));
        out.put_compact(polygon.holes.size());
        for (const Ring& hole : polygon.holes) {
            out.put_all(std::span(hole));
        }
    }
    put_texts(out, city.flags);
    out.put_text(city.repair);
    out.put(city.area_before_km2);
    out.put(city.area_km2);
}

bool get(ByteReader& in, Polygon& polygon)
{
    std::size_t holes = 0;
    if (!in.get_all(polygon.outer) || !in.get_size(holes, 1)) {
        return false;
    }
    polygon.holes.resize(holes);
    return std::all_of(
        polygon.holes.begin(), polygon.holes.end(), [&](Ring& hole) { return in.get_all(hole); });
}

bool get(ByteReader& in, City& city)
{
    std::size_t polygons = 0;
    if (!in.get_text(city.id) || !in.get_text(city.name) || !get_texts(in, city.aliases)
        || !in.get_size(polygons, 1)) {
        return false;
    }
    city.shape.resize(polygons);
    return std::all_of(city.shape.begin(), city.shape.end(),
               [&](Polygon& polygon) { return get(in, polygon); })
        && get_texts(in, city.flags) && in.get_text(city.repair) && in.get(city.area_before_km2)
        && in.get(city.area_km2);
}

} // namespace

std::string record_of_cities(const CityList& list)
{
    ByteWriter out;
    out.put_text(list.source);
    out.put_text(list.layer);
    out.put_text(list.crs_name);
    out.put_text(list.datum);
    put_messages(out, list.oddities);
    out.put_compact(list.cities.size());
    for (const City& city : list.cities) {
        put(out, city);
    }
    return out.bytes();
}

std::optional<CityList> cities_of_record(std::string_view bytes)
{
    ByteReader in(bytes);
    CityList list;
    std::size_t cities = 0;
    if (!in.get_text(list.source) || !in.get_text(list.layer) || !in.get_text(list.crs_name)
        || !in.get_text(list.datum) || !get_messages(in, list.oddities)
        || !in.get_size(cities, 1)) {
        return std::nullopt;
    }
    list.cities.resize(cities);
    if (!std::all_of(
            list.cities.begin(), list.cities.end(), [&](City& city) { return get(in, city); })
        || !in.at_end()) {
        return std::nullopt;
    }
    return list;
}

CityList read_boundaries(const BoundaryRequest& request, const Cache& cache)
{
    const std::optional<std::string> key = key_of(request, cache);
    if (!key) {
        return read_boundaries(request);
    }
    if (const Cache::Record record = cache.load(kind, *key)) {
        if (std::optional<CityList> list = cities_of_record(record.bytes())) {
            return std::move(*list);
        }
    }
    CityList list = read_boundaries(request);
    cache.save(kind, *key, record_of_cities(list));
    return list;
}

} // namespace cityflux
