#pragma once

#include "grids/quantity/period.h"
#include "grids/quantity/substance.h"
#include "grids/quantity/unit.h"

#include <string>

namespace cityflux {

/// What the values of a layer are: so much of a substance, in a unit, over a period of real length.
struct Quantity {
    Unit unit;
    std::string species;
    Basis basis = Basis::substance;
    Period period;
    /// The period's length where the provider declares one that differs from the calendar ("365 days"); 0 otherwise.
    double declared_days = 0.0;
    Calendar calendar = Calendar::gregorian;

    /// Tonnes of the species in the period that one unit stands for: per m2 of cell if `unit.per_area`, per cell
    /// otherwise. `subject` begins the message of the InputError where the species has no molar mass or carbon share.
    double tonnes_per_unit(const std::string& subject) const;

    /// Length of the period in days, declared or by calendar.
    double days() const { return declared_days > 0.0 ? declared_days : period.days(calendar); }
};

} // namespace cityflux
