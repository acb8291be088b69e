#include "pipeline/manifest.h"

#include "boundaries/repair.h"
#include "grids/gdal_file.h"
#include "grids/netcdf_handle.h"
#include "pipeline/output_file.h"
#include "pipeline/sha256.h"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <tbb/version.h>

namespace cityflux {
namespace {

using Json = nlohmann::ordered_json;

Json optional_number(const std::optional<double>& value)
{
    return value ? Json(*value) : Json();
}

Json closure_of(const LayerReport& layer)
{
    const Closure& c = layer.closure;
    Json json;
    json["file"] = layer.file;
    json["variable"] = layer.variable;
    json["inventory"] = layer.inventory;
    json["species"] = layer.species;
    json["sector"] = layer.sector;
    json["period"] = layer.period.text();
    json["unit"] = layer.unit;
    json["kind"] = layer.kind;
    json["tonnes_per_unit"] = layer.tonnes_per_unit;
    json["period_days"] = layer.period_days;
    json["tiles_read"] = c.tiles_read;
    json["tiles"] = c.tiles;
    json["grid_t"] = c.grid_t;
    json["cities_t"] = c.cities_t;
    json["outside_t"] = c.outside_t;
    json["overlap_t"] = c.overlap_t;
    json["residual"] = c.residual();
    json["cells_without_data"] = c.cells_without_data;
    json["declared_t"] = optional_number(layer.declared_t);
    return json;
}

Json boundaries_of(const CityList& cities, FileHashes& hashes)
{
    Json json;
    json["file"] = cities.source;
    json["sha256"] = hashes.of(cities.source);
    json["layer"] = cities.layer;
    json["crs"] = cities.crs_name;
    json["datum"] = cities.datum;
    json["cities"] = cities.cities.size();
    json["oddities"] = cities.oddities;
    Json repairs = Json::array();
    for (const City& city : cities.cities) {
        if (!city.repair.empty()) {
            repairs.push_back({ { "city_id", city.id }, { "city", city.name }, { "what", city.repair },
                { "area_before_km2", city.area_before_km2 }, { "area_km2", city.area_km2 } });
        }
    }
    json["repairs"] = std::move(repairs);
    return json;
}

Json inputs_of(const std::vector<FileReport>& files, FileHashes& hashes)
{
    Json inputs = Json::array();
    for (const FileReport& file : files) {
        Json input;
        input["file"] = file.path;
        input["sha256"] = hashes.of(file.path);
        input["format"] = file.format;
        input["inventory"] = file.inventory;
        if (!file.inventory_file.empty()) {
            input["inventory_file"] = { { "file", file.inventory_file }, { "sha256", sha256_of_file(file.inventory_file) } };
        }
        input["grid"] = file.grid;
        input["crs"] = file.crs;
        input["cell_areas"] = file.cell_areas;
        input["coverage_hash"] = file.coverage_key;
        input["assumed"] = file.assumed;
        input["oddities"] = file.oddities;
        inputs.push_back(std::move(input));
    }
    return inputs;
}

const char* name_of(EdgeRule rule)
{
    return rule == EdgeRule::fill ? "fill" : "area";
}

/// What every manifest begins with.
Json manifest_of(const std::filesystem::path& output, const std::vector<FileReport>& files, const CityList& cities,
    FileHashes& hashes, const std::vector<std::string>& command)
{
    Json json;
    json["output"] = { { "file", output.filename().string() }, { "sha256", sha256_of_file(output) } };
    json["command"] = command;
    for (const auto& [name, version] : versions()) {
        json["versions"][name] = version;
    }
    json["inputs"] = inputs_of(files, hashes);
    json["boundaries"] = boundaries_of(cities, hashes);
    return json;
}

void write_beside(const std::filesystem::path& output, const Json& json)
{
    OutputFile file(output.string() + ".manifest.json");
    file.write(json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n");
    file.commit();
}

} // namespace

std::vector<std::pair<std::string, std::string>> versions()
{
    return { { "cityflux", CITYFLUX_VERSION }, { "GDAL", gdal_version() }, { "PROJ", proj_version() },
        { "GEOS", geos_version() }, { "netCDF", netcdf_version() },
        { "oneTBB", fmt::format("{}.{}", TBB_VERSION_MAJOR, TBB_VERSION_MINOR) } };
}

void write_manifest(const std::filesystem::path& output, const TotalsRequest& request, const TotalsResult& result,
    const CityList& cities, FileHashes& hashes, const std::vector<std::string>& command)
{
    Json json = manifest_of(output, result.files, cities, hashes, command);
    Json options;
    options["edge"] = name_of(request.edge);
    options["by"] = request.by_year ? "year" : "native";
    options["unit"] = request.unit;
    options["sectors"] = request.sectors;
    options["species"] = request.species;
    options["periods"] = Json::array();
    for (const Period& period : request.periods) {
        options["periods"].push_back(period.text());
    }
    options["min_valid"] = request.least_valid_share;
    json["options"] = std::move(options);
    Json layers = Json::array();
    for (const LayerReport& layer : result.layers) {
        layers.push_back(closure_of(layer));
    }
    json["closure"] = std::move(layers);
    if (request.edge == EdgeRule::fill) {
        json["moved_by_fill_t"] = result.moved_by_fill_t;
    }
    json["shortcomings"] = result.shortcomings;
    write_beside(output, json);
}

void write_manifest(const std::filesystem::path& output, const RemapRequest& request, const RemapResult& result,
    const CityList& cities, FileHashes& hashes, const std::vector<std::string>& command)
{
    Json json = manifest_of(output, result.files, cities, hashes, command);
    json["options"] = { { "edge", name_of(request.edge) }, { "weights", name_of(request.kind) },
        { "convention", name_of(request.convention) } };
    json["weights"] = { { "cells", result.weights.grid().cells() }, { "cities", result.weights.targets().size() },
        { "links", result.weights.links().size() } };
    json["shortcomings"] = result.shortcomings;
    write_beside(output, json);
}

} // namespace cityflux
