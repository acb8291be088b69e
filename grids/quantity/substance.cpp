#include "grids/quantity/substance.h"

#include "grids/text/words.h"

#include <algorithm>
#include <array>

namespace cityflux {
namespace {

struct Entry {
    std::string_view name;
    std::string_view alias;
    double molar_mass_g;
    double per_carbon;
};

// NOx is counted as NO2, as inventories do.
constexpr std::array<Entry, 15> substances { {
    { "CO2", "carbon dioxide", 44.009, 44.0 / 12.0 },
    { "CO2bio", "co2 short-cycle", 44.009, 44.0 / 12.0 },
    { "CH4", "methane", 16.043, 16.0 / 12.0 },
    { "N2O", "nitrous oxide", 44.013, 0.0 },
    { "CO", "carbon monoxide", 28.010, 28.0 / 12.0 },
    { "NOx", "nitrogen oxides", 46.006, 0.0 },
    { "NO2", "nitrogen dioxide", 46.006, 0.0 },
    { "SO2", "sulfur dioxide", 64.064, 0.0 },
    { "NH3", "ammonia", 17.031, 0.0 },
    { "BC", "black carbon", 12.011, 1.0 },
    { "OC", "organic carbon", 0.0, 0.0 },
    { "PM25", "pm2.5", 0.0, 0.0 },
    { "PM10", "pm10", 0.0, 0.0 },
    { "VOC", "nmvoc", 0.0, 0.0 },
    { "GHG", "co2-eq", 0.0, 0.0 },
} };

/// Returns the text in lower case, with spaces instead of the underscores of variable and attribute
/// names.
std::string plain(std::string_view text)
{
    std::string out = lower_case(text);
    std::replace(out.begin(), out.end(), '_', ' ');
    return out;
}

} // namespace

std::optional<Substance> Substance::find(std::string_view name)
{
    const std::string wanted = plain(name);
    for (const Entry& entry : substances) {
        if (lower_case(entry.name) == wanted || entry.alias == wanted) {
            return Substance { std::string(entry.name), entry.molar_mass_g, entry.per_carbon };
        }
    }
    return std::nullopt;
}

std::string usual_spelling(std::string_view name)
{
    const auto known = Substance::find(name);
    return known ? known->name : std::string(name);
}

} // namespace cityflux
