#include "grids/unit.h"

#include "grids/error.h"

#include <algorithm>
#include <array>
#include <cctype>
#include <memory>
#include <mutex>
#include <regex>

#include <fmt/format.h>
#include <udunits2.h>

namespace cityflux {
namespace {

struct UnitDeleter {
    void operator()(ut_unit* unit) const { ut_free(unit); }
};
using UtUnit = std::unique_ptr<ut_unit, UnitDeleter>;

/// UDUNITS with three more base units: a calendar year and a calendar month, whose lengths depend on the period, and a
/// cell. UDUNITS is not thread-safe: every use holds `lock`.
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
            throw InputError("the database of UDUNITS-2 was not found; install libudunits2-data or set UDUNITS2_XML_PATH");
        }
        add_base("calendar_year");
        add_base("calendar_month");
        const UtUnit mole(ut_parse(system_, "mol", UT_UTF8));
        const UtUnit molecule(ut_scale(1.0 / 6.02214076e23, mole.get()));
        ut_map_name_to_unit("molecule_count", UT_UTF8, molecule.get());
    }
    ~UnitSystem() { ut_free_system(system_); }
    UnitSystem(const UnitSystem&) = delete;
    UnitSystem& operator=(const UnitSystem&) = delete;

    void add_base(const char* name)
    {
        const UtUnit unit(ut_new_base_unit(system_));
        ut_map_name_to_unit(name, UT_UTF8, unit.get());
    }

    ut_system* system_ = nullptr;
};

std::string replaced(const std::string& text, const char* pattern, const char* by)
{
    return std::regex_replace(text, std::regex(pattern, std::regex::icase), by);
}

/// The spellings of emission inventories, brought to what UDUNITS reads. Sets `carbon` where the unit counts carbon.
std::string normalised(std::string text, bool& carbon)
{
    // "moleccm-2s-1", "molec/cm2/s": a molecule is a count, not a substance.
    text = replaced(text, R"(molec(ule)?s?\.?(?![a-z]*_))", "molecule_count ");
    text = replaced(text, R"(cm\^?-2\s*s-1)", "cm-2 s-1");
    // CO2 and CO2-equivalents name the substance, not a unit.
    text = replaced(text, R"([\(\[]?\bco2[-_ ]?(eq|e|equivalents?)?\b[\)\]]?)", " ");
    text = replaced(text, R"((k?g|t|[kmgtp]t|[mgtp]g|tonnes?|tons?)[-_]?co2([-_ ]?(eq|e|equivalents?))?(?![a-z0-9]))", "$1 ");
    // gC, kgC, tC, TgC, "g C", kg(C), "tonne carbon".
    const std::regex carbon_mark(
        R"((^|[^A-Za-z])(g|kg|Mg|Gg|Tg|Pg|t|kt|Mt|Gt|tonnes?|tons?|mol)\s*[\(\[_-]?(C|carbon)[\)\]]?(?![A-Za-z0-9]))");
    if (std::regex_search(text, carbon_mark)) {
        carbon = true;
        text = std::regex_replace(text, carbon_mark, "$1$2 ");
    }
    text = replaced(text, R"((/|\bper\s+)\s*(grid\s*-?_?)?cell\b)", "");
    text = replaced(text, R"(\b(grid_?)?cell\s*\^?-1\b)", "");
    text = replaced(text, R"(\bmetric[_ ]tons?\b)", "t");
    text = replaced(text, R"(\btonnes?\b)", "t");
    text = replaced(text, R"(\b(years?|yr|annum|y)(?=\b|-|\^|\*))", "calendar_year");
    text = std::regex_replace(text, std::regex(R"(\ba(?=\b|-|\^|\*))"), "calendar_year");
    text = replaced(text, R"(\b(months?|mon)(?=\b|-|\^|\*))", "calendar_month");
    text = std::regex_replace(text, std::regex(R"(\bd(?=\b|-|\^|\*|$))"), "day");
    text = replaced(text, R"(\bsec\b)", "s");
    text = std::regex_replace(text, std::regex(R"(\s+)"), " ");
    text = std::regex_replace(text, std::regex(R"(^ | $)"), "");
    text = std::regex_replace(text, std::regex(R"( */ *)"), "/");
    return text;
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

double factor_between(const ut_unit* from, const ut_unit* to)
{
    cv_converter* converter = ut_get_converter(const_cast<ut_unit*>(from), const_cast<ut_unit*>(to));
    const double factor = cv_convert_double(converter, 1.0);
    cv_free(converter);
    return factor;
}

} // namespace

Unit Unit::parse(std::string_view text, std::string_view subject)
{
    Unit unit;
    unit.text = std::string(text);
    bool carbon = false;
    const std::string readable = normalised(unit.text, carbon);
    unit.basis = carbon ? Basis::carbon : Basis::substance;

    UnitSystem& system = UnitSystem::instance();
    const std::lock_guard guard(system.lock);
    const UtUnit parsed = system.parse(readable);
    if (!parsed || readable.empty()) {
        throw InputError(fmt::format("{}: the unit '{}' cannot be understood; declare it with --assume-unit, for example "
                                     "--assume-unit 'kg m-2 s-1' or --assume-unit t",
            subject, text));
    }
    for (const Shape& shape : shapes) {
        const UtUnit reference = system.parse(shape.unit);
        if (ut_are_convertible(parsed.get(), reference.get()) != 0) {
            unit.amount = shape.amount;
            unit.per_area = shape.per_area;
            unit.rate = shape.rate;
            unit.factor = factor_between(parsed.get(), reference.get());
            return unit;
        }
    }
    throw InputError(fmt::format("{}: '{}' is not a unit of emission (a mass or an amount, per area or per cell, per time or "
                                 "in the period); declare the unit with --assume-unit",
        subject, text));
}

std::string Unit::kind() const
{
    const std::string what = amount == Amount::mole ? "mole" : basis == Basis::carbon ? "carbon mass" : "mass";
    return what + (per_area ? " flux" : " per cell");
}

double conversion_factor(std::string_view from, std::string_view to, std::string_view subject)
{
    UnitSystem& system = UnitSystem::instance();
    const std::lock_guard guard(system.lock);
    const UtUnit a = system.parse(std::string(from));
    const UtUnit b = system.parse(std::string(to));
    if (!a || !b || ut_are_convertible(a.get(), b.get()) == 0) {
        throw InputError(fmt::format("{}: '{}' cannot be converted to '{}'", subject, from, to));
    }
    return factor_between(a.get(), b.get());
}

} // namespace cityflux
