#include "grids/quantity/quantity.h"

#include "grids/text/error.h"

#include <fmt/format.h>

namespace cityflux {

double Quantity::tonnes_per_unit(const std::string& subject) const
{
    const auto substance = Substance::find(species);
    double tonnes = unit.factor;
    if (unit.amount == Unit::Amount::mole) {
        if (!substance || substance->molar_mass_g == 0.0) {
            throw InputError(ProblemCode::unknown, subject,
                fmt::format(
                    "unknown molar mass of '{}', which the unit '{}' requires", species, unit.text),
                { "declare the species, e.g. ", named(Setting::assume_species, "CO2"),
                    ", or convert the values to a mass" });
        }
        tonnes *= substance->molar_mass_g * 1e-6;
    } else {
        tonnes *= 1e-3;
        if (basis == Basis::carbon) {
            if (!substance || substance->per_carbon == 0.0) {
                throw InputError(ProblemCode::unknown, subject,
                    fmt::format("unknown carbon content of '{}', which values in mass of carbon "
                                "require",
                        species),
                    { "declare the species, e.g. ", named(Setting::assume_species, "CO2") });
            }
            tonnes *= substance->per_carbon;
        }
    }
    switch (unit.rate) {
    case Unit::Rate::none:
        break;
    case Unit::Rate::per_second:
        tonnes *= days() * 86400.0;
        break;
    case Unit::Rate::per_month:
        tonnes *= period.is_year() ? 12.0 : 1.0;
        break;
    case Unit::Rate::per_year:
        tonnes *= period.is_year() ? 1.0 : days() / days_in_year(period.year, calendar);
        break;
    }
    return tonnes;
}

} // namespace cityflux
