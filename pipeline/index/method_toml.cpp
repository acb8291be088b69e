#include "pipeline/index/method_toml.h"

#include <algorithm>
#include <string>
#include <tuple>
#include <vector>

#include <fmt/format.h>

namespace cityflux {
namespace {

using Names = std::vector<std::string>;

/// Sets the bounds that the method of a normalisation declares. `value` is the value of its key.
void read_bounds(const TomlValue& value, Normalisation& normalisation)
{
    using Kind = Normalisation::Kind;
    switch (normalisation.kind) {
    case Kind::goalposts:
        std::tie(normalisation.lower, normalisation.upper) = value.two_numbers();
        if (!(normalisation.lower < normalisation.upper)) {
            value.refuse(ProblemCode::invalid,
                fmt::format("[{}, {}] is not a pair of goalposts", normalisation.lower,
                    normalisation.upper),
                "write two different numbers, the lower first whatever the direction, e.g. [0, "
                "100]");
        }
        break;
    case Kind::z_score:
        std::tie(normalisation.mean, normalisation.deviation) = value.two_numbers();
        if (!(normalisation.deviation > 0.0)) {
            value.refuse(ProblemCode::out_of_range,
                fmt::format("standard deviation out of range: {} in [{}, {}] (must be positive)",
                    normalisation.deviation, normalisation.mean, normalisation.deviation),
                "write the mean and the standard deviation of points, e.g. [50, 15]");
        }
        break;
    case Kind::distance_to_target:
        normalisation.target = value.number();
        break;
    case Kind::benchmark:
        normalisation.target = value.number();
        if (!(normalisation.target > 0.0)) {
            value.refuse(ProblemCode::out_of_range,
                fmt::format("benchmark out of range: {} (must be positive, because points are a "
                            "ratio to it)",
                    normalisation.target));
        }
        break;
    case Kind::distance_to_reference:
        normalisation.reference_city = value.text();
        break;
    default:
        value.need_true();
    }
}

/// Sets the options of a normalisation: `cut` and `points`. `method` is its key.
void read_span_options(
    const TomlSection& section, const std::string& method, Normalisation& normalisation)
{
    using Kind = Normalisation::Kind;
    const Kind kind = normalisation.kind;
    if (const auto cut = section.find("cut")) {
        if (kind != Kind::goalposts && kind != Kind::benchmark && kind != Kind::distance_to_target
            && kind != Kind::distance_to_reference) {
            section.forbid({ "cut" }, fmt::format("{} never leaves its span or has none", method));
        }
        normalisation.cut = cut->flag();
    }
    if (const auto points = section.find("points")) {
        if (kind == Kind::z_score || kind == Kind::borda || kind == Kind::rank
            || kind == Kind::none) {
            section.forbid({ "points" }, fmt::format("{} has no span of points", method));
        }
        std::tie(normalisation.least_points, normalisation.most_points) = points->two_numbers();
        if (!(normalisation.least_points < normalisation.most_points)) {
            points->refuse(ProblemCode::invalid,
                fmt::format("[{}, {}] is not a span of points", normalisation.least_points,
                    normalisation.most_points),
                "write the least points first, e.g. [0, 100]");
        }
    }
}

Normalisation read_normalisation(const TomlValue& entry)
{
    using Kind = Normalisation::Kind;
    const Names methods { "goalposts", "min_max", "z_score", "percentile_rank", "borda", "rank",
        "distance_to_target", "distance_to_reference", "distance_to_maximum", "fraction_of_maximum",
        "benchmark", "none" };
    constexpr Kind kinds[] = { Kind::goalposts, Kind::min_max, Kind::z_score, Kind::percentile_rank,
        Kind::borda, Kind::rank, Kind::distance_to_target, Kind::distance_to_reference,
        Kind::distance_to_maximum, Kind::fraction_of_maximum, Kind::benchmark, Kind::none };
    Names known = methods;
    known.insert(known.end(), { "cut", "points" });
    const TomlSection section = entry.section(known);
    const std::string method = section.only_one(methods);
    Normalisation normalisation;
    normalisation.kind = kinds[std::find(methods.begin(), methods.end(), method) - methods.begin()];
    read_bounds(*section.find(method), normalisation);
    read_span_options(section, method, normalisation);
    return normalisation;
}

/// Throws InputError if the treatment is a logarithm that the bounds of the normalisation do not
/// have.
void check_logarithm(const TomlValue& normalisation, const IndicatorMethod& method)
{
    if (method.treatment.kind != Treatment::Kind::log) {
        return;
    }
    if (method.normalisation.kind == Normalisation::Kind::benchmark) {
        normalisation.refuse(ProblemCode::conflicting,
            "conflicting benchmark and logarithm: a ratio of logarithms is undefined",
            "use goalposts, or another treatment");
    }
    const bool posts = method.normalisation.kind == Normalisation::Kind::goalposts;
    const bool target = method.normalisation.kind == Normalisation::Kind::distance_to_target;
    const double bound = posts ? method.normalisation.lower : method.normalisation.target;
    if ((posts || target) && bound + method.treatment.offset <= 0.0) {
        normalisation.refuse(ProblemCode::out_of_range,
            fmt::format("bound out of range: {} has no logarithm with the offset {}", bound,
                method.treatment.offset),
            "move the bound, or use another treatment");
    }
}

} // namespace

Mean read_mean(const TomlValue& entry)
{
    return entry.choice<Mean>({ { "arithmetic", Mean::arithmetic },
        { "geometric", Mean::geometric }, { "harmonic", Mean::harmonic } });
}

MissingRule read_missing_rule(const TomlValue& entry)
{
    return entry.choice<MissingRule>({ { "leave-out", MissingRule::leave_out },
        { "median", MissingRule::median }, { "least", MissingRule::least } });
}

Treatment read_treatment(const TomlValue& entry)
{
    const Names kinds { "none", "winsorise", "tukey", "log" };
    const TomlSection section = entry.section(kinds);
    const std::string key = section.only_one(kinds);
    const TomlValue value = *section.find(key);
    Treatment treatment;
    if (key == "none") {
        value.need_true();
    } else if (key == "winsorise") {
        treatment.kind = Treatment::Kind::winsorise;
        std::tie(treatment.lower, treatment.upper) = value.two_numbers();
        if (!(treatment.lower >= 0.0 && treatment.lower < treatment.upper
                && treatment.upper <= 1.0)) {
            value.refuse(ProblemCode::invalid,
                fmt::format("[{}, {}] is not a pair of quantiles from 0 to 1", treatment.lower,
                    treatment.upper),
                "write two quantiles, the lower first, e.g. [0.05, 0.95]");
        }
    } else if (key == "tukey") {
        treatment.kind = Treatment::Kind::tukey;
        treatment.fences = value.number();
        if (treatment.fences < 0.0) {
            value.refuse(ProblemCode::out_of_range,
                fmt::format("fences out of range: {} (allowed: 0 or more interquartile ranges)",
                    treatment.fences),
                "write their distance, e.g. Tukey's 1.5");
        }
    } else {
        treatment.kind = Treatment::Kind::log;
        treatment.offset = value.number();
    }
    return treatment;
}

IndicatorMethod read_indicator_method(const TomlSection& section)
{
    IndicatorMethod method;
    if (const auto missing = section.find("missing")) {
        method.missing = read_missing_rule(*missing);
    }
    if (section.has("categories")) {
        section.forbid(
            { "direction", "treatment", "normalisation", "unit" }, "each category has its points");
        method.normalisation.kind = Normalisation::Kind::categories;
        return method;
    }
    // Points of a policy register are better the more they are, unless the file declares otherwise.
    if (section.has("direction") || !section.has("policy_register")) {
        method.direction = section.need("direction", "\"more\" or \"less\", whichever is better")
                               .choice<Direction>({ { "more", Direction::more_is_better },
                                   { "less", Direction::less_is_better } });
    }
    if (const auto treatment = section.find("treatment")) {
        method.treatment = read_treatment(*treatment);
    }
    const TomlValue normalisation
        = section.need("normalisation", "a method, such as { goalposts = [0, 100] }");
    method.normalisation = read_normalisation(normalisation);
    check_logarithm(normalisation, method);
    return method;
}

} // namespace cityflux
