#include "pipeline/totals/totals_manifest.h"

#include "pipeline/program/manifest.h"
#include "pipeline/program/setting_words.h"
#include "pipeline/program/sha256.h"

#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

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
    json["declared_t"] = manifest_of_number(layer.declared_t);
    return json;
}

const char* name_of(EdgeRule rule)
{
    return rule == EdgeRule::fill ? "fill" : "area";
}

/// Starts the manifest of an output with its inputs and boundaries.
Json manifest_of(
    const OutputFile& output, const std::vector<FileReport>& files, const Provenance& provenance)
{
    Json json = begin_manifest(output, provenance.command);
    json["inputs"] = manifest_of_inputs(files, provenance.hashes);
    json["boundaries"] = manifest_of_boundaries(provenance);
    return json;
}

} // namespace

Json manifest_of_inputs(const std::vector<FileReport>& files, FileHashes& hashes)
{
    Json inputs = Json::array();
    for (const FileReport& file : files) {
        Json input;
        input["file"] = file.path;
        input["sha256"] = hashes.of(file.path);
        input["format"] = file.format;
        input["inventory"] = file.inventory;
        if (!file.inventory_file.empty()) {
            input["inventory_file"] = { { "file", file.inventory_file },
                { "sha256", sha256_of_file(file.inventory_file) } };
        }
        input["grid"] = file.grid;
        input["crs"] = file.crs;
        input["cell_areas"] = file.cell_areas;
        input["coverage_hash"] = file.coverage_key;
        input["assumed"] = file.assumed;
        input["oddities"] = Json::array();
        for (const Message& note : file.oddities) {
            input["oddities"].push_back(sentence_of(note, FrontEnd::command_line));
        }
        inputs.push_back(std::move(input));
    }
    return inputs;
}

Json manifest_of_closure(const std::vector<LayerReport>& reports)
{
    Json layers = Json::array();
    for (const LayerReport& layer : reports) {
        layers.push_back(closure_of(layer));
    }
    return layers;
}

Json manifest_of_options(const TotalsRequest& request)
{
    Json options;
    options["edge"] = name_of(request.edge);
    if (!request.proxy.empty()) {
        options["proxy"] = request.proxy;
    }
    options["sectors"] = request.layers.sectors;
    options["species"] = request.layers.species;
    options["periods"] = Json::array();
    for (const Period& period : request.layers.periods) {
        options["periods"].push_back(period.text());
    }
    options["min_valid"] = request.least_valid_share;
    if (request.assumptions.overrides) {
        options["override"] = true;
    }
    return options;
}

Json manifest_of_proxy(const TotalsResult& result, FileHashes& hashes)
{
    const ProxyReport& proxy = *result.proxy;
    Json json;
    json["file"] = proxy.path;
    json["sha256"] = hashes.of(proxy.path);
    json["format"] = proxy.format;
    json["variable"] = proxy.variable;
    json["grid"] = proxy.grid;
    json["crs"] = proxy.crs;
    json["cells_at_edges"] = proxy.use.cells;
    json["by_area_without_proxy"] = proxy.use.without_proxy;
    json["by_area_off_proxy"] = proxy.use.off_proxy;
    json["negative_pixels"] = proxy.negative_pixels;
    Json layers = Json::array();
    for (const LayerReport& layer : result.layers) {
        Json cities = Json::array();
        double with_t = 0.0;
        double without_t = 0.0;
        for (const WithAndWithout& city : layer.proxied) {
            with_t += city.with_t;
            without_t += city.without_t;
            cities.push_back({ { "city_id", result.table.cities[city.city].id },
                { "with_t", city.with_t }, { "without_t", city.without_t } });
        }
        layers.push_back({ { "file", layer.file }, { "species", layer.species },
            { "sector", layer.sector }, { "period", layer.period.text() }, { "with_t", with_t },
            { "without_t", without_t }, { "cities", std::move(cities) } });
    }
    json["totals"] = std::move(layers);
    return json;
}

void commit_with_manifest(OutputFile& output, const TotalsRequest& request,
    const TotalsResult& result, const Provenance& provenance)
{
    Json json = manifest_of(output, result.files, provenance);
    Json options = manifest_of_options(request);
    options["by"] = request.by_year ? "year" : "native";
    options["unit"] = request.unit;
    json["options"] = std::move(options);
    json["closure"] = manifest_of_closure(result.layers);
    if (request.edge == EdgeRule::fill) {
        json["moved_by_fill_t"] = result.moved_by_fill_t;
    }
    if (result.proxy) {
        json["proxy"] = manifest_of_proxy(result, provenance.hashes);
    }
    json["shortcomings"] = result.shortcomings;
    commit_with_manifest(output, json);
}

void commit_with_manifest(OutputFile& output, const RemapRequest& request,
    const RemapResult& result, const Provenance& provenance)
{
    Json json = manifest_of(output, result.files, provenance);
    json["options"] = { { "edge", name_of(request.edge) }, { "weights", name_of(request.kind) },
        { "convention", name_of(request.convention) } };
    json["weights"] = { { "cells", result.weights.grid().cells() },
        { "cities", result.weights.targets().size() }, { "links", result.weights.links().size() } };
    json["shortcomings"] = result.shortcomings;
    commit_with_manifest(output, json);
}

} // namespace cityflux
