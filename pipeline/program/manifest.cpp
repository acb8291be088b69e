#include "pipeline/program/manifest.h"

#include "pipeline/program/setting_words.h"
#include "pipeline/program/sha256.h"
#include "pipeline/program/versions.h"

#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

void add_command(Json& json, const std::vector<std::string>& command)
{
    json["command"] = command;
    for (const auto& [name, version] : versions()) {
        json["versions"][name] = version;
    }
}

void write_json(const OutputFile& file, const Json& json)
{
    file.write(json_text(json) + "\n");
}

} // namespace

Json begin_manifest(const OutputFile& output, const std::vector<std::string>& command)
{
    Json json;
    json["output"] = { { "file", output.name().filename().string() },
        { "sha256", sha256_of_file(output.temporary()) } };
    add_command(json, command);
    return json;
}

Json begin_manifest(const std::filesystem::path& folder, const std::vector<std::string>& outputs,
    const std::vector<std::string>& command)
{
    Json json;
    for (const std::string& output : outputs) {
        json["outputs"].push_back(
            { { "file", output }, { "sha256", sha256_of_file(folder / output) } });
    }
    add_command(json, command);
    return json;
}

Json manifest_of_files(const std::vector<std::string>& files, FileHashes& hashes)
{
    Json inputs = Json::array();
    for (const std::string& file : files) {
        inputs.push_back({ { "file", file }, { "sha256", hashes.of(file) } });
    }
    return inputs;
}

Json manifest_of_boundaries(const Provenance& provenance)
{
    const CityList& cities = provenance.cities;
    Json json;
    json["file"] = cities.source;
    json["sha256"] = provenance.hashes.of(cities.source);
    json["layer"] = cities.layer;
    json["crs"] = cities.crs_name;
    json["datum"] = cities.datum;
    if (cities.datum_doubt) {
        json["datum_doubt"] = sentence_of(*cities.datum_doubt, FrontEnd::command_line);
    }
    json["cities"] = cities.cities.size();
    json["oddities"] = sentences_of(cities.oddities);
    Json repairs = Json::array();
    for (const City& city : cities.cities) {
        if (!city.repair.empty()) {
            repairs.push_back(
                { { "city_id", city.id }, { "city", city.name }, { "what", city.repair },
                    { "area_before_km2", city.area_before_km2 }, { "area_km2", city.area_km2 } });
        }
    }
    json["repairs"] = std::move(repairs);
    return json;
}

Json manifest_of_number(const std::optional<double>& value)
{
    return value ? Json(*value) : Json();
}

void write_manifest(const std::filesystem::path& manifest, const Json& json)
{
    OutputFile file(manifest);
    write_json(file, json);
    file.commit();
}

void commit_with_manifest(OutputFile& output, const Json& json)
{
    OutputFile manifest(manifest_beside(output.name()));
    write_json(manifest, json);
    commit_together(output, manifest);
}

} // namespace cityflux
