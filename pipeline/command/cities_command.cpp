#include "grids/text/joined.h"
#include "pipeline/command/command_line.h"

#include "boundaries/outlines/neighbours.h"
#include "pipeline/output/json_text.h"
#include "pipeline/program/command_syntax.h"
#include "pipeline/program/shared_options.h"

#include <algorithm>
#include <memory>
#include <optional>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

std::vector<std::string> other_names(const City& city)
{
    std::vector<std::string> names;
    for (const std::string& alias : city.aliases) {
        if (alias != city.id && alias != city.name
            && std::find(names.begin(), names.end(), alias) == names.end()) {
            names.push_back(alias);
        }
    }
    return names;
}

std::string flags_of(const City& city)
{
    return joined(city.flags, " ");
}

/// Maximum number of lines of each list. Further ones are only counted.
constexpr std::size_t most_shown = 10;

std::string place_text(Point point)
{
    return fmt::format("{:.4f}, {:.4f}", point.x, point.y);
}

Json json_of(const NeighbourReport& report, const CitySelection& cities)
{
    Json json;
    json["overlap_km2"] = report.overlap_km2;
    json["overlaps"] = Json::array();
    for (const SharedGround& pair : report.overlaps) {
        json["overlaps"].push_back(
            { { "city_ids", { cities[pair.first].id, cities[pair.second].id } },
                { "km2", pair.km2 }, { "longitude", pair.at.x }, { "latitude", pair.at.y } });
    }
    json["gap_km2"] = report.gap_km2;
    json["gaps"] = Json::array();
    for (const Gap& gap : report.gaps) {
        auto around = Json::array();
        for (const std::size_t c : gap.around) {
            around.push_back(cities[c].id);
        }
        json["gaps"].push_back({ { "km2", gap.km2 }, { "longitude", gap.at.x },
            { "latitude", gap.at.y }, { "city_ids", std::move(around) } });
    }
    json["undecided"] = report.undecided.size();
    return json;
}

void print_neighbours(const NeighbourReport& report, const CitySelection& cities)
{
    const auto name
        = [&](std::size_t c) { return fmt::format("{} ({})", cities[c].name, cities[c].id); };
    const auto print_rest = [](std::size_t count) {
        if (count > most_shown) {
            fmt::print("  and {} smaller ones (--json lists all)\n", count - most_shown);
        }
    };
    fmt::print(
        "\noverlaps: {} pairs of cities, {:.6g} km2\n", report.overlaps.size(), report.overlap_km2);
    for (std::size_t i = 0; i < report.overlaps.size() && i < most_shown; ++i) {
        const SharedGround& pair = report.overlaps[i];
        fmt::print("  {:>12.6f} km2 at {}: {} and {}\n", pair.km2, place_text(pair.at),
            name(pair.first), name(pair.second));
    }
    print_rest(report.overlaps.size());
    fmt::print("gaps: {} areas that cities enclose and no city covers, {:.6g} km2\n",
        report.gaps.size(), report.gap_km2);
    for (std::size_t i = 0; i < report.gaps.size() && i < most_shown; ++i) {
        const Gap& gap = report.gaps[i];
        std::vector<std::string> around;
        for (const std::size_t c : gap.around) {
            around.push_back(name(c));
        }
        fmt::print(
            "  {:>12.6f} km2 at {}: {}\n", gap.km2, place_text(gap.at), joined(around, ", "));
    }
    print_rest(report.gaps.size());
    if (!report.undecided.empty()) {
        fmt::print("{} comparisons failed in GEOS\n", report.undecided.size());
    }
}

struct CitiesOptions {
    BoundaryOptions boundary;
    bool json = false;
    bool neighbours = false;
};

void print_cities_json(const CityList& list, const std::vector<std::size_t>& chosen,
    const std::optional<NeighbourReport>& neighbours, const CitySelection& selection)
{
    auto all = Json::array();
    for (const std::size_t c : chosen) {
        const City& city = list.cities[c];
        all.push_back(
            { { "city_id", city.id }, { "city", city.name }, { "other_names", other_names(city) },
                { "area_km2", city.area_km2 }, { "area_before_km2", city.area_before_km2 },
                { "flag", flags_of(city) }, { "repair", city.repair } });
    }
    if (neighbours) {
        all = { { "cities", std::move(all) }, { "neighbours", json_of(*neighbours, selection) } };
    }
    fmt::print("{}\n", json_text(all));
}

void print_cities(const CityList& list, const std::vector<std::size_t>& chosen)
{
    std::size_t id = 7;
    for (const std::size_t c : chosen) {
        id = std::max(id, list.cities[c].id.size());
    }
    fmt::print("{:<{}} {:>12}  city\n", "city_id", id, "area_km2");
    for (const std::size_t c : chosen) {
        const City& city = list.cities[c];
        const auto names = other_names(city);
        fmt::print("{:<{}} {:>12.1f}  {}{}{}\n", city.id, id, city.area_km2, city.name,
            names.empty() ? "" : fmt::format(" ({})", joined(names, ", ")),
            city.repair.empty() ? "" : fmt::format("  [{}: {}]", flags_of(city), city.repair));
    }
}

int run_cities(const CitiesOptions& options)
{
    const CityList list = options.boundary.read();
    const std::vector<std::size_t> chosen = options.boundary.chosen(list);
    CitySelection selection;
    for (const std::size_t c : chosen) {
        selection.add(list.cities[c]);
    }
    const auto neighbours
        = options.neighbours ? std::optional(compare_neighbours(selection)) : std::nullopt;
    if (options.json) {
        print_cities_json(list, chosen, neighbours, selection);
    } else {
        print_cities(list, chosen);
        if (neighbours) {
            print_neighbours(*neighbours, selection);
        }
    }
    const bool all_there = std::all_of(
        chosen.begin(), chosen.end(), [&](std::size_t c) { return !list.cities[c].shape.empty(); });
    return all_there ? ExitCode::done : ExitCode::incomplete;
}

} // namespace

CommandAction add_cities_command(ProgramSyntax& program)
{
    const auto options = std::make_shared<CitiesOptions>();
    CommandSyntax command = program.add_command(
        "cities", "list the cities of a boundary file, with their areas and repairs");
    options->boundary.add_to(command);
    command.flag("--json", options->json, "print JSON");
    command.flag("--neighbours", options->neighbours,
        "list overlaps of outlines, and gaps that they enclose, in km2 (slow for thousands of "
        "cities)");
    command.footer("Example:\n  cityflux cities --only 北京,Shanghai\n  cityflux cities "
                   "--boundaries prefectures.gpkg --id "
                   "adcode --neighbours");
    return [options](const CommandLine&) { return run_cities(*options); };
}

} // namespace cityflux
