#include "grids/quantity/unit.h"

#include "grids/quantity/chinese_unit.h"
#include "grids/text/error.h"
#include "grids/text/spelling_rules.h"
#include "grids/text/words.h"

#include <array>
#include <cmath>
#include <memory>
#include <mutex>
#include <optional>

#include <fmt/format.h>
#include <udunits2.h>

namespace cityflux {
namespace {

/// Stands for a unit that may be a million tonnes or a metric ton; UDUNITS knows no such name.
constexpr const char* ambiguous_tonne = "ambiguous_tonne";

struct UnitDeleter {
    void operator()(ut_unit* unit) const { ut_free(unit); }
};
using UtUnit = std::unique_ptr<ut_unit, UnitDeleter>;

/// UDUNITS system with additional base units. Calendar year and calendar month have lengths that
/// depend on the period. Inhabitant and each currency are base units of statistics, not convertible
/// into each other. UDUNITS is not thread-safe: every use holds `lock`.
class UnitSystem {
public:
    static UnitSystem& instance()
    {
        static UnitSystem system;
        return system;
    }

    UtUnit parse(const std::string& text) const
    {
        return UtUnit(ut_parse(system_, text.c_str(), UT_UTF8));
    }

    std::mutex lock;

private:
    UnitSystem()
    {
        ut_set_error_message_handler(ut_ignore);
        system_ = ut_read_xml(nullptr);
        if (system_ == nullptr) {
            throw InputError(ProblemCode::missing, "UDUNITS-2", "missing database of units",
                "install libudunits2-data or set UDUNITS2_XML_PATH");
        }
        add_base("calendar_year");
        add_base("calendar_month");
        const UtUnit mole(ut_parse(system_, "mol", UT_UTF8));
        const UtUnit molecule(ut_scale(1.0 / 6.02214076e23, mole.get()));
        ut_map_name_to_unit("molecule_count", UT_UTF8, molecule.get());
        add_base("inhabitant"); // "person" would be read as "per son"
        add_base("CNY");
        add_base("USD");
        // A tonne of coal equivalent is 7 Gcal at 4.1868 J per calorie: 29.3076 GJ (GB/T 2589).
        add_multiple("tce", 29.3076e9, "J");
        add_multiple("Wh", 3600.0, "J");
    }
    ~UnitSystem() { ut_free_system(system_); }
    UnitSystem(const UnitSystem&) = delete;
    UnitSystem& operator=(const UnitSystem&) = delete;

    void add_base(const char* name)
    {
        const UtUnit unit(ut_new_base_unit(system_));
        ut_map_name_to_unit(name, UT_UTF8, unit.get());
    }

    /// Adds a symbol, which takes prefixes: Mtce, kWh.
    void add_multiple(const char* symbol, double factor, const char* of)
    {
        const UtUnit base(ut_parse(system_, of, UT_UTF8));
        const UtUnit unit(ut_scale(factor, base.get()));
        ut_map_symbol_to_unit(symbol, UT_UTF8, unit.get());
    }

    ut_system* system_ = nullptr;
};

/// Rewrites the spellings of emission inventories to units of UDUNITS. Sets `carbon` to whether the
/// unit counts carbon.
std::string normalised(const std::string& text, bool& carbon)
{
    static const SpellingRules substances {
        { "CO₂", "CO2" },
        // The bracket of a multiplier is not that of "t(C)".
        { R"((\(1e\d+ [a-z]+)\))", "$1 )" },
        // "moleccm-2s-1", "molec/cm2/s": a molecule is a count, not a substance.
        { R"(molec(ule)?s?\.?(?![a-z]*_))", "molecule_count " },
        { R"(cm\^?-2\s*s-1)", "cm-2 s-1" },
        // CO2 and CO2-equivalents name the substance, not a unit.
        { R"([\(\[]?\bco2[-_ ]?(eq|e|equivalents?)?\b[\)\]]?)", " " },
        { R"((k?g|t|[kmgtp]t|[mgtp]g|tonnes?|tons?)[-_]?co2([-_ ]?(eq|e|equivalents?))?(?![a-z0-9]))",
            "$1 " },
    };
    // gC, kgC, tC, TgC, "g C", kg(C), "tonne carbon".
    static const SpellingRules carbon_marks {
        { R"((^|[^A-Za-z])([kMGTPmun]?g|[kMG]?t|tonnes?|tons?|[kmun]?mol)\s*[\(\[_-]?(C|carbon)[\)\]]?(?![A-Za-z0-9]))",
            "$1$2 ", SpellingRules::case_counts },
    };
    static const SpellingRules units {
        // A mass per cell is a mass.
        { R"((/|\bper\s)\s*((grid[-_ ]*)?(cell|box|pixel)|grid)\b)", "" },
        { R"(\b((grid[-_ ]*)?(cell|box|pixel)|grid)\s*(\^|\*\*)?-1\b)", "" },
        { R"(\bKg\b)", "kg", SpellingRules::case_counts },
        // Calendar years and months. In UDUNITS, a is an are.
        { R"(\b(years?|yr|annum|y)\b)", "calendar_year" },
        { R"(\ba\b)", "calendar_year", SpellingRules::case_counts },
        { R"(\b(months?|mon)\b)", "calendar_month" },
        { R"(\s+)", " " },
        { R"( \))", ")" },
        { R"(^ | $)", "" },
        { R"( */ *)", "/" },
    };
    const std::string latin = latin_multipliers(latin_unit_words(text));
    const std::string of_substance = substances.applied(udunits_spelling(latin));
    const std::string of_mass = carbon_marks.applied(of_substance);
    carbon = of_mass != of_substance;
    // Applied again because "ktCO2" has become kt.
    return udunits_spelling(units.applied(of_mass));
}

struct Shape {
    const char* unit;
    Unit::Amount amount;
    bool per_area;
    Unit::Rate rate;
};

constexpr std::array<Shape, 16> shapes { {
    { "kg m-2 s-1", Unit::Amount::kilogram, true, Unit::Rate::per_second },
    { "kg m-2 calendar_month-1", Unit::Amount::kilogram, true, Unit::Rate::per_month },
    { "kg m-2 calendar_year-1", Unit::Amount::kilogram, true, Unit::Rate::per_year },
    { "kg m-2", Unit::Amount::kilogram, true, Unit::Rate::none },
    { "kg s-1", Unit::Amount::kilogram, false, Unit::Rate::per_second },
    { "kg calendar_month-1", Unit::Amount::kilogram, false, Unit::Rate::per_month },
    { "kg calendar_year-1", Unit::Amount::kilogram, false, Unit::Rate::per_year },
    { "kg", Unit::Amount::kilogram, false, Unit::Rate::none },
    { "mol m-2 s-1", Unit::Amount::mole, true, Unit::Rate::per_second },
    { "mol m-2 calendar_month-1", Unit::Amount::mole, true, Unit::Rate::per_month },
    { "mol m-2 calendar_year-1", Unit::Amount::mole, true, Unit::Rate::per_year },
    { "mol m-2", Unit::Amount::mole, true, Unit::Rate::none },
    { "mol s-1", Unit::Amount::mole, false, Unit::Rate::per_second },
    { "mol calendar_month-1", Unit::Amount::mole, false, Unit::Rate::per_month },
    { "mol calendar_year-1", Unit::Amount::mole, false, Unit::Rate::per_year },
    { "mol", Unit::Amount::mole, false, Unit::Rate::none },
} };

/// Returns the size of one `from` in units of `to`. Returns std::nullopt if the conversion is not a
/// plain factor: other dimensions, an offset, a logarithm, or a factor that is not positive and
/// finite. Inverses, which UDUNITS converts too, also count as other dimensions.
std::optional<double> factor_between(const ut_unit* from, const ut_unit* to)
{
    cv_converter* converter
        = ut_get_converter(const_cast<ut_unit*>(from), const_cast<ut_unit*>(to));
    if (converter == nullptr) {
        return std::nullopt;
    }
    const double factor = cv_convert_double(converter, 1.0);
    const bool plain = cv_convert_double(converter, 0.0) == 0.0
        && cv_convert_double(converter, 2.0) == 2.0 * factor;
    cv_free(converter);
    return plain && factor > 0.0 && std::isfinite(factor) ? std::optional(factor) : std::nullopt;
}

/// Rewrites signs that are not ASCII: superscripts and the multiplication sign.
std::string with_ascii_powers(const std::string& text)
{
    static const SpellingRules rules {
        { "×", "*" },
        // After a digit, superscripts are its power: 10³ is not 103.
        { "([0-9])((⁻|⁺|⁰|¹|²|³|⁴|⁵|⁶|⁷|⁸|⁹)+)", "$1^$2 " },
        { "⁺", "" },
        { "⁻", "-" },
        { "⁰", "0" },
        { "¹", "1" },
        { "²", "2" },
        { "³", "3" },
        { "⁴", "4" },
        { "⁵", "5" },
        { "⁶", "6" },
        { "⁷", "7" },
        { "⁸", "8" },
        { "⁹", "9" },
    };
    return rules.applied(text);
}

} // namespace

std::string udunits_spelling(std::string_view text)
{
    static const SpellingRules rules {
        { R"((^|[^A-Za-z])(MM[tT]|mmt)(ons?|onnes?)?(?![a-z]))", "$1Mt",
            SpellingRules::case_counts },
        // Millions of tonnes, or metric tons: never the milli-tonne that UDUNITS reads.
        { R"((^|[^A-Za-z])m(t|tons?|tonnes?)(ce|oe)?(?![a-z]))", "$1ambiguous_tonne",
            SpellingRules::case_counts },
        { R"(\b(metric[_ ])?ton(ne)?s?\b)", "t" },
        { R"(\b([kMG])ton(ne)?s?\b)", "$1t", SpellingRules::case_counts },
        { R"(\bkt\b)", "Gg", SpellingRules::case_counts },
    };
    const std::string written(text);
    return rules.applied(is_ascii(written) ? written : with_ascii_powers(written));
}

Unit Unit::parse(std::string_view text, std::string_view subject, const Text& remedy)
{
    Unit unit;
    unit.text = std::string(text);
    bool carbon = false;
    const std::string readable = normalised(unit.text, carbon);
    unit.basis = carbon ? Basis::carbon : Basis::substance;
    if (readable.find(ambiguous_tonne) != std::string::npos) {
        throw InputError(ProblemCode::ambiguous, subject,
            fmt::format("ambiguous unit '{}': million tonnes (Mt) or metric tons (t)", text),
            remedy);
    }

    UnitSystem& system = UnitSystem::instance();
    const std::lock_guard guard(system.lock);
    const UtUnit parsed = system.parse(readable);
    if (!parsed || readable.empty()) {
        throw InputError(
            ProblemCode::unknown, subject, fmt::format("unknown unit '{}'", text), remedy);
    }
    for (const Shape& shape : shapes) {
        const UtUnit reference = system.parse(shape.unit);
        if (const auto factor = factor_between(parsed.get(), reference.get())) {
            unit.amount = shape.amount;
            unit.per_area = shape.per_area;
            unit.rate = shape.rate;
            unit.factor = *factor;
            return unit;
        }
    }
    throw InputError(ProblemCode::invalid, subject,
        fmt::format("'{}' is not a unit of emission (a mass or an amount, per area or per cell, "
                    "per time or in the period)",
            text),
        remedy);
}

std::string Unit::kind() const
{
    const std::string what = amount == Amount::mole ? "mole"
        : basis == Basis::carbon                    ? "carbon mass"
                                                    : "mass";
    return what + (per_area ? " flux" : " per cell");
}

double conversion_factor(
    std::string_view from, std::string_view to, std::string_view subject, const Text& remedy)
{
    UnitSystem& system = UnitSystem::instance();
    const std::lock_guard guard(system.lock);
    const UtUnit a = system.parse(udunits_spelling(from));
    const UtUnit b = system.parse(udunits_spelling(to));
    const auto factor = a && b ? factor_between(a.get(), b.get()) : std::nullopt;
    if (!factor) {
        throw InputError(ProblemCode::inconsistent, subject,
            fmt::format("inconsistent units: '{}' cannot be converted to '{}'", from, to), remedy);
    }
    return *factor;
}

} // namespace cityflux
