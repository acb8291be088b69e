#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cityflux {

/// Emitted substance. Carbon counts 12 and CO2 44, the convention of emission inventories (IPCC
/// 2006 Guidelines, vol. 1). Carbon therefore becomes CO2 by exactly 44/12. Moles use the molar
/// mass of IUPAC 2021.
struct Substance {
    std::string name;
    double molar_mass_g = 0.0;
    /// Tonnes of the substance in a tonne of its carbon; 0 if it contains no carbon or the ratio is
    /// unknown.
    double per_carbon = 0.0;

    /// Finds a substance by name: "CO2", "co2", "carbon dioxide", "NOx" ... Returns std::nullopt if
    /// it is unknown.
    static std::optional<Substance> find(std::string_view name);
};

/// Returns the usual spelling of a known substance ("co2" -> "CO2"), otherwise the name itself.
std::string usual_spelling(std::string_view name);

} // namespace cityflux
