#include "pipeline/index/decoupling_class.h"

#include "grids/text/error.h"

#include <array>
#include <cmath>

#include <fmt/format.h>

namespace cityflux {
namespace {

struct Names {
    std::string_view english;
    std::string_view chinese;
};

/// Names of the classes, from class 1 on.
constexpr std::array<Names, 4> names { {
    { "decoupled", "已脱钩" },
    { "decoupling", "在脱钩" },
    { "not yet", "待脱钩" },
    { "energy base", "能源基地" },
} };

const Names& names_of(DecouplingClass decoupling)
{
    return names.at(static_cast<std::size_t>(decoupling) - 1);
}

std::string peak_phrase(const PeakTest& peak)
{
    return fmt::format("peak {}, {} years before {}, {:.3g} a year since, p {:.3f}{}",
        peak.peak_year, peak.years_since, peak.last_year, peak.since_peak.slope,
        peak.since_peak.test.p,
        peak.since_peak.test.p_is_rough
            ? fmt::format(" (rough: {} values)", peak.since_peak.test.values)
            : std::string());
}

} // namespace

std::string_view english_name(DecouplingClass decoupling)
{
    return names_of(decoupling).english;
}

std::string_view chinese_name(DecouplingClass decoupling)
{
    return names_of(decoupling).chinese;
}

void DecouplingRule::check(std::string_view subject) const
{
    if (!(base_multiple > 0.0) || std::isinf(base_multiple)) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format("limit of an energy base out of range: {} medians (must be positive)",
                base_multiple));
    }
    if (years_since_peak < 1) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format(
                "years since the peak out of range: {} (must be at least 1)", years_since_peak));
    }
    if (!(most_p > 0.0 && most_p <= 1.0)) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format(
                "largest p out of range: {} (allowed: above 0, to 1, which tests only the slope)",
                most_p));
    }
    if (!(most_elasticity > 0.0) || std::isinf(most_elasticity)) {
        throw InputError(ProblemCode::out_of_range, subject,
            fmt::format("limit of the elasticity out of range: {} (must be positive, e.g. {})",
                most_elasticity, least_coupling));
    }
}

std::string DecouplingRule::sentence() const
{
    const std::string orderly
        = most_p < 1.0 ? fmt::format(" and a Mann-Kendall p of at most {}", most_p) : std::string();
    return fmt::format("A city is an energy base (4) where its CO2 for each inhabitant is above {} "
                       "times the median of the "
                       "cities; else decoupled (1) where its highest year is {} years or more "
                       "before its last, and CO2 falls "
                       "since, with a Sen slope below 0{}; else decoupling (2) where GDP grows and "
                       "Tapio's elasticity of CO2 to "
                       "GDP is below {}; else not yet (3).",
        base_multiple, years_since_peak, orderly, most_elasticity);
}

bool peak_is_behind(const PeakTest& peak, const DecouplingRule& rule)
{
    return peak.years_since >= rule.years_since_peak && peak.since_peak.slope < 0.0
        && peak.since_peak.test.p <= rule.most_p;
}

DecouplingVerdict classify(const DecouplingEvidence& evidence, const DecouplingRule& rule)
{
    if (!evidence.multiple) {
        return { std::nullopt, "CO2 for each inhabitant is missing" };
    }
    if (*evidence.multiple > rule.base_multiple) {
        return { DecouplingClass::energy_base,
            fmt::format("CO2 for each inhabitant is {:.3g} medians", *evidence.multiple) };
    }
    if (!evidence.peak) {
        return { std::nullopt, "a yearly series of CO2 is missing" };
    }
    if (peak_is_behind(*evidence.peak, rule)) {
        return { DecouplingClass::decoupled, peak_phrase(*evidence.peak) };
    }
    if (!evidence.elasticity) {
        return { std::nullopt,
            "the elasticity is missing; the peak is not behind (" + peak_phrase(*evidence.peak)
                + ")" };
    }
    const TapioElasticity& tapio = *evidence.elasticity;
    if (!tapio.state) {
        return { std::nullopt, "GDP did not change, so the elasticity is undefined" };
    }
    const std::string phrase
        = fmt::format("elasticity {:.3g}, {}", tapio.elasticity, english_name(*tapio.state));
    const bool slower = tapio.gdp_change > 0.0 && tapio.elasticity < rule.most_elasticity;
    return { slower ? DecouplingClass::decoupling : DecouplingClass::not_yet, phrase };
}

} // namespace cityflux
