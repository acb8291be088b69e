#include "pipeline/tables/energy_factors.h"

#include "grids/quantity/substance.h"
#include "grids/text/toml_section.h"
#include "pipeline/tables/city_names.h"
#include "pipeline/tables/statistic_unit.h"

#include <algorithm>
#include <cstdint>

#include <fmt/format.h>

namespace cityflux {
namespace {

double positive(const TomlSection& section, std::string_view key)
{
    const TomlValue value = section.need(key, "a number");
    const double number = value.number();
    if (number <= 0.0) {
        value.refuse(
            ProblemCode::out_of_range, fmt::format("out of range: {} (must be positive)", number));
    }
    return number;
}

/// Returns t CO2 per unit.
double co2_of(const TomlSection& section, double heat)
{
    const std::string way = section.only_one({ "co2", "carbon", "co2_per_tj" });
    if (way == "co2") {
        section.forbid({ "oxidised" }, "'co2' is the complete factor");
        return positive(section, way);
    }
    if (heat == 0.0) {
        section.need("heat", "the GJ per unit, because the factor is per TJ");
    }
    if (way == "co2_per_tj") {
        section.forbid({ "oxidised" }, "'co2_per_tj' is the factor of complete oxidation");
        return positive(section, way) * heat / 1e6;
    }
    const double oxidised = positive(section, "oxidised");
    if (oxidised > 1.0) {
        section.find("oxidised")
            ->refuse(ProblemCode::out_of_range,
                fmt::format("out of range: {} (a fraction, at most 1)", oxidised));
    }
    return positive(section, way) * oxidised * Substance::find("CO2")->per_carbon * heat / 1e3;
}

/// Throws if the CO2 of a fuel, in t per unit, is more than any substance can hold: in a mass
/// carbon itself (44/12), in a volume graphite, and no fuel lies between gases and liquids.
void require_possible(const TomlSection& section, double co2, const std::string& unit)
{
    constexpr double most_of_gas = 0.006; // t C in a m3; butane vapour holds 0.0022
    constexpr double least_of_liquid = 0.2; // liquid methane holds 0.32
    constexpr double graphite = 2.3;
    const double carbon = co2 / Substance::find("CO2")->per_carbon;
    const Text subject = section.subject("unit");
    const auto per = [&](const char* whole) {
        const UnitChange change = unit_change(unit, whole, subject);
        return change.refusal.empty() ? carbon / change.factor : 0.0;
    };
    const double of_mass = per("t");
    const double of_volume = per("m3");
    if (of_mass > 1.001 || of_volume > graphite
        || (of_volume > most_of_gas && of_volume < least_of_liquid)) {
        section.refuse(ProblemCode::out_of_range,
            fmt::format("factor out of range: {:.4g} t of carbon in a {} of '{}', which no fuel "
                        "holds",
                of_mass > 0.0 ? of_mass : of_volume, of_mass > 0.0 ? "t" : "m3",
                section.required_text("fuel")),
            "give heat in GJ per unit (GB/T 2589 prints kJ per kg or m3: 20908 kJ/kg is 20.908 "
            "GJ/t), carbon in kg C per GJ, co2 in t per unit");
    }
}

} // namespace

bool EnergyFactor::answers_to(std::string_view name) const
{
    const std::string wanted = plain_name(name);
    return wanted == plain_name(fuel)
        || std::any_of(names.begin(), names.end(),
            [&](const std::string& other) { return wanted == plain_name(other); });
}

std::vector<EnergyFactor> read_energy_factors(const std::filesystem::path& file)
{
    const TomlSection top = TomlSection::read(file, "the table of factors");
    top.allow({ "title", "source", "notes", "factors" });
    std::vector<EnergyFactor> factors;
    for (const TomlSection& section : top.sections("factors")) {
        section.allow({ "fuel", "names", "unit", "co2", "carbon", "oxidised", "co2_per_tj", "heat",
            "scope", "grid", "year", "source" });
        EnergyFactor factor;
        factor.fuel = section.required_text("fuel");
        factor.names = section.texts("names");
        factor.unit = section.required_text("unit");
        unit_change(factor.unit, factor.unit, section.subject("unit"));
        factor.heat = section.has("heat") ? positive(section, "heat") : 0.0;
        factor.co2 = co2_of(section, factor.heat);
        require_possible(section, factor.co2, factor.unit);
        if (const auto scope = section.find("scope")) {
            factor.scope = static_cast<int>(scope->whole(1, 2));
        }
        factor.grid = section.text_or_empty("grid");
        if (const auto year = section.find("year")) {
            factor.year = static_cast<int>(year->whole(1900, 2200));
        }
        if (factor.grid.empty() != (factor.year == 0)) {
            section.refuse(ProblemCode::missing,
                fmt::format("missing key '{}' of the factor of a grid",
                    factor.grid.empty() ? "grid" : "year"),
                "give grid and year, or neither");
        }
        factor.source
            = section.has("source") ? section.required_text("source") : top.text_or_empty("source");
        if (factor.source.empty()) {
            section.need("source", "the source of the factor, here or at the top of the file");
        }
        factors.push_back(std::move(factor));
    }
    if (factors.empty()) {
        top.need("factors", "a table [[factors]] for each fuel");
    }
    return factors;
}

} // namespace cityflux
