#include "grids/storage/coordinate_unit.h"

#include "grids/quantity/unit.h"
#include "grids/text/error.h"
#include "grids/text/spelling_rules.h"
#include "grids/text/words.h"

#include <algorithm>
#include <array>
#include <optional>

namespace cityflux {
namespace {

using Kind = CoordinateUnit::Kind;

/// Returns the factor from one unit to another, or std::nullopt if UDUNITS knows none.
std::optional<double> factor_to(const std::string& from, const char* to)
{
    try {
        return conversion_factor(from, to, "coordinate");
    } catch (const InputError&) {
        return std::nullopt;
    }
}

/// Returns true if a text in lower case names an angle. UDUNITS converts every plain number to an
/// angle as well.
bool names_angle(const std::string& text)
{
    constexpr std::array parts { "deg", "rad", "arc", "gon", "°" };
    return std::any_of(parts.begin(), parts.end(),
        [&](const char* part) { return text.find(part) != std::string::npos; });
}

/// Rewrites spellings of geodesy so that UDUNITS reads them.
std::string geodetic_spelling(const std::string& text)
{
    static const SpellingRules rules {
        { R"(\b(ft[-_ ]?us|us[-_ ]?ft|(us[-_ ])?survey[-_ ](foot|feet))\b)", "US_survey_foot" },
    };
    return rules.applied(text);
}

} // namespace

CoordinateUnit unit_of(const NetcdfHandle::Variable& coordinate)
{
    const std::string text = coordinate.attributes.text("units");
    const std::string lower = lower_case(text);
    if (text.find_first_not_of(" -") == std::string::npos || lower == "none") {
        return {};
    }
    // The usual units need no UDUNITS.
    if (lower.starts_with("degree") || lower == "deg" || lower.starts_with("°")) {
        return { Kind::angle, 1.0, text };
    }
    if (lower == "m" || lower == "metre" || lower == "metres" || lower == "meter"
        || lower == "meters") {
        return { Kind::length, 1.0, text };
    }
    for (const std::string& spelling : { geodetic_spelling(text), lower }) {
        if (const auto metres = factor_to(spelling, "m")) {
            return { Kind::length, *metres, text };
        }
        if (const auto degrees = factor_to(spelling, "degree")) {
            return names_angle(lower) ? CoordinateUnit { Kind::angle, *degrees, text }
                                      : CoordinateUnit {};
        }
    }
    return { Kind::unknown, 1.0, text };
}

} // namespace cityflux
