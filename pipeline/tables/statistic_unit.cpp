#include "pipeline/tables/statistic_unit.h"

#include "grids/quantity/chinese_unit.h"
#include "grids/quantity/unit.h"
#include "grids/text/error.h"
#include "grids/text/spelling_rules.h"

#include <cmath>
#include <limits>
#include <optional>
#include <string>

#include <fmt/format.h>

namespace cityflux {
namespace {

std::string readable(std::string_view unit)
{
    static const SpellingRules names {
        // CO2 names the substance, not a unit.
        { R"((k?g|t|[kmgtp]t|[mgtp]g|tonnes?|tons?)[-_ ]?co2([-_ ]?(eq|e|equivalents?))?(?![a-z0-9]))",
            "$1 " },
        { R"(\b(RMB|yuan|renminbi)\b)", "CNY" },
        { R"(\b(dollars?|US\$))", "USD" },
        { R"(\b(people|persons?|inhabitants?|capita|cap)\b)", "inhabitant" },
        { R"(\bper\b)", "/" },
        { R"(\bpercent\b)", "%" },
    };
    static const SpellingRules spaces {
        { R"(\s+)", " " },
        { R"( */ *)", "/" },
        { R"(^ | $)", "" },
        { R"(^/)", "1/" },
    };
    // 万元 is one unit: t/万元 is per 1e4 CNY.
    const std::string text
        = spaces.applied(latin_multipliers(names.applied(latin_unit_words(std::string(unit)))));
    return text.empty() ? "1" : text;
}

std::optional<double> factor_of(const std::string& from, const std::string& to)
{
    try {
        return conversion_factor(from, to, "");
    } catch (const InputError&) {
        return std::nullopt;
    }
}

/// Returns the decimal number of at most 12 digits that a factor differs from only by rounding, or
/// the factor itself. UDUNITS computes 999.9999999999999 for mg in ug.
double without_rounding(double factor)
{
    const double decimal = std::stod(fmt::format("{:.12g}", factor));
    constexpr double rounding = 4.0 * std::numeric_limits<double>::epsilon();
    return std::abs(decimal - factor) <= rounding * factor ? decimal : factor;
}

void require_unit(const std::string& unit, std::string_view text, const Text& subject)
{
    if (!factor_of(unit, unit)) {
        throw InputError(ProblemCode::unknown, subject, fmt::format("unknown unit '{}'", text),
            "write a unit, e.g. '10^8 CNY', '10^4 person', 'Mt', 'tce', 'kWh', 'ug m-3' or '%'");
    }
}

/// Returns the kind of a unit, in brackets, or "" if it is not one of those below.
std::string kind_of(const std::string& unit)
{
    struct Kind {
        const char* unit;
        const char* words;
    };
    static constexpr Kind kinds[] = {
        { "kg", " (a mass)" },
        { "J", " (an energy)" },
        { "CNY", " (money in CNY)" },
        { "USD", " (money in USD)" },
        { "inhabitant", " (a number of people)" },
        { "1", " (a pure number)" },
    };
    for (const Kind& kind : kinds) {
        if (factor_of(unit, kind.unit)) {
            return kind.words;
        }
    }
    return "";
}

} // namespace

UnitChange unit_change(std::string_view from, std::string_view to, const Text& subject)
{
    const std::string a = readable(from);
    const std::string b = readable(to);
    require_unit(a, from, subject);
    require_unit(b, to, subject);
    if (const auto factor = factor_of(a, b)) {
        return { without_rounding(*factor), "" };
    }
    const bool coal = a.find("tce") != std::string::npos || b.find("tce") != std::string::npos;
    return { 0.0,
        fmt::format("inconsistent units: '{}'{} cannot be converted to '{}'{}{}", from, kind_of(a),
            to, kind_of(b),
            coal ? " (a tonne of coal equivalent is an energy of 29.3076 GJ)" : "") };
}

std::string udunits_text(std::string_view unit)
{
    return udunits_spelling(readable(unit));
}

} // namespace cityflux
