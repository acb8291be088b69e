#pragma once

#include "pipeline/tables/city_names.h"

#include <fstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

/// The 35 cities of the built-in list with the names that the list gives them.
inline std::vector<cityflux::NamedCity> china35_cities()
{
    std::ifstream in(std::string(CITYFLUX_SOURCE_DIR) + "/boundaries/data/china35.geojson");
    std::vector<cityflux::NamedCity> cities;
    const auto list = nlohmann::json::parse(in);
    for (const auto& feature : list.at("features")) {
        const auto& properties = feature.at("properties");
        cities.push_back({ properties.at("adcode"), properties.at("name_zh"),
            { properties.at("short_zh"), properties.at("name_en") } });
    }
    return cities;
}

/// A description that comes with the program.
inline std::string shipped_description(const std::string& name)
{
    return std::string(CITYFLUX_SOURCE_DIR) + "/config/statistics/" + name + ".toml";
}
