#include "pipeline/command/command_line.h"

#include "pipeline/program/shared_options.h"

#include <algorithm>
#include <memory>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <nlohmann/json.hpp>

namespace cityflux {
namespace {

std::vector<std::string> other_names(const City& city)
{
    std::vector<std::string> names;
    for (const std::string& alias : city.aliases) {
        if (alias != city.id && alias != city.name && std::find(names.begin(), names.end(), alias) == names.end()) {
            names.push_back(alias);
        }
    }
    return names;
}

std::string flags_of(const City& city)
{
    return fmt::format("{}", fmt::join(city.flags, " "));
}

} // namespace

CommandAction add_cities_command(CLI::App& program)
{
    struct Options {
        BoundaryOptions boundary;
        bool json = false;
    };
    const auto options = std::make_shared<Options>();
    CLI::App* command
        = program.add_subcommand("cities", "the cities of a list of boundaries, with their areas and what was repaired");
    options->boundary.add_to(*command);
    command->add_flag("--json", options->json, "as JSON");
    command->footer("Example:\n  cityflux cities --only 北京,Shanghai");
    return [options] {
        const CityList list = options->boundary.read();
        const auto chosen = options->boundary.chosen(list);
        if (options->json) {
            auto all = nlohmann::ordered_json::array();
            for (const std::size_t c : chosen) {
                const City& city = list.cities[c];
                all.push_back({ { "city_id", city.id }, { "city", city.name }, { "other_names", other_names(city) },
                    { "area_km2", city.area_km2 }, { "area_before_km2", city.area_before_km2 }, { "flag", flags_of(city) },
                    { "repair", city.repair } });
            }
            fmt::print("{}\n", all.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace));
        } else {
            std::size_t id = 7;
            for (const std::size_t c : chosen) {
                id = std::max(id, list.cities[c].id.size());
            }
            fmt::print("{:<{}} {:>12}  city\n", "city_id", id, "area_km2");
            for (const std::size_t c : chosen) {
                const City& city = list.cities[c];
                const auto names = other_names(city);
                fmt::print("{:<{}} {:>12.1f}  {}{}{}\n", city.id, id, city.area_km2, city.name,
                    names.empty() ? "" : fmt::format(" ({})", fmt::join(names, ", ")),
                    city.repair.empty() ? "" : fmt::format("  [{}: {}]", flags_of(city), city.repair));
            }
        }
        const bool all_there
            = std::all_of(chosen.begin(), chosen.end(), [&](std::size_t c) { return !list.cities[c].shape.empty(); });
        return static_cast<int>(all_there ? ExitCode::done : ExitCode::incomplete);
    };
}

} // namespace cityflux
