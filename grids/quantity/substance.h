#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

/// What is emitted. The masses follow the convention of emission inventories: carbon counts 12, CO2 counts 44
/// (IPCC 2006 Guidelines, vol. 1), so that carbon becomes CO2 by exactly 44/12; moles use the molar mass of IUPAC 2021.
struct Substance {
    std::string name;
    double molar_mass_g = 0.0;
    /// Tonnes of the substance in a tonne of its carbon; 0 where the substance has none.
    double per_carbon = 0.0;

    /// Finds "CO2", "co2", "carbon dioxide", "NOx" ... Empty for what is not known.
    static std::optional<Substance> find(std::string_view name);
};

/// The substance's usual spelling, where it is known ("co2" -> "CO2"); the name itself otherwise.
std::string usual_spelling(std::string_view name);

} // namespace cityflux
