#include "grids/text/setting.h"

#include <algorithm>
#include <array>
#include <utility>

namespace cityflux {
namespace {

constexpr std::array<std::pair<Setting, std::string_view>, setting_count> names { {
    { Setting::inventory, "inventory" },
    { Setting::assume_crs, "assume_crs" },
    { Setting::assume_unit, "assume_unit" },
    { Setting::assume_period, "assume_period" },
    { Setting::assume_species, "assume_species" },
    { Setting::override, "override" },
    { Setting::boundaries, "boundaries" },
    { Setting::boundaries_crs, "boundaries_crs" },
    { Setting::boundaries_override, "boundaries_override" },
    { Setting::id, "id" },
    { Setting::name, "name" },
    { Setting::datum, "datum" },
    { Setting::only, "only" },
    { Setting::sectors, "sectors" },
    { Setting::species, "species" },
    { Setting::periods, "periods" },
    { Setting::min_valid, "min_valid" },
    { Setting::by, "by" },
    { Setting::edge, "edge" },
    { Setting::proxy, "proxy" },
    { Setting::closure, "closure" },
    { Setting::unit, "unit" },
    { Setting::city_column, "city_column" },
    { Setting::year_column, "year_column" },
    { Setting::grid, "grid" },
    { Setting::factors, "factors" },
    { Setting::sum, "sum" },
    { Setting::quantity, "quantity" },
    { Setting::mask, "mask" },
    { Setting::crs, "crs" },
    { Setting::resolution, "resolution" },
    { Setting::like, "like" },
    { Setting::png, "png" },
    { Setting::type, "type" },
    { Setting::format, "format" },
    { Setting::name_pattern, "name_pattern" },
    { Setting::references, "references" },
    { Setting::nearest_year, "nearest_year" },
    { Setting::primary, "primary" },
    { Setting::correct, "correct" },
    { Setting::trusted, "trusted" },
    { Setting::target, "target" },
    { Setting::level, "level" },
    { Setting::interval, "interval" },
    { Setting::uncertainty, "uncertainty" },
    { Setting::reference_uncertainty, "reference_uncertainty" },
    { Setting::reference_shares, "reference_shares" },
    { Setting::shared, "shared" },
    { Setting::part_only, "part_only" },
    { Setting::data, "data" },
    { Setting::policy_register, "policy_register" },
    { Setting::most_missing, "most_missing" },
    { Setting::draws, "draws" },
    { Setting::seed, "seed" },
    { Setting::ranking, "ranking" },
    { Setting::cache, "cache" },
    { Setting::memory, "memory" },
    { Setting::threads, "threads" },
    { Setting::output, "output" },
} };

} // namespace

std::string_view name_of(Setting setting)
{
    return std::ranges::find(names, setting, &std::pair<Setting, std::string_view>::first)->second;
}

std::optional<Setting> setting_named(std::string_view name)
{
    const auto* found
        = std::ranges::find(names, name, &std::pair<Setting, std::string_view>::second);
    return found == names.end() ? std::nullopt : std::optional(found->first);
}

SettingValue named(Setting setting, std::string value)
{
    return SettingValue { .setting = setting, .value = std::move(value) };
}

} // namespace cityflux
