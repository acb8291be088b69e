#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace cityflux {

/// How much CO2 a unit of a fuel, of heat or of electricity stands for.
struct EnergyFactor {
    std::string fuel; ///< "raw coal"
    std::vector<std::string> names; ///< others that it goes by: 原煤
    std::string unit; ///< that `co2` is per: "t", "10^4 m3", "GJ", "MWh"
    double co2 = 0.0; ///< t CO2 per unit
    double heat = 0.0; ///< GJ per unit, for amounts given as energy; 0 where it is not known
    int scope = 1; ///< 1 burned in the city, 2 bought from elsewhere
    std::string grid; ///< of electricity: which grid the factor is of
    int year = 0; ///< of electricity: of which year
    std::string source;

    bool answers_to(std::string_view name) const;
};

/// The factors of a file of config/factors; its keys are described in docs/energy.md. Each factor says its CO2 in one of three
/// ways: `co2`, t per unit; `carbon`, t C per TJ, times `oxidised`, a share, times 44/12 times `heat`, GJ per unit; or
/// `co2_per_tj`, kg per TJ, times `heat`. Throws InputError naming file, line and key.
std::vector<EnergyFactor> read_energy_factors(const std::filesystem::path& file);

} // namespace cityflux
