#pragma once

#include <string>
#include <string_view>

namespace cityflux {

/// How values of a statistic in one unit become values in another.
struct UnitChange {
    double factor = 1.0;
    std::string refusal; ///< why there is no factor, as a sentence; "" where there is one
};

/// What one `from` is in `to`. Units are what UDUNITS-2 reads and those of Chinese statistics: CNY (元, 万元, 亿元, RMB, yuan)
/// and USD, of which neither becomes the other; person (人, 万人, capita); tce, a tonne of coal equivalent (吨标准煤), which is
/// an energy of 29.3076 GJ and no mass; kWh; t (吨, 万吨, tCO2), and 万 and 亿 (1e4, 1e8) before any; "" and "1" are a pure
/// number. A change of kind (tce to t, CNY to USD) is a `refusal`; a unit that cannot be read throws InputError beginning with
/// `subject`.
UnitChange unit_change(std::string_view from, std::string_view to, std::string_view subject);

/// The unit in the words of UDUNITS-2, which other programs read: "Gg" for kt, "(1e4 t)" for 万吨.
std::string udunits_text(std::string_view unit);

} // namespace cityflux
