#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

/// Choice of the user that a message may name. Each front end has its own word for it: the command
/// line an option, a pipeline a TOML key.
enum class Setting {
    inventory,
    assume_crs,
    assume_unit,
    assume_period,
    assume_species,
    override,
    boundaries,
    boundaries_crs,
    boundaries_override,
    id,
    name,
    datum,
    only,
    sectors,
    species,
    periods,
    min_valid,
    by,
    edge,
    proxy,
    closure,
    unit,
    city_column,
    year_column,
    grid,
    factors,
    sum,
    quantity,
    mask,
    crs,
    resolution,
    like,
    png,
    type,
    format,
    name_pattern,
    references,
    nearest_year,
    primary,
    correct,
    trusted,
    target,
    level,
    interval,
    uncertainty,
    reference_uncertainty,
    reference_shares,
    shared,
    part_only,
    data,
    policy_register,
    most_missing,
    draws,
    seed,
    ranking,
    cache,
    memory,
    threads,
    output,
};

/// Number of settings. `output` is the last.
inline constexpr int setting_count = static_cast<int>(Setting::output) + 1;

/// Returns the name of a setting, as it stands in the enumeration.
std::string_view name_of(Setting setting);
/// Returns the setting of a name, or std::nullopt if none has it.
std::optional<Setting> setting_named(std::string_view name);

/// Setting in a message, with the value to give to it. An empty value names the setting alone.
struct SettingValue {
    Setting setting = Setting::inventory;
    std::string value;

    friend bool operator==(const SettingValue&, const SettingValue&) = default;
};

/// Returns a setting for a message: `named(Setting::assume_crs, "EPSG:4326")`.
SettingValue named(Setting setting, std::string value = {});

} // namespace cityflux
