#pragma once

#include "grids/quantity/period.h"
#include "grids/quantity/substance.h"
#include "grids/quantity/unit.h"

#include <string>

namespace cityflux {

/// Meaning of a layer's values: amount of a species in a unit over a period of real length.
struct Quantity {
    Unit unit;
    std::string species;
    Basis basis = Basis::substance;
    Period period;
    /// Length of the period, in days, if the provider declares one that differs from the calendar
    /// ("365 days"). Default: 0, the calendar's length.
    double declared_days = 0.0;
    Calendar calendar = Calendar::gregorian;

    /// Returns tonnes of the species in the period for one unit: per m2 of cell if `unit.per_area`,
    /// otherwise per cell. Throws InputError beginning with `subject` if the molar mass or carbon
    /// share of the species is needed but unknown.
    double tonnes_per_unit(const std::string& subject) const;

    /// Returns the length of the period in days, declared or by calendar.
    double days() const { return declared_days > 0.0 ? declared_days : period.days(calendar); }
};

} // namespace cityflux
