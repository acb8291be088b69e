#pragma once

#include <string>
#include <string_view>

namespace cityflux {

/// The mass a unit counts: as it stands, or carbon only ("gC m-2 d-1").
enum class Basis { substance, carbon };

/// A unit of emission, taken apart: an amount, perhaps per area, perhaps per time.
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
    /// What one of this unit is in kilogram or mole, per m2 if per_area, per second, month or year by rate.
    double factor = 1.0;
    /// As the file spells it.
    std::string text;

    /// Understands what UDUNITS-2 does and the spellings of inventories ("Tonnes", "kg/m2/s", "moleccm-2s-1",
    /// "t/km2/y", "TgC", "tCO2 cell-1"). Years and months in a unit stay years and months of the layer's period: they
    /// are not the 365.2422 days of UDUNITS. Throws InputError beginning with `subject` for what it cannot read.
    static Unit parse(std::string_view text, std::string_view subject);

    /// "mass flux", "mass per cell" ...
    std::string kind() const;
};

/// As UDUNITS-2 has to see a unit to read what is meant: tons are metric, where its ton is American; kt is a kilotonne (Gg),
/// where its kt is a knot; superscripts are exponents.
std::string udunits_spelling(std::string_view text);

/// Factor between two units of the same dimension, such as "km2" and "m2", each read by its udunits_spelling(). Throws
/// InputError beginning with `subject`.
double conversion_factor(std::string_view from, std::string_view to, std::string_view subject);

} // namespace cityflux
