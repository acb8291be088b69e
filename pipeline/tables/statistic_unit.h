#pragma once

#include "grids/text/message.h"

#include <string>
#include <string_view>

namespace cityflux {

/// Conversion of a statistic's values from one unit to another.
struct UnitChange {
    double factor = 1.0;
    std::string refusal; ///< problem of a message if the units have different kinds; else ""
};

/// Returns the size of one `from` in units of `to`. Accepts the units of UDUNITS-2 and of Chinese
/// statistics:
/// - CNY (元, 万元, 亿元, RMB, yuan) and USD, which are not converted into each other;
/// - person (人, 万人, capita);
/// - tce, tonne of coal equivalent (吨标准煤): an energy of 29.3076 GJ, not a mass; kWh;
/// - t (吨, 万吨, tCO2), and 万 and 亿 (1e4, 1e8) before any unit;
/// - "" and "1" for a pure number.
/// A change of kind (tce to t, CNY to USD) sets `refusal`. Throws InputError with `subject` on an
/// unknown unit.
UnitChange unit_change(std::string_view from, std::string_view to, const Text& subject);

/// Returns the unit in the spelling of UDUNITS-2, which other programs read: "Gg" for kt, "(1e4 t)"
/// for 万吨.
std::string udunits_text(std::string_view unit);

} // namespace cityflux
