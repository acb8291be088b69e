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
            throw InputError(
                fmt::format("{}: the unit '{}' counts moles, and the molar mass of '{}' is not "
                            "known; declare the "
                            "species with --assume-species or a unit of mass with --assume-unit",
                    subject, unit.text, species));
        }
        tonnes *= substance->molar_mass_g * 1e-6;
    } else {
        tonnes *= 1e-3;
        if (basis == Basis::carbon) {
            if (!substance || substance->per_carbon == 0.0) {
                throw InputError(fmt::format(
                    "{}: the values count carbon, and the carbon in '{}' is not known; declare the "
                    "species with --assume-species",
                    subject, species));
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
