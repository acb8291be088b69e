#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// CO2 of one unit of a fuel, heat or electricity.
struct EnergyFactor {
    std::string fuel; ///< "raw coal"
    std::vector<std::string> names; ///< other names: 原煤
    std::string unit; ///< unit of the fuel: "t", "10^4 m3", "GJ", "MWh"
    double co2 = 0.0; ///< t CO2 per unit
    double heat = 0.0; ///< GJ per unit, for amounts given as energy; 0 if unknown
    int scope = 1; ///< 1 burned in the city, 2 bought from elsewhere
    std::string grid; ///< grid of an electricity factor
    int year = 0; ///< year of an electricity factor
    std::string source;

    bool answers_to(std::string_view name) const;
};

/// Reads the factors of a file of config/factors; docs/energy.md describes its keys. Each factor
/// has its CO2 in one of three forms:
/// - `co2`: t per unit;
/// - `carbon`: t C per TJ, times `oxidised` (a fraction), times 44/12, times `heat` (GJ per unit);
/// - `co2_per_tj`: kg per TJ, times `heat`.
/// Throws InputError with file, line and key.
std::vector<EnergyFactor> read_energy_factors(const std::filesystem::path& file);

} // namespace cityflux
