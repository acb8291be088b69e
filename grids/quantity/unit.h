#pragma once

#include "grids/text/message.h"

#include <string>
#include <string_view>

namespace cityflux {

/// Mass that a unit counts: the substance itself, or its carbon only ("gC m-2 d-1").
enum class Basis { substance, carbon };

/// Unit of emission in parts: an amount, optionally per area, optionally per time.
struct Unit {
    enum class Amount { kilogram, mole };
    enum class Rate {
        none, ///< mass in the period of the layer
        per_second, ///< needs the period's length in seconds
        per_month,
        per_year
    };

    Amount amount = Amount::kilogram;
    bool per_area = false; ///< per m2
    Rate rate = Rate::none;
    Basis basis = Basis::substance;
    /// Size of one unit in kilogram or mole: per m2 if `per_area`; per second, month or year by
    /// `rate`.
    double factor = 1.0;
    /// Spelling in the file.
    std::string text;

    /// Parses units of UDUNITS and the spellings of inventories ("Tonnes", "kg/m2/s",
    /// "moleccm-2s-1", "t/km2/y", "TgC", "tCO2 cell-1"). Years and months in a unit are those of
    /// the layer's period, not the 365.2422 days of UDUNITS. Throws InputError of `subject` with
    /// `remedy` on a unit that it cannot read.
    static Unit parse(std::string_view text, std::string_view subject,
        const Text& remedy = "use a mass, flux or amount, e.g. 't' or 'kg m-2 s-1'");

    /// Returns "mass flux", "mass per cell" ...
    std::string kind() const;
};

/// Rewrites a unit so that UDUNITS-2 reads its usual meaning. A ton is metric (in UDUNITS
/// American), kt is a kilotonne, written Gg (in UDUNITS a knot), and superscripts are exponents.
std::string udunits_spelling(std::string_view text);

/// Returns the factor between two units of the same dimension, such as "km2" and "m2", both read by
/// their udunits_spelling(). Throws InputError of `subject` with `remedy` if there is none.
double conversion_factor(
    std::string_view from, std::string_view to, std::string_view subject, const Text& remedy = {});

} // namespace cityflux
